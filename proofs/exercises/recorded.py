"""What is recorded of a claim under a reading, and the shortest history that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neverfalls.counterexamples import ids, load
from neverfalls.counterexamples.plain import EVENTS
from neverfalls.counterexamples.replay import broken_at, execute
from neverfalls.counterexamples.setting import arguments_of
from neverfalls.spec.claims.claim import CLAIMS, Kind
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.numbers.decimals import readable_words
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..landscape.record import recorded_landscape
from ..verdicts.record import record_of
from .exercise import Break
from .replies import Reply


@dataclass(frozen=True)
class Verdict:
    """Whether a claim breaks, None where nothing decides it; and the history that breaks it."""

    breaks: bool | None
    history: Sequence[str] = ()


def history_of(found: Verdict) -> Reply:
    """The history of a verdict in one line, its numbers as people read them."""
    return Reply(EVENTS.join(readable_words(each) for each in found.history), how="history")


def deviation(scheme: Scheme, written: Scheme) -> dict[str, str]:
    """The answers of a scheme that differ from those of the scheme as written."""
    own, base = scheme.readings.to_dict(), written.readings.to_dict()
    return {name: own[name] for name in scheme.relevant_questions if own[name] != base[name]}


def verdict(scheme: Scheme, name: str, claim: str) -> Verdict:
    """What is known of a claim in the shipped scheme of that name under another reading.

    A record of single changes decides where it can; else that of all readings at once; else a
    shipped history that happens under this reading too and breaks the claim.
    """
    written = load_scheme(name)
    changed = deviation(scheme, written)
    if len(changed) <= 1:
        label = "".join(f"{key}={choice}" for key, choice in changed.items())
        for cell in _cells(written):
            if cell["claim"] == claim and cell["deviation"] == label:
                breaks = {"proved": False, "refuted": True}.get(cell["status"])
                return Verdict(breaks, cell.get("history", ()))
    known = recorded_landscape(written)
    if known is not None and claim in known["claims"]:
        answers = {key: scheme.effective(key).value for key in scheme.relevant_questions}
        for broken in known["broken"]:
            if broken["claim"] == claim and broken["readings"].items() <= answers.items():
                return Verdict(True, broken["history"])
        kept = (each for each in known["kept"] if each["reading"] == changed)
        if claim in known["everywhere"] or any(claim not in each["all_but"] for each in kept):
            return Verdict(False)
    return next(_histories(scheme, claim), Verdict(None))


def _cells(scheme: Scheme) -> Sequence[Mapping[str, Any]]:
    found = record_of(scheme)
    return () if found is None else found["cells"]


def _histories(scheme: Scheme, claim: str) -> Iterator[Verdict]:
    """The shipped histories of other readings that break the claim under this one too."""
    about = CLAIMS[claim]
    if about.kind is Kind.EVENTUAL:
        return
    own = f"{scheme.name}.{claim}"
    for trace in (load(each) for each in ids() if each == own or each.startswith(f"{own}.")):
        steps = [
            (step.rule, arguments_of(scheme.rules[step.rule], step))
            for step in trace.steps
            if step.rule in scheme.rules
        ]
        try:
            states = execute(scheme, trace.members, [(rule, dict(each)) for rule, each in steps])
        except NeverfallsError:
            continue
        for step, seen in enumerate(states):
            for state in range(1, len(seen) + 1):
                for member in trace.members if about.per_member else (None,):
                    if broken_at(scheme, trace.members, about, states, step, state, member):
                        events = (f"{e.rule} {' '.join(e.arguments.values())}" for e in trace.steps)
                        yield Verdict(True, [each.strip() for each in events])


def shortest_known(exercise: Break) -> str | None:
    """The recorded counterexample to the claim of an exercise, in the scheme as it reads it."""
    label = "".join(f"{key}={choice}" for key, choice in exercise.readings.items())
    for cell in _cells(load_scheme(exercise.scheme)):
        if cell["claim"] == exercise.claim and cell["deviation"] == label:
            found: str | None = cell.get("counterexample")
            return found
    return None
