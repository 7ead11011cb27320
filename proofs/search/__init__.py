"""Which shortest history breaks a claim, and with which simplest amounts?

``Explorer`` goes through all histories without amounts, the shortest first, and asks a solver about
the amounts of each.
"""

from typing import TYPE_CHECKING

from neverfalls.spec.on_demand import on_demand

if TYPE_CHECKING:
    from .explorer import Explorer, Search

__all__ = ["Explorer", "Search"]

__getattr__ = on_demand(__name__, explorer="Explorer Search")
