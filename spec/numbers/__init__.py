"""What does a rule compute with? Exact fractions, or terms that write its own formula.

Front: ``ExactNumbers`` and ``SymbolicNumbers``, the two domains; ``terms``, what the second makes.
"""

from __future__ import annotations

from . import terms
from .domains import (
    ZERO,
    Amount,
    Constants,
    Count,
    ExactNumbers,
    Numbers,
    Points,
    SymbolicNumbers,
    Tokens,
    Truth,
    Yuan,
)
from .exact import Exact

__all__ = [
    "ZERO",
    "Amount",
    "Constants",
    "Count",
    "Exact",
    "ExactNumbers",
    "Numbers",
    "Points",
    "SymbolicNumbers",
    "Tokens",
    "Truth",
    "Yuan",
    "terms",
]
