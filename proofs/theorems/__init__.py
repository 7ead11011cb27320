"""What holds for any numbers that a scheme file may state, and on which conditions?

``prove`` shows it of one theorem and breaks it without each of its conditions; ``THEOREMS`` has
them all.
"""

from __future__ import annotations

from . import dividends, platforms, price, solvency
from .theorem import Outcome, Theorem, prove

__all__ = ["THEOREMS", "Outcome", "Theorem", "prove"]

THEOREMS: dict[str, Theorem] = {
    each.name: each
    for each in (
        *price.THEOREMS,
        *solvency.THEOREMS,
        *dividends.THEOREMS,
        *platforms.THEOREMS,
    )
}
"""All theorems, by name."""
