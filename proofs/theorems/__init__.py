"""All theorems, by name."""

from __future__ import annotations

from ..theorem import Theorem
from . import dividends, price, rooms, solvency

THEOREMS: dict[str, Theorem] = {
    each.name: each
    for each in (*price.THEOREMS, *solvency.THEOREMS, *dividends.THEOREMS, *rooms.THEOREMS)
}
