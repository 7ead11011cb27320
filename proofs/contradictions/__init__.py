"""Which statements of the documents contradict each other: found, not listed.

``statements.toml`` holds the statements as formulas over named unknowns. ``subsets.py`` finds
every smallest set that cannot hold together by asking a solver, and ``recheck.py`` confirms each.
"""
