"""Which histories break a promise?

``load`` gives a shipped one, as data that anybody's tests can use, and ``replay`` runs it again by
the rules, on exact fractions and without a solver:

    from neverfalls import counterexamples
    trace = counterexamples.load("wine-shop.price_never_falls.empty_price=issue-price")
    counterexamples.replay(trace)
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from neverfalls.spec.claims import CLAIMS

from .codec import load as load_file
from .codec import parse, render, schema
from .errors import BadTrace, ReplayFailed, UnknownClaim, UnknownTrace
from .replay import Replay, replay
from .trace import Step, Trace, Violation

__all__ = [
    "BadTrace",
    "Replay",
    "ReplayFailed",
    "Step",
    "Trace",
    "UnknownClaim",
    "UnknownTrace",
    "Violation",
    "by_claim",
    "every",
    "ids",
    "load",
    "load_file",
    "render",
    "replay",
    "schema",
]


@cache
def _files() -> dict[str, str]:
    folder = resources.files(__package__).joinpath("data")
    return {
        entry.name.removesuffix(".json"): entry.name
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".json")
    }


def ids() -> tuple[str, ...]:
    """The ids of all shipped counterexamples."""
    return tuple(_files())


def load(name: str) -> Trace:
    """The shipped counterexample of that id.

    Raises:
        UnknownTrace: there is none.
    """
    if name not in _files():
        raise UnknownTrace(name)
    folder = resources.files(__package__).joinpath("data")
    return parse(folder.joinpath(_files()[name]).read_bytes(), f"{name}.json")


def every() -> tuple[Trace, ...]:
    """All shipped counterexamples."""
    return tuple(load(name) for name in ids())


def by_claim(claim: str) -> tuple[Trace, ...]:
    """The shipped counterexamples to one claim, or to all that cite one clause.

    Raises:
        UnknownClaim: no claim has this name or cites this clause.
    """
    names = {each.name for each in CLAIMS.values() if claim == each.name or claim in each.clauses}
    if not names:
        raise UnknownClaim(claim)
    return tuple(trace for trace in every() if trace.claim in names)


def folder() -> Path:
    """Where the shipped files lie, for tools that read them without Python."""
    return Path(str(resources.files(__package__).joinpath("data")))
