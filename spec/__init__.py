"""What the schemes say: clauses, mechanisms, readings, claims, and two number domains."""
