"""Verification: whether a recorded table is so, without any solver and without a search.

What each verdict has to rest on is worked out anew from the rules and the scheme; the record only
says where to look. A proof is the same induction as ever, with the recorded invariants, in which
certificates answer in the place of solvers. A counterexample is run again, exactly, under the very
reading that it is recorded for; and so is the history that gives a claim a case to hold in.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import msgspec

from neverfalls.counterexamples import Trace, load, replay
from neverfalls.counterexamples.errors import BadTrace, ReplayFailed
from neverfalls.counterexamples.replay import execute
from neverfalls.counterexamples.setting import arguments_of, exact, parameters_of, readings_of
from neverfalls.counterexamples.trace import Step
from neverfalls.spec.claims.claim import CLAIMS, Claim, Kind
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.schemes.scheme import Scheme

from ..certificates.store import Certificates
from ..forking.shared import Shared, watched
from ..induction import induct
from ..induction.equalities import stated
from ..induction.induct import unmet
from ..induction.invariants import INVARIANTS
from ..induction.obligations import Owner, from_data, to_data
from ..search.traces import first_violation, written_state
from ..solving.engines import Answer
from ..solving.pool import Oracle
from ..solving.processes import Send, apart
from .cases import never
from .record import read_case
from .survey import SELDOM, Begun, Judged, Messages, Parts, in_parts, parts_of, share_of
from .task import Task
from .verdict import Evidence, Status, Verdict


def verify_apart(
    work: Sequence[Task],
    claims: Sequence[Claim],
    records: Mapping[str, Mapping[str, Any]],
    certificates: Certificates,
    begun: Callable[[int, Task], None] = lambda _count, _task: None,
    found: Callable[[Task, list[Verdict]], None] = lambda _task, _verdicts: None,
    used: Callable[[set[str]], None] = lambda _statements: None,
    traces: Mapping[str, Trace] | None = None,
) -> list[Verdict]:
    """The verdicts of all tasks as recorded, verified in several processes; in their order.

    ``records`` holds the record of each scheme, ``traces`` the histories that they name, if these
    are not the shipped ones. The questions that proofs rest on are handed to ``used``. What
    else is called when, and what happens where a process dies, is as in `survey.survey_apart`.
    """

    def verify_part(part: Sequence[int], send: Send) -> None:
        gc.set_threshold(SELDOM)
        verifiers: dict[str, Verifier] = {}
        for number in part:
            send(Begun(number))
            task = work[number]
            name = task.scheme.name
            if name not in verifiers:
                verifiers[name] = Verifier(records[name], certificates, traces)
            send(Judged(number, verifiers[name].verify(task, claims)))
        send(Used(set[str]().union(*(each.used for each in verifiers.values()))))

    def receive(message: Used) -> None:
        used(message.statements)

    processors = os.cpu_count() or 1

    def here(parts: Parts) -> Messages:
        return apart(parts, verify_part, processors)

    parts = parts_of(work, share_of(work, processors))
    return in_parts(work, claims, parts, here, begun, found, receive)


class Used(NamedTuple):
    """From a part, at its end: the statements that the proofs it has verified rest on."""

    statements: set[str]


class Certified:
    """In the place of solvers: of a question it says that it has a good certificate, or nothing."""

    def __init__(self, certificates: Certificates) -> None:
        self.certificates = certificates

    def ask_all(self, texts: Sequence[str], *, budget: int | None = None) -> list[Answer]:
        """``unsat`` for each question with a good certificate, ``unknown`` for all others."""
        del budget  # a check always ends
        return [Answer("unknown" if self.certificates.fault(each) else "unsat") for each in texts]


class Verifier:
    """Verifies the recorded cells of one scheme, reading after reading."""

    def __init__(
        self,
        record: Mapping[str, Any],
        certificates: Certificates,
        traces: Mapping[str, Trace] | None = None,
    ) -> None:
        self.record = record
        self.traces = traces
        self.certificates = certificates
        self.oracle: Oracle = Certified(certificates)
        self.used: set[str] = set()
        self.given_up: dict[str, list[list[str]]] = {}
        self.shared = Shared()

    def trace(self, name: str) -> Trace:
        """The history of this name.

        Raises:
            LookupError: there is none.
        """
        return load(name) if self.traces is None else self.traces[name]

    def verify(self, task: Task, claims: Sequence[Claim]) -> list[Verdict]:
        """The verdicts on these claims under one reading, as far as they can be verified."""
        wanted = {claim.name for claim in claims if claim.concerns(task.scheme)}
        cells = [
            cell
            for cell in self.record["cells"]
            if cell["deviation"] == task.deviation and cell["claim"] in wanted
        ]
        return list(Verification(self, task, cells).verdicts())


class Verification:
    """The verification of what is recorded of one scheme under one reading."""

    def __init__(self, of: Verifier, task: Task, cells: Sequence[Mapping[str, Any]]) -> None:
        self.of = of
        self.task = task
        self.cells = cells
        self.scheme = watched(task.scheme.opened())
        self.shared = of.shared.of(self.scheme)

    def verdicts(self) -> Iterator[Verdict]:
        """One for each cell, in their order."""
        proofs = self._proofs()
        for cell in self.cells:
            claim = CLAIMS[cell["claim"]]
            match Status(cell["status"]):
                case Status.PROVED:
                    fault = proofs[claim.name] or self._no_case(claim, cell)
                    yield self._shown(cell, Evidence.CERTIFICATE, fault)
                case Status.VACUOUS:
                    yield self._shown(cell, Evidence.CERTIFICATE, proofs[never(claim).name])
                case Status.REFUTED:
                    yield self._refuted(claim, cell)
                case _:
                    yield self._shown(cell, Evidence.NONE, "")

    def _shown(self, cell: Mapping[str, Any], evidence: Evidence, fault: str) -> Verdict:
        """The verdict as recorded; or that it is not verified, and why."""
        found = Verdict(
            self.task.scheme.name,
            cell["claim"],
            cell["deviation"],
            Status(cell["status"]),
            evidence,
            invariants=tuple(cell.get("invariants", ())),
            depth=cell.get("depth", 0),
            undecided=cell.get("undecided", 0),
            members=cell.get("members", 0),
            no_case=cell.get("no_case", False),
        )
        if not fault:
            return found
        return replace(found, status=Status.UNVERIFIED, evidence=Evidence.NONE, failure=fault)

    # proofs

    def _proofs(self) -> dict[str, str]:
        """For each claim that is recorded as proved what is missing of its proof, if anything."""
        found: dict[str, str] = {}
        for names in dict.fromkeys(tuple(c["invariants"]) for c in self.cells if "invariants" in c):
            claims = [
                CLAIMS[c["claim"]] if c["status"] == Status.PROVED.value else _never(c["claim"])
                for c in self.cells
                if tuple(c.get("invariants", ())) == names and "invariants" in c
            ]
            found.update(self._faults(names, claims))
        return found

    def _faults(self, names: Sequence[str], claims: Sequence[Claim]) -> dict[str, str]:
        try:
            invariants = [_invariant(name) for name in names]
            recorded = self.of.record.get("given_up", {}).get(self.task.deviation, ())
            given_up = [from_data(each) for each in recorded]
        except ValueError as error:
            return {each.name: str(error) for each in claims}
        scheme, oracle, shared = self.scheme, self.of.oracle, self.shared
        shown = induct(
            scheme, claims, oracle, invariants, shared=shared, recorded=True, given_up=given_up
        )
        dropped = sorted(map(to_data, shown.given_up))
        if dropped:
            self.of.given_up[self.task.deviation] = dropped
        lost = [name for name in names if name not in shown.invariants]
        for each in claims:
            if shown.proves(each.name):
                self.of.used.update(shown.queries[each.name])
        open_ones = [each for each in claims if lost or not shown.proves(each.name)]
        why = self._reasons(invariants, given_up, open_ones, lost)
        return {each.name: "" for each in claims} | why

    def _reasons(
        self,
        invariants: Sequence[Claim],
        given_up: Sequence[Owner],
        claims: Sequence[Claim],
        lost: Sequence[str],
    ) -> dict[str, str]:
        """Why claims are not shown: the rule, the invariant or claim, what is wrong there."""
        if not claims:
            return {}
        names = lost or [each.name for each in claims]
        gaps = unmet(self.scheme, claims, self.of.oracle, invariants, given_up)
        reasons = {
            name: f"{gap.rule}: {name}: {self._fault(gap.texts)}"
            for gap in gaps
            if (name := gap.about) in names
        }
        first = next(iter(reasons.values()), f"{names[0]}: not shown")
        return {each.name: reasons.get(each.name, first) for each in claims}

    def _fault(self, texts: Sequence[str]) -> str:
        """What is wrong with the certificates of these questions, of which one would do."""
        certificates = self.of.certificates
        bad = [certificates.fault(text) for text in texts if text in certificates]
        # it may be another question that is not shown, without which this one is another too
        bad += certificates.refused
        return f"the certificate is refused: {bad[0]}" if bad else "there is no certificate"

    def _no_case(self, claim: Claim, cell: Mapping[str, Any]) -> str:
        """Why the recorded history gives the claim no case to hold in; nothing if it does."""
        place, cases = cell.get("case"), self.of.record.get("cases", [])
        if not isinstance(place, int) or not 0 <= place < len(cases):
            return "no history is recorded that gives it a case"
        key = ("case", claim, place)
        return self.shared.once(key, self.scheme, lambda: self._case_fault(claim, cases[place]))

    def _case_fault(self, claim: Claim, written: Mapping[str, Any]) -> str:
        try:
            shows = read_case(self.scheme, written).shows(self.scheme, claim)
        except (ValueError, KeyError, TypeError) as error:
            return f"the history that should give it a case cannot be read: {error}"
        return "" if shows else "the history that should give it a case does not"

    # counterexamples

    def _refuted(self, claim: Claim, cell: Mapping[str, Any]) -> Verdict:
        try:
            trace = self.of.trace(cell["counterexample"])
            key = ("counterexample", claim, trace.id)
            told = self.shared.once(key, self.scheme, lambda: told_under(trace, self.scheme, claim))
        except (LookupError, BadTrace, ReplayFailed, NeverfallsError) as error:
            return self._shown(cell, Evidence.NONE, f"counterexample: {error}")
        own = ".".join(filter(None, (self.task.scheme.name, claim.name, cell["deviation"])))
        named = retitled(told, own.replace("/", "-"), self.scheme)
        return replace(self._shown(cell, Evidence.REPLAYED, ""), trace=named)


def _invariant(name: str) -> Claim:
    """The invariant of this name: one that is written down, or an equality, which is its name.

    Raises:
        ValueError: there is none.
    """
    return INVARIANTS[name] if name in INVARIANTS else stated(name)


def _never(name: str) -> Claim:
    return never(CLAIMS[name])


def told_under(trace: Trace, scheme: Scheme, claim: Claim) -> Trace:
    """The same events in this scheme, replayed; they may lead to other balances there.

    Raises:
        ReplayFailed: they do not break the claim there.
        NeverfallsError: one of them cannot happen there.
    """
    numbers = {name: exact(str(trace.parameters[name])) for name in scheme.open_parameters}
    closed = scheme.closed(numbers)
    history = [(step.rule, arguments_of(closed.rules[step.rule], step)) for step in trace.steps]
    states = execute(closed, trace.members, history)
    violation = first_violation(closed, trace.members, claim, states)
    if violation is None:
        raise ReplayFailed(trace.id, None, "claim", claim.name, "a claim that these events break")
    told = retitled(trace, trace.id, closed)
    steps = [
        Step(step.rule, step.arguments, [written_state(state) for state in observed])
        for step, observed in zip(trace.steps, states[1:], strict=True)
    ]
    told = msgspec.structs.replace(told, claim=claim.name, steps=steps, violation=violation)
    if claim.kind is Kind.EVENTUAL:  # that it goes round for ever is not seen from the last state
        replay(told)
    return told


def retitled(trace: Trace, name: str, scheme: Scheme) -> Trace:
    """A trace under another name, with the readings and the numbers of this scheme."""
    numbers = {name: exact(str(trace.parameters[name])) for name in scheme.open_parameters}
    closed = scheme.closed(numbers)
    return msgspec.structs.replace(
        trace, id=name, readings=readings_of(closed), parameters=parameters_of(closed)
    )
