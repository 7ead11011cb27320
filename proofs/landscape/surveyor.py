"""Which claims of a scheme can be kept together, over all readings at once.

A claim breaks under a reading when a trace breaks it there (see `refuter`); z3 looks for a
reading and a set of claims that no known trace breaks, and as large as can be. What is found
is then judged under that very reading: either all of the set is proved there, or a new trace
is found, and z3 looks again. So the largest sets are each proved under a reading that is
named, and every larger set contains a claim that a replayed trace breaks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from neverfalls.counterexamples import Trace, every
from neverfalls.counterexamples.setting import scheme_of
from neverfalls.spec.claims.claim import CLAIMS, Claim, Kind
from neverfalls.spec.mechanisms.purchase import ProductCost
from neverfalls.spec.schemes.scheme import Scheme

from ..forking.forks import Cube, open_choices, to_data
from ..forking.shared import Shared
from ..induction import induct
from ..induction.invariants import INVARIANTS
from ..solving.pool import Solvers
from ..solving.processes import Send
from ..verdicts.judge import Judge
from ..verdicts.record import record_of
from ..verdicts.survey import SOLVERS
from ..verdicts.verdict import Status, Verdict
from .picker import Picker
from .refuter import Refutation, Refuter

STEPS = 4
"""Most events of a history that is searched for; one less than for a single table."""


@dataclass(frozen=True)
class Kept:
    """Claims that all hold under one reading, and no further claim with them."""

    claims: tuple[str, ...]
    deviation: Mapping[str, str]
    evidence: str


@dataclass
class Landscape:
    """What is known of the claims of one scheme under all its readings.

    ``everywhere`` names those that one induction proves under all readings at once; ``denied``
    are such claims too, whose proof denies a promise, so that no reading keeps that one.
    ``undecided`` names claims with a reading under which neither a proof nor a trace was found;
    there they count as not kept.
    """

    scheme: Scheme
    claims: tuple[str, ...]
    refutations: list[Refutation] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    everywhere: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    undecided: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def never_together(self) -> list[tuple[str, ...]]:
        """The smallest sets of claims of which every reading breaks at least one."""
        outside = [frozenset(self.claims) - frozenset(each.claims) for each in self.kept]
        found = minimal_transversals(outside)
        place = {name: number for number, name in enumerate(self.claims)}
        ordered = [tuple(sorted(each, key=place.__getitem__)) for each in found]
        return sorted(ordered, key=lambda each: (len(each), [place[name] for name in each]))


def _counted(claims: Sequence[object]) -> str:
    return "1 claim" if len(claims) == 1 else f"{len(claims)} claims"


def minimal_transversals(sets: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """The smallest sets that share a member with each of these."""
    found = [frozenset[str]()]
    for each in sets:
        longer = {old if old & each else old | {name} for old in found for name in each}
        found = [one for one in longer if not any(other < one for other in longer)]
    return found


class Surveyor:
    """Finds out the landscape of a scheme."""

    def __init__(
        self,
        scheme: Scheme,
        claims: Sequence[Claim],
        solvers: Solvers,
        progress: Callable[[str], None] = lambda _text: None,
        denials: Sequence[Claim] = (),
    ) -> None:
        self.scheme = scheme
        self.solvers = solvers
        self.shared = Shared()
        self.progress = progress
        self.claims = {each.name: each for each in claims if each.applies(scheme.mechanisms)}
        self.denials = [each for each in denials if each.applies(scheme.mechanisms)]
        self.found = Landscape(scheme, tuple(self.claims))
        # An open margin is broken by every margin that breaks it, so the stated one is enough.
        self.choices = open_choices(scheme, {"product_cost": ProductCost.STATED_MARGIN.value})
        self.refuter = Refuter(self.choices)
        self.traces = {name: _shipped(scheme, name) for name in self.claims}
        self.picker = Picker(scheme, tuple(self.claims), self.choices, solvers)

    def survey(self) -> Landscape:
        """Find all largest sets of claims that some reading keeps."""
        for name in self.claims:
            self._learn(name)
        while (found := self.picker.candidate()) is not None:
            claims, answers = found
            where = _label(self, answers) or "the scheme as written"
            self.progress(f"{self.scheme.name}: {_counted(claims)} under {where}")
            verdicts = self._judge(claims, answers)
            if all(each.status is Status.PROVED for each in verdicts):
                weak = {each.evidence for each in verdicts} - {"two solvers"}
                ground = "one solver" if weak else "two solvers"
                self.picker.kept.append(claims)
                self.found.kept.append(Kept(tuple(claims), _short(self, answers), ground))
        proved = self._everywhere()
        self.found.everywhere = tuple(name for name in proved if name in self.claims)
        self.found.denied = tuple(e.name for e in self.denials if e.name in proved)
        return self.found

    def _everywhere(self) -> tuple[str, ...]:
        """The claims that one induction proves under every reading, with any margin."""
        broken = {each.claim for each in self.found.refutations}
        tried = [each for name, each in self.claims.items() if name not in broken]
        tried += [each for each in self.denials if each not in tried]
        tried = [each for each in tried if each.kind in (Kind.STATE, Kind.STEP, Kind.TRACE)]
        self.progress(f"{self.scheme.name}: {_counted(tried)} under all readings at once")
        margin = {"product_cost": ProductCost.ANY_MARGIN.value}
        scheme = self.scheme.reading(self.scheme.readings.with_choices(margin)).opened()
        choices = open_choices(scheme, margin)
        induction = induct(scheme, tried, self.solvers, self._candidates(), choices)
        return tuple(each.name for each in tried if induction.proves(each.name))

    def _candidates(self) -> list[Claim] | None:
        """The invariants that hold in every recorded cell: only they can hold everywhere."""
        record = record_of(self.scheme)
        if record is None:
            return None
        lists = [set(each["invariants"]) for each in record["cells"] if "invariants" in each]
        return [each for name, each in INVARIANTS.items() if all(name in kept for kept in lists)]

    def some_reading(self, name: str) -> Mapping[str, str] | None:
        """A reading under which the claim is proved, as what differs from the scheme's own."""
        self._learn(name)
        while (answers := self.picker.reading([name])) is not None:
            if self._judge([name], answers)[0].status is Status.PROVED:
                return _short(self, answers)
        return None

    def _judge(self, claims: Sequence[str], answers: Cube) -> list[Verdict]:
        """Judge claims under one reading, and learn from every trace that comes up."""
        readings = self.scheme.readings.with_choices(to_data(answers))
        under, label = self.scheme.reading(readings), _label(self, answers)
        judge = Judge(under, self.solvers, label, steps=STEPS, shared=self.shared)
        verdicts = judge.judge([self.claims[name] for name in claims])
        for each in verdicts:
            if each.status is Status.FAILED:  # whatever were said next would rest on it
                raise RuntimeError(f"{each.scheme}, {each.claim} under {label}: {each.failure}")
        for each in verdicts:
            if each.trace is not None:
                self._use(each.trace)
            elif each.status is not Status.PROVED:
                self.picker.broken.append((each.claim, answers))
                self.found.undecided.append((each.claim, _short(self, answers)))
        return verdicts

    def _learn(self, name: str) -> None:
        """Use the shipped traces of a claim, those that break it where no other does."""
        while (answers := self.picker.reading([name])) is not None:
            here = Refuter({**self.choices, **{key: [each] for key, each in answers.items()}})
            trace = next((each for each in self.traces[name] if here.refutations(each)), None)
            if trace is None:
                return
            self.progress(f"{self.scheme.name}: {name}: every reading that {trace.id} breaks")
            self._use(trace)

    def _use(self, trace: Trace) -> None:
        found = self.refuter.refutations(trace)
        self.found.refutations.extend(found)
        self.picker.broken.extend((each.claim, each.cube) for each in found)


class Asked(NamedTuple):
    """A scheme whose landscape is to be found, and the claims that it is about, by their names."""

    scheme: Scheme
    claims: tuple[str, ...]
    denials: tuple[str, ...]

    def found(
        self, solvers: Solvers, progress: Callable[[str], None] = lambda _text: None
    ) -> Landscape:
        """The landscape, which is empty where the scheme has none of the claims."""
        claims = [CLAIMS[name] for name in self.claims]
        denials = [CLAIMS[name] for name in self.denials]
        if not any(each.applies(self.scheme.mechanisms) for each in claims):
            return Landscape(self.scheme, ())
        return Surveyor(self.scheme, claims, solvers, progress, denials).survey()


def survey_alone(asked: Asked, send: Send) -> None:
    """Find a landscape with solvers of its own, and send it."""
    with Solvers(SOLVERS) as solvers:
        send(asked.found(solvers))


def _shipped(scheme: Scheme, claim: str) -> list[Trace]:
    """The shipped traces that break a claim in this very scheme, under some reading."""
    own = [
        each
        for each in every()
        if (each.claim, each.scheme) == (claim, scheme.name)
        and scheme_of(each).identity == scheme.identity
    ]
    return sorted(own, key=lambda each: (len(each.id.split(".")), len(each.steps), each.id))


def _short(surveyor: Surveyor, answers: Cube) -> dict[str, str]:
    own = surveyor.scheme.readings
    return {key: each.value for key, each in answers.items() if each is not getattr(own, key)}


def _label(surveyor: Surveyor, answers: Cube) -> str:
    return ",".join(f"{k}={v}" for k, v in _short(surveyor, answers).items())
