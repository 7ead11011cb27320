"""Which statements of the documents contradict each other?

``find`` asks a solver for every smallest set of statements that cannot all be true, and confirms
each.
``statements.toml`` holds the statements as formulas over named unknowns.
"""
