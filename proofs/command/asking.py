"""Errors of what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from neverfalls.spec.errors import NeverfallsError

FEW = 24
"""Most names that an error proposes."""


class UnknownName(NeverfallsError):
    """Something was asked for by a name that nothing has."""

    def __init__(self, kind: str, found: str, known: Sequence[str]) -> None:
        near = get_close_matches(found, known, n=3) or [each for each in known if found in each]
        if not near and len(known) <= FEW:
            near = list(known)
        meant = f"did you mean: {', '.join(near[:FEW])}?" if near else "`neverfalls list` names all"
        super().__init__(f"{kind}: found no {found!r}; {meant}")
        self.kind = kind
        self.found = found
        self.expected = tuple(known)


class NotTogether(NeverfallsError):
    """Two options were given of which the second says nothing beside the first."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{second} cannot be combined with {first}")


class NoRule(NeverfallsError):
    """A scheme was asked for a rule that only other schemes have."""

    def __init__(self, scheme: str, found: str, known: Sequence[str]) -> None:
        super().__init__(f"{scheme} has no rule {found}; it has: {', '.join(known)}")
        self.scheme = scheme
        self.found = found
        self.expected = tuple(known)
