"""Which shipped counterexample tells a history that was found; a history that none tells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from neverfalls.counterexamples import Trace, ids, load

from ...verdicts.record import history

SETTING = ("claim", "scheme", "mechanisms", "parameters", "opening", "initial_members")
"""What two traces share that are of one scheme, whatever its readings."""


# cells of a table that break alike are told by one file
_known = lru_cache(maxsize=1024)(load)


def tells(name: str, trace: Trace, *, under_any_reading: bool = False) -> bool:
    """Whether `neverfalls explain` tells this very history by this id."""
    if name not in ids():
        return False
    known = _known(name)
    fields = SETTING if under_any_reading else (*SETTING, "readings")
    return history(known) == history(trace) and all(
        getattr(known, each) == getattr(trace, each) for each in fields
    )


def shown(trace: Trace) -> str:
    """The id by which a trace can be explained, else its events and what breaks."""
    return trace.id if tells(trace.id, trace) else told(history(trace))


def told(lines: Sequence[str]) -> str:
    """A history in one line."""
    *events, broken = lines
    return f"{' · '.join(events) or 'at the opening'}; {broken}"
