"""How much of each broken promise can be kept? Exact bounds, with histories that meet them.

Front: ``LIMITS``. A bound is derived from the rules and proved; its witnesses are histories, run on
exact fractions, that reach the bound or come ever closer to it.
"""

from __future__ import annotations

from .report import LIMITS

__all__ = ["LIMITS"]
