"""All theorems, by name."""

from __future__ import annotations

from . import dividends, price, rooms, solvency
from .theorem import Theorem

THEOREMS: dict[str, Theorem] = {
    each.name: each
    for each in (*price.THEOREMS, *solvency.THEOREMS, *dividends.THEOREMS, *rooms.THEOREMS)
}
