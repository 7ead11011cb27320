"""All claims, in the order of the table."""

from __future__ import annotations

from ..claim import CLAIMS
from . import dividends, price, solvency

__all__ = ["CLAIMS", "dividends", "price", "solvency"]
