"""Are the figures right that the documents state?

``audit`` computes each anew and compares it with what is stated. ``stated.toml`` holds the figures
as data, and ``judging.py`` alone decides the verdicts: nobody writes one down.
"""
