"""What does a name mean that some output shows?

Front: ``explanations``, everything that a name means, and ``near``, what may have been meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from .asked import EXERCISE
from .found import (
    COUNTEREXAMPLE,
    FIGURE,
    INVARIANT,
    LIMIT,
    STATEMENT,
    THEOREM,
    trace_file,
)
from .kind import Asked, Explained, Kind
from .proved import PROOF
from .specified import (
    ADDITION,
    CLAIM,
    CLAUSE,
    MECHANISM,
    PARAMETER,
    QUESTION,
    RULE,
    SCHEME,
    known_rules,
)
from .words import WORD

__all__ = ["KINDS", "Asked", "Explained", "explanations", "known_rules", "near"]

KINDS: tuple[Kind, ...] = (
    CLAUSE,
    CLAIM,
    QUESTION,
    RULE,
    COUNTEREXAMPLE,
    ADDITION,
    PARAMETER,
    MECHANISM,
    SCHEME,
    INVARIANT,
    FIGURE,
    STATEMENT,
    WORD,
    THEOREM,
    PROOF,
    EXERCISE,
)
"""The kinds whose names are at hand, in the order in which they are written."""

SLOW: tuple[Kind, ...] = (LIMIT,)
"""The kinds whose names take computer algebra to know; they are asked where no other has one."""

DOTTED = (COUNTEREXAMPLE, PROOF)
"""The kinds that have thousands of names, all with a dot."""

MOST = 5
"""Most names that are proposed in place of an unknown one."""


def explanations(name: str, asked: Asked) -> list[Explained]:
    """Everything that is called by this name, or else the trace in the file of this name."""
    for kinds in (KINDS, SLOW):
        found = [each for kind in kinds for each in kind.explain(name, asked)]
        if found:
            return found
    return list(trace_file(name, asked))


def near(name: str) -> list[tuple[str, str]]:
    """The names that are most like one that nothing has, each with the kind of thing it names.

    The many counterexamples and proofs are proposed only for what looks like the name of one.
    """
    kinds: dict[str, str] = {}
    for kind in (each for each in (*KINDS, *SLOW) if each not in DOTTED or "." in name):
        for each in kind.names():
            kinds.setdefault(each, kind.name)
    lower = {each.lower(): each for each in kinds}
    close = [lower[each] for each in get_close_matches(name.lower(), lower, n=MOST)]
    return [(kinds[each], each) for each in (*close, *_holding(name, kinds, close))][:MOST]


def _holding(name: str, known: dict[str, str], close: list[str]) -> Iterator[str]:
    """The names that hold what was typed, the shortest first."""
    yield from (each for each in sorted(known, key=len) if name in each and each not in close)
