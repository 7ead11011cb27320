"""Which rules, numbers and readings does a platform have? Schemes, and the files that state them.

Front: ``load_scheme``, of a file or of a shipped scheme's name.
"""

from __future__ import annotations

from .loader import SHIPPED, load_scheme, parse_scheme
from .scheme import Scheme

__all__ = ["SHIPPED", "Scheme", "load_scheme", "parse_scheme"]
