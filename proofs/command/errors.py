"""Errors of what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from neverfalls.spec.errors import NeverfallsError

from .names import near

FEW = 24
"""Most names that an error proposes."""


class UnknownName(NeverfallsError):
    """Something was asked for by a name that nothing has."""

    def __init__(self, kind: str, found: str, known: Sequence[str]) -> None:
        told = f"found no {found!r}; {meant(kind, found, known)}" if found else "the name is empty"
        super().__init__(f"{kind}: {told}")
        self.kind = kind
        self.found = found
        self.expected = tuple(known)


class UnknownThing(NeverfallsError):
    """Something was to be explained that nothing is called by."""

    def __init__(self, found: str) -> None:
        known = [f"the {kind} {name}" for kind, name in near(found)]
        *more, last = known or ["something that `neverfalls list WHAT` names"]
        told = f"{', '.join(more)} or {last}" if more else last
        super().__init__(f"nothing is called {found!r}; did you mean {told}?")
        self.found = found
        self.expected = tuple(known)


class NoFormula(NeverfallsError):
    """LaTeX was asked for of something that has no formula."""

    def __init__(self, found: str) -> None:
        super().__init__(f"{found} has no formula; --latex is for claims, rules and limits")
        self.found = found


def meant(kind: str, found: str, known: Sequence[str]) -> str:
    """What may have been meant instead."""
    near = get_close_matches(found, known, n=3) or [each for each in known if found in each]
    if not near and len(known) <= FEW:
        near = list(known)
    from .list_ import LISTINGS

    listed = f"{kind}s" if f"{kind}s" in LISTINGS else "WHAT"
    told = f"`neverfalls list {listed}` names all"
    return f"did you mean: {', '.join(near[:FEW])}?" if near else told


class NotAbout(NeverfallsError):
    """Claims of which none speaks about the mechanisms of any scheme that was asked."""

    def __init__(self, claims: Sequence[str], schemes: Sequence[str]) -> None:
        asked = ", ".join(claims) if len(claims) <= FEW else f"{len(claims)} claims"
        where = ", ".join(schemes)
        super().__init__(f"{asked}: not about the mechanisms of {where}, so nothing was checked")
        self.claims = tuple(claims)
        self.schemes = tuple(schemes)


class Misplaced(NeverfallsError):
    """A word that stands where something else is expected."""

    def __init__(self, found: str, what: str, instead: str) -> None:
        super().__init__(f"{found} is {what}; {instead}")
        self.found = found


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
