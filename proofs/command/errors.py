"""Errors of what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from neverfalls.spec.errors import NeverfallsError

MOST = 5
"""Most names that an error proposes."""


class UnknownName(NeverfallsError):
    """Something was asked for by a name that nothing of its kind has."""

    def __init__(self, kind: str, found: str, known: Sequence[str]) -> None:
        advice = f"no {kind} is called {found!r}; {meant(kind, found, known)}"
        super().__init__(advice if found else f"the name of a {kind} is empty")
        self.kind = kind
        self.found = found
        self.expected = tuple(known)


class UnknownThing(NeverfallsError):
    """Something was to be explained that nothing is called by."""

    def __init__(self, found: str) -> None:
        from .names import near

        known = [f"the {kind} {name}" for kind, name in near(found)]
        advice = (
            f"did you mean {or_else(known)}?" if known else "`neverfalls list WHAT` names things"
        )
        super().__init__(f"nothing is called {found!r}; {advice}")
        self.found = found
        self.expected = tuple(known)


class NoFormula(NeverfallsError):
    """LaTeX was asked for of something that has no formula."""

    def __init__(self, found: str) -> None:
        super().__init__(f"{found} has no formula; --latex is for claims, rules and limits")
        self.found = found


class NoPage(NeverfallsError):
    """A page was asked for of something that is no history."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"{found} is no history; --html is for the id of a counterexample"
            " (`neverfalls list counterexamples` names all) or for a trace file"
        )
        self.found = found


def meant(kind: str, found: str, known: Sequence[str]) -> str:
    """What may have been meant instead, and where all names are listed."""
    from .list_ import LISTINGS

    close = get_close_matches(found, known, n=MOST) or [each for each in known if found in each]
    if not close and len(known) <= MOST:
        close = list(known)
    advice = [f"did you mean {or_else(close[:MOST])}?"] if close else []
    if f"{kind}s" in LISTINGS:
        advice.append(f"`neverfalls list {kind}s` names all")
    return " ".join(advice)


def or_else(names: Sequence[str]) -> str:
    """Names in a row, with ``or`` before the last one."""
    *more, last = names
    return f"{', '.join(more)} or {last}" if more else last


class NotAbout(NeverfallsError):
    """Claims of which none speaks about the mechanisms of any scheme that was asked."""

    def __init__(self, claims: Sequence[str], schemes: Sequence[str]) -> None:
        asked = ", ".join(claims) if len(claims) <= MOST else f"{len(claims)} claims"
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


class NothingAlone(NeverfallsError):
    """An option was given without any of those beside which it says something."""

    def __init__(self, option: str, others: Sequence[str], why: str) -> None:
        super().__init__(f"{option} needs {or_else(others)}: {why}")


class WrongWords(NeverfallsError):
    """An export was asked for with too few words, or with too many."""

    def __init__(self, found: Sequence[str], everything: bool) -> None:
        usage = "neverfalls export --all FOLDER" if everything else "neverfalls export PROOF FOLDER"
        super().__init__(f"found {' '.join(found) or 'nothing'}, expected: {usage}")
        self.found = tuple(found)


class NoRule(NeverfallsError):
    """A scheme was asked for a rule that only other schemes have."""

    def __init__(self, scheme: str, found: str, known: Sequence[str]) -> None:
        super().__init__(f"{scheme} has no rule {found}; it has: {', '.join(known)}")
        self.scheme = scheme
        self.found = found
        self.expected = tuple(known)
