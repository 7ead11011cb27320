"""How does a rule or a promise read? Its own text, run on named symbols and printed.

Front: ``describe_rule`` and ``describe_claim``.
"""

from __future__ import annotations

from .claims import describe_claim
from .rules import describe_rule

__all__ = ["describe_claim", "describe_rule"]
