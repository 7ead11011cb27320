"""Which smallest change of a scheme makes a broken promise hold, and what else does it break?

``repairs`` looks among single numbers, answers to questions and mechanisms, and says so.
"""

from __future__ import annotations

from .repair import Repair, Repairs, repairs

__all__ = ["Repair", "Repairs", "repairs"]
