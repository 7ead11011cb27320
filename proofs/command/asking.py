"""Errors of what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from neverfalls.spec.errors import NeverfallsError


class UnknownName(NeverfallsError):
    """Something was asked for by a name that nothing has."""

    def __init__(self, kind: str, found: str, known: Sequence[str]) -> None:
        near = get_close_matches(found, known, n=3) or list(known)
        super().__init__(f"{kind}: found no {found!r}; did you mean: {', '.join(near)}?")
        self.kind = kind
        self.found = found
        self.expected = tuple(known)
