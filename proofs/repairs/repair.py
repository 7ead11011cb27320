"""Smallest changes of a scheme under which a promise is proved.

Looked at are changes of one thing: one number by as little as will do, one answer to a question,
one mechanism left out with those that build on it. Where none of these is a repair, it is found out
whether any reading at all is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from neverfalls.counterexamples import Trace, every
from neverfalls.counterexamples.replay import execute
from neverfalls.counterexamples.setting import arguments_of
from neverfalls.spec.claims.claim import CLAIMS, Claim, Kind
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.parameters import COUNTED, PARAMETERS, is_list
from neverfalls.spec.promises import promised
from neverfalls.spec.schemes.scheme import Scheme

from ..landscape.surveyor import Surveyor
from ..regions import region
from ..regions.conditions import written
from ..search.traces import first_violation
from ..solving.pool import Solvers
from ..verdicts.judge import Judge
from ..verdicts.record import record_of
from ..verdicts.verdict import Status, Verdict
from .nearest import Nearest, nearest

BOXES = 2
"""Boxes in which a proof about a number is tried, where there is none for all that is left."""

SHORT = 3
"""Events of the histories that are searched; a repair is a proof, so it needs none of them."""


@dataclass(frozen=True)
class Repair:
    """A change of a scheme under which the claim is proved.

    ``kind`` is number, reading or mechanism, ``change`` the change in words, and ``scheme`` the
    changed scheme. Of the promises of the documents that are proved before, it ``breaks`` some; of
    those that it ``leaves_open`` neither is known; what it makes ``moot`` is about what is left
    out. A number has how ``near`` it is, and the condition on it.
    """

    kind: str
    change: str
    scheme: Scheme
    evidence: str
    near: Nearest | None = None
    where: str = ""
    breaks: tuple[str, ...] = ()
    leaves_open: tuple[str, ...] = ()
    moot: tuple[str, ...] = ()


@dataclass(frozen=True)
class Repairs:
    """All repairs of one claim that were found, and what was looked at.

    ``undecided`` are changes of which it is not known whether they are repairs. Where no single
    change is one, ``any_reading`` are several answers under which the claim is proved, and none can
    be left out; or else ``no_reading`` says that histories break it under all.
    """

    scheme: Scheme
    claim: Claim
    before: Verdict
    found: tuple[Repair, ...]
    looked_at: tuple[str, ...]
    undecided: tuple[str, ...]
    any_reading: Mapping[str, str] = field(default_factory=dict)
    no_reading: bool = False

    @property
    def open(self) -> bool:
        """Whether there may be a repair that was looked at and not recognised."""
        return bool(self.undecided)


def repairs(
    scheme: Scheme,
    claim: Claim,
    solvers: Solvers,
    told: Callable[[str], None] = lambda _doing: None,
) -> Repairs:
    """The smallest changes of a scheme under which a claim that breaks is proved."""
    return Mending(scheme, claim, solvers, told).mended()


class Mending:
    """The search for repairs of one claim; what breaks it once is tried on all that follows."""

    def __init__(
        self, scheme: Scheme, claim: Claim, solvers: Solvers, told: Callable[[str], None]
    ) -> None:
        self.scheme = scheme
        self.claim = claim
        self.solvers = solvers
        self.told = told
        # what is shipped is tried too: a history that breaks a changed scheme spares a search
        self.traces = [each for each in every() if each.claim == claim.name]
        self.own: list[Trace] = []
        self.undecided: list[str] = []

    def mended(self) -> Repairs:
        """All that was found, changed readings first."""
        self.told("the scheme as it is")
        before = self._judged(self.scheme)
        if before.status is not Status.REFUTED:
            return Repairs(self.scheme, self.claim, before, (), (), ())
        self.own = [] if before.trace is None else [before.trace]
        found = [*self._readings(), *self._mechanisms(), *self._numbers()]
        answers, none = ({}, False) if found else self._every_reading()
        held = self._held() if found else []
        found = [self._compared(each, held) for each in found]
        looked = (
            f"one of {self._count('answers')} other answers to a question",
            f"one of {self._count('mechanisms')} mechanisms left out, with those that build on it",
            f"one of {self._count('numbers')} numbers changed",
        )
        return Repairs(
            self.scheme,
            self.claim,
            before,
            tuple(found),
            looked,
            tuple(self.undecided),
            answers,
            none,
        )

    def _count(self, what: str) -> int:
        counts = {
            "answers": len(list(self._answers())),
            "mechanisms": len(list(self._dropped())),
            "numbers": len(self._free()),
        }
        return counts[what]

    def _judged(self, scheme: Scheme) -> Verdict:
        (verdict,) = Judge(scheme, self.solvers, steps=SHORT).judge([self.claim])
        if verdict.status is not Status.PROVED and verdict.trace is None:
            (verdict,) = Judge(scheme, self.solvers).judge([self.claim])
        if verdict.trace is not None:
            self.traces.append(verdict.trace)
        return verdict

    def _proved(self, scheme: Scheme, change: str) -> Verdict | None:
        """The verdict that proves the claim of a changed scheme, if there is one."""
        if not self.claim.applies(scheme.mechanisms):
            return None
        if any(_breaks(each, scheme, self.claim) for each in self.traces):
            return None
        verdict = self._judged(scheme)
        if verdict.status in (Status.BOUNDED, Status.UNDECIDED, Status.FAILED):
            self.undecided.append(change)
        return verdict if verdict.status is Status.PROVED else None

    def _answers(self) -> Iterator[tuple[str, Scheme]]:
        """The scheme with one other answer to each question that its mechanisms ask."""
        for question in self.scheme.relevant_questions:
            for answer in self.scheme.answers(question):
                if answer is not self.scheme.effective(question):
                    changed = self.scheme.answering(**{question: answer.value})
                    yield f"{question}={answer.value}", changed

    def _readings(self) -> Iterator[Repair]:
        for change, scheme in self._answers():
            self.told(change)
            verdict = self._proved(scheme, change)
            if verdict is not None:
                yield Repair("reading", change, scheme, verdict.evidence.value)

    def _dropped(self) -> Iterator[tuple[tuple[str, ...], Scheme]]:
        """The scheme without a mechanism and those that build on it, smallest sets first."""
        found: dict[tuple[str, ...], Scheme] = {}
        for name in self.scheme.mechanisms:
            gone = {name}
            while more := {
                each
                for each in self.scheme.mechanisms
                if each not in gone and gone & set(MECHANISMS[each].needs)
            }:
                gone |= more
            kept = tuple(each for each in self.scheme.mechanisms if each not in gone)
            if self.claim.applies(kept) and kept:
                out = tuple(each for each in self.scheme.mechanisms if each in gone)
                found[out] = _only(self.scheme, kept)
        yield from sorted(found.items(), key=lambda each: len(each[0]))

    def _mechanisms(self) -> Iterator[Repair]:
        for gone, scheme in self._dropped():
            change = f"without {' and '.join(gone)}"
            self.told(change)
            verdict = self._proved(scheme, change)
            if verdict is not None:
                yield Repair("mechanism", change, scheme, verdict.evidence.value)

    def _free(self) -> list[str]:
        return [
            name
            for name in self.scheme.relevant_parameters
            if not is_list(name) and PARAMETERS[name].unit not in COUNTED
        ]

    def _numbers(self) -> Iterator[Repair]:
        for name in self._free():
            self.told(f"{name} changed")
            found = region(
                self.scheme,
                self.claim,
                [name],
                self.solvers,
                steps=SHORT,
                known=self.own,
                boxes=BOXES,
            )
            if found.unknown:
                self.undecided.append(f"{name} where {' or '.join(map(written, found.unknown))}")
            near = nearest(found)
            if near is None:
                continue
            scheme = self.scheme.with_parameters(**{name: near.inside})
            verdict = self._proved(scheme, f"{name}={near.inside}")
            if verdict is not None:
                evidence = verdict.evidence.value
                yield Repair("number", name, scheme, evidence, near, written(found.condition))

    def _every_reading(self) -> tuple[Mapping[str, str], bool]:
        """Several answers that are a repair together, and whether histories break all readings."""
        if self.claim.kind is Kind.EVENTUAL:
            self.undecided.append("several answers to questions at once")
            return {}, False
        self.told("all readings at once")
        surveyor = Surveyor(self.scheme, [self.claim], self.solvers, self.told)
        answers = surveyor.some_reading(self.claim.name)
        if answers is None:
            doubts = bool(surveyor.found.undecided)
            if doubts:
                self.undecided.append("several answers to questions at once")
            return {}, not doubts
        kept = dict(answers)
        for key in answers:
            fewer = {name: value for name, value in kept.items() if name != key}
            self.told(f"without {key}={kept[key]}")
            if self._proved(self.scheme.answering(**fewer), "") is not None:
                kept = fewer
        return kept, False

    def _held(self) -> list[Claim]:
        """The other promises of the documents that are proved of the scheme as it is."""
        names = promised()
        record = record_of(self.scheme)
        others = [
            each
            for each in CLAIMS.values()
            if each.name in names
            and each is not self.claim
            and each.applies(self.scheme.mechanisms)
        ]
        if record is not None:
            known = {c["claim"] for c in record["cells"] if (c["deviation"], c["status"]) == PROVED}
            return [each for each in others if each.name in known]
        self.told("which other promises hold")
        verdicts = Judge(self.scheme, self.solvers).judge(others)
        proved = {each.claim for each in verdicts if each.status is Status.PROVED}
        return [each for each in others if each.name in proved]

    def _compared(self, repair: Repair, held: Sequence[Claim]) -> Repair:
        """The repair with what becomes of the promises that held before."""
        self.told(f"what else changes with {repair.change}")
        known = self._recorded(repair)
        if known is None:
            verdicts = Judge(repair.scheme, self.solvers).judge(held)
            known = {each.claim: each.status.value for each in verdicts}
        words = {each.name: known.get(each.name, "") for each in held}

        def those(*wanted: str) -> tuple[str, ...]:
            return tuple(name for name, word in words.items() if word in wanted)

        kept = {"", *(each.value for each in (Status.PROVED, Status.VACUOUS, Status.REFUTED))}
        left = tuple(name for name, word in words.items() if word not in kept)
        breaks = those(Status.REFUTED.value)
        return replace(repair, breaks=breaks, leaves_open=left, moot=those(""))

    def _recorded(self, repair: Repair) -> Mapping[str, str] | None:
        """What is recorded of the scheme with this one answer, if anything is."""
        record = record_of(self.scheme) if repair.kind == "reading" else None
        cells = [] if record is None else record["cells"]
        own = {
            each["claim"]: each["status"] for each in cells if each["deviation"] == repair.change
        }
        return own or None


PROVED = ("", "proved")


def _only(scheme: Scheme, kept: tuple[str, ...]) -> Scheme:
    """The scheme with these mechanisms only, and what they keep of the opening."""
    smaller = replace(scheme, mechanisms=kept, opening={}, unstated={})
    shared, own = smaller.shared_entries(), smaller.member_entries()
    opening = {
        key: value
        for key, value in scheme.opening.items()
        if key in shared or key.rpartition(".")[2] in own
    }
    return replace(smaller, opening=opening)


def _breaks(trace: Trace, scheme: Scheme, claim: Claim) -> bool:
    """Whether the events of a trace break a claim of another scheme, on exact fractions."""
    if claim.kind is Kind.EVENTUAL or not {each.rule for each in trace.steps} <= {*scheme.rules}:
        return False
    steps = [(each.rule, arguments_of(scheme.rules[each.rule], each)) for each in trace.steps]
    try:
        states = execute(scheme, trace.members, steps)
    except NeverfallsError:
        return False
    return first_violation(scheme, trace.members, claim, states) is not None
