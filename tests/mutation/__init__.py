"""Changes to the code that decides verdicts, and whether a test notices each of them.

`make mutants` finds out which tests run which lines, changes one place at a time, and runs those
tests. What no test notices is listed in `unnoticed.toml` with the reason.
"""
