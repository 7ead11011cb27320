"""What holds whatever the numbers of a scheme are, and which conditions does it need?

``THEOREMS`` has all theorems by their names; each says on which condition a claim holds.
"""

from __future__ import annotations

from . import dividends, price, rooms, solvency
from .theorem import Theorem

THEOREMS: dict[str, Theorem] = {
    each.name: each
    for each in (*price.THEOREMS, *solvency.THEOREMS, *dividends.THEOREMS, *rooms.THEOREMS)
}
