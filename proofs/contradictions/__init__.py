"""Which statements of the documents contradict each other? A solver finds out; no list says so.

Front: ``find`` in ``search.py``. ``statements.toml`` holds the statements as formulas over named
unknowns. ``subsets.py`` finds every smallest set of them that cannot hold together by asking a
solver, and ``search.py`` confirms each of these sets.

The front is not imported here, so that the statements can be listed without loading a solver.
"""
