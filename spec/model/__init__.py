"""What is a rule made of, and on what does it run?

Front: ``World``, a state in which rules run; ``Mechanism``, which declares them.
"""

from __future__ import annotations

from .mechanism import Mechanism, Rule
from .world import Member, Price, View, World

__all__ = ["Mechanism", "Member", "Price", "Rule", "View", "World"]
