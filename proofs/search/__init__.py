"""Which shortest history breaks a claim, and with which simplest amounts?

``Explorer`` goes through all histories without amounts, the shortest first, and asks a solver about
the amounts of each.
"""

from .explorer import Explorer, Search

__all__ = ["Explorer", "Search"]
