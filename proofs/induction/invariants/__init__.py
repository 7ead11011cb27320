"""What keeps holding in every reachable state, so that other proofs can build on it?

These are candidates: ``INVARIANTS`` lists them in their published order. Which of them a scheme
really preserves, under its readings, is found out by induction; those that fail are dropped
there before anything is built on them.
"""

from .never_negative import never_negative
from .registry import INVARIANTS, LASTING

__all__ = ["INVARIANTS", "LASTING", "never_negative"]
