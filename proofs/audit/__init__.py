"""Are the figures that the documents state right? Each is computed again and compared.

Front: ``audit`` in ``report.py``. ``stated.toml`` holds the figures as data, the other modules
compute the exact values, and ``judging.py`` alone decides the verdicts: no file states one.

The front is not imported here, so that the figures can be listed without loading the algebra.
"""
