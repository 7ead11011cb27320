"""Does a ledger have the defects that the shipped counterexamples show?

A counterexample is a history that the rules allow and that breaks a promise. A ledger that follows
it to its end breaks the promise as well. One that refuses its last event, or keeps the promise, has
been mended. One that goes another way before is not the ledger that the counterexample is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from neverfalls import counterexamples
from neverfalls.counterexamples.conformance import Profile, UnknownProfile, profile, profile_ids
from neverfalls.counterexamples.replay import broken_at, scheme_of
from neverfalls.counterexamples.setting import exact, parameters_of, readings_of
from neverfalls.counterexamples.trace import Trace
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Kind

from .adapter import Adapter, Event, Number, Refused
from .prepared import event_of, setting
from .running import NoCases, Report, Result, Verdict, number, profiles_of, stop


def run_counterexamples(
    make: Callable[[], Adapter],
    profiles: Sequence[str] | None = None,
    *,
    only: Callable[[Trace], bool] = lambda _trace: True,
    watch: Callable[[Result], None] = lambda _result: None,
) -> Report:
    """Run the shipped counterexamples to these profiles, which have to be in exact fractions.

    Raises:
        UnknownProfile: there is no such profile.
        NoCases: no counterexample fits the profiles.
    """
    chosen = set(profiles_of(make, profiles))
    for name in chosen - set(profile_ids()):
        raise UnknownProfile(name)
    results = []
    for trace in counterexamples.every():
        if not only(trace):
            continue
        name = profile_of(trace)
        result = (
            run_counterexample(make, trace, profile(name))
            if name in chosen
            else Result(trace.id, name, Verdict.NOT_APPLICABLE)
        )
        results.append(result)
        watch(result)
    if all(each.outcome is Verdict.NOT_APPLICABLE for each in results):
        raise NoCases(f"no counterexample is about {', '.join(sorted(chosen))}")
    return Report(results)


def profile_of(trace: Trace) -> str:
    """The id of the profile that a counterexample speaks of; nothing if it has none."""
    known = _settings()
    return known.get(_key(trace.mechanisms, trace.parameters, trace.readings, trace.opening), "")


def _key(*parts: Any) -> str:
    mechanisms, parameters, readings, opening = parts
    tables = (sorted(each.items(), key=str) for each in (parameters, readings, opening))
    return repr((sorted(mechanisms), *tables))


@cache
def _settings() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in profile_ids():
        each = profile(name)
        if not each.whole:
            opening = {key: str(value) for key, value in each.scheme.opening.items()}
            parts = (parameters_of(each.scheme), readings_of(each.scheme), opening)
            found.setdefault(_key(each.scheme.mechanisms, *parts), name)
    return found


def run_counterexample(make: Callable[[], Adapter], trace: Trace, found: Profile) -> Result:
    """Run one counterexample; whatever the ledger does, it costs this one only."""
    run = _Run(trace, found)
    ledger = None
    try:
        ledger = make()
        return run.run(ledger)
    except Exception as error:  # noqa: BLE001  (somebody else's code may raise anything)
        told = f"{type(error).__name__}: {error}"
        return run.result(Verdict.CRASHED, why=told, found=told, cause=type(error).__name__)
    finally:
        if ledger is not None:
            stop(ledger)


class _Run:
    def __init__(self, trace: Trace, found: Profile) -> None:
        self.trace = trace
        self.profile = found
        self.step = 0
        self.event: Event | None = None
        self.history: list[Event] = []

    def run(self, ledger: Adapter) -> Result:
        trace, members = self.trace, self.trace.members
        ledger.start(setting(self.profile, members))
        opening = {k: exact(v) for k, v in self.full({}).items()}
        states: list[list[dict[str, Any]]] = [[self.overlaid(opening, ledger.observe())]]
        away = self.away(states[0][0], opening)
        for self.step, step in enumerate(trace.steps, 1):
            self.event = event_of(self.profile, step.rule, step.arguments)
            self.history.append(self.event)
            try:
                ledger.apply(self.event)
            except Refused as error:
                last = self.step == len(trace.steps)
                why = f"it refuses the event: {error}"
                return self.result(Verdict.FIXED if last else Verdict.STALE, why=why)
            stated = [{k: exact(v) for k, v in self.full(each).items()} for each in step.states]
            shown = self.overlaid(stated[-1], ledger.observe())
            states.append([*stated[:-1], shown])
            away = away or self.away(shown, stated[-1])
        return self.judged(states, away)

    def judged(self, states: Sequence[Sequence[dict[str, Any]]], away: str) -> Result:
        """Whether the promise is broken in what the ledger showed."""
        trace, claim = self.trace, CLAIMS[self.trace.claim]
        told = trace.violation
        if claim.kind is Kind.EVENTUAL:
            if away:
                return self.result(Verdict.STALE, why=away)
            return self.result(Verdict.DEFECT_PRESENT, why=told.what, cause=trace.claim)
        check = broken_at(
            scheme_of(trace), trace.members, claim, states, told.step, told.state, told.member
        )
        if check is None:
            return self.result(Verdict.FIXED, why=f"it keeps the promise: {told.what}")
        if away and (str(check.sides()[0]), str(check.sides()[1])) != (told.left, told.right):
            return self.result(Verdict.STALE, why=away)
        left, right = check.sides()
        return self.result(
            Verdict.DEFECT_PRESENT,
            why=f"{check.what}: {left} {check.unit}, and {check.relation.value} {right} promised",
            field=check.what,
            expected=str(right),
            found=str(left),
            clauses=claim.clauses,
            cause=trace.claim,
        )

    def full(self, stated: Mapping[str, str]) -> dict[str, str]:
        """A state with the zeros that a trace leaves out."""
        opening = self.profile.opening(self.trace.members)
        if not stated:
            return {key: str(value) for key, value in opening.items()}
        return {key: stated.get(key, "0") for key in opening}

    def overlaid(self, state: dict[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
        """The stated state with what the ledger shows in its place."""
        own = {key: number(key, value) for key, value in shown.items() if key in state}
        return {**state, **{key: exact(str(value)) for key, value in own.items()}}

    def away(self, shown: Mapping[str, Number], stated: Mapping[str, Number]) -> str:
        """Where the ledger left the history; nothing if it did not."""
        for key, value in stated.items():
            if shown[key] != value:
                return f"after event {self.step}, {key} is {shown[key]}, and {value} in the trace"
        return ""

    def result(self, outcome: Verdict, **more: Any) -> Result:
        return Result(
            self.trace.id,
            self.profile.id,
            outcome,
            self.step,
            self.event,
            history=tuple(self.history),
            **{"cause": f"{self.trace.claim}: {outcome}", **more},
        )
