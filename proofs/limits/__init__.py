"""How much of a broken promise can be kept?

``LIMITS`` has an exact bound for each promise where that is a matter of degree. A bound is derived
from the rules and proved; its witness is a history, run on exact fractions, that reaches it, or
several that come ever closer.
"""
