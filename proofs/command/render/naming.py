"""How a history is named: by the id of a shipped counterexample that tells it, or by its events."""

from __future__ import annotations

from functools import lru_cache

from neverfalls.counterexamples import Trace, ids, load
from neverfalls.counterexamples.plain import EVENTS, FOR_EVER, UNTOLD, shortfall
from neverfalls.counterexamples.trace import Violation
from neverfalls.spec.claims.claim import CLAIMS, Kind
from neverfalls.spec.numbers.decimals import readable_words

from ...verdicts.record import history as recorded_history

SETTING = ("claim", "scheme", "mechanisms", "parameters", "opening", "initial_members")
"""What a trace says of its scheme and its claim, apart from the readings."""

_known = lru_cache(maxsize=1024)(load)
"""Kept, as cells of a table that break alike share one file."""


def shipped_as(name: str, trace: Trace, *, under_any_reading: bool = False) -> bool:
    """Whether the shipped counterexample of this id tells this very history.

    It breaks the same claim in the same setting; where ``under_any_reading``, other answers may
    have led to it.
    """
    if name not in ids():
        return False
    known = _known(name)
    fields = SETTING if under_any_reading else (*SETTING, "readings")
    return recorded_history(known) == recorded_history(trace) and all(
        getattr(known, each) == getattr(trace, each) for each in fields
    )


def history(trace: Trace, exact: bool = False) -> str:
    """The events of a trace in one line; of a claim that waits for ever, that they repeat."""
    lines = (" ".join((step.rule, *step.arguments.values())) for step in trace.steps)
    events = EVENTS.join(readable_words(each, exact) for each in lines) or UNTOLD
    repeats = CLAIMS[trace.claim].kind is Kind.EVENTUAL
    return events + FOR_EVER if repeats else events


def breach(found: Violation, exact: bool = False) -> str:
    """What was found where something else was promised."""
    left, right = (readable_words(each, exact) for each in (found.left, found.right))
    return f"{found.what}: {shortfall(left, found.relation, right, found.unit)}"


def id_or_history(trace: Trace, exact: bool = False) -> str:
    """The id by which a trace can be explained, else its events and what breaks."""
    if shipped_as(trace.id, trace):
        return trace.id
    return f"{history(trace, exact)}; {breach(trace.violation, exact)}"
