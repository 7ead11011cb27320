"""A proof taken apart: what is shown of each rule, from what, and by what evidence.

It is the very induction that verifies the record, with the recorded invariants; certificates answer
in the place of solvers as far as there are any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.schemes.scheme import Scheme

from ..certificates.store import Certificates
from ..induction.arbitrary import NOTHING
from ..induction.discharging import (
    LIKELY,
    UNLIKELY,
    UNSAT,
    Outcome,
    asked,
    outcomes_of,
    question,
)
from ..induction.induct import Attempt
from ..induction.obligations import (
    AsSplit,
    Assumption,
    EveryTurn,
    Hypothesis,
    Obligation,
    Observed,
    Owner,
    Premise,
    SideCondition,
    Unsplit,
)
from ..solving.engines import Answer
from ..solving.pool import SMALL, Oracle
from ..solving.smtlib import script
from ..verdicts.verifying import Certified
from .recorded import Recorded
from .traced import Source, TracedWorld
from .uses import Uses, uses

OPENING, ANY_STATE = "opening", "any state"
"""In the place of a rule: what is shown of the opening, and of every state whatever happened."""


class NotShown(NeverfallsError):
    """A recorded proof of which some step is not shown any more."""

    def __init__(self, name: str, where: str) -> None:
        super().__init__(
            f"{name}: the proof cannot be taken apart, as this step is not shown: {where}"
        )
        self.name = name


@dataclass(frozen=True)
class Step:
    """One thing that a proof shows: of a rule, about a claim or an invariant.

    ``text`` is the question whose facts contradict each other, and the key of its certificate;
    ``truths`` are what it asserts and ``sources`` where each of them comes from. A question about
    the opening has no truths of its own, as it is about numbers. Steps with the same question
    differ only in whom they are about, so they are equal.
    """

    rule: str
    about: str
    what: str
    text: str
    obligation: Obligation | None = field(compare=False)
    truths: tuple[Any, ...] = field(compare=False)
    sources: tuple[Source, ...] = field(compare=False)
    products: bool
    certificate: Any = field(compare=False)

    @cached_property
    def named(self) -> str:
        """The question with the names of the accounts."""
        return script(self.truths, products=self.products) if self.truths else self.text

    @cached_property
    def uses(self) -> Uses:
        """What its certificate makes use of; without one, all that it might."""
        if self.certificate is None:
            return Uses(frozenset(range(len(self.truths))), ())
        return uses(self.text, self.certificate)

    @property
    def reasons(self) -> list[Source]:
        """Where the facts come from that it makes use of, each source once."""
        found = (self.sources[each] for each in self.uses.assertions if each < len(self.sources))
        return sorted({each for each in found if each.kind != "goal"})


@dataclass(frozen=True)
class Anatomy:
    """All steps of the proofs of some claims under one reading, and what they rest on."""

    scheme: Scheme
    claims: tuple[Claim, ...]
    invariants: tuple[Claim, ...]
    steps: tuple[Step, ...]

    @cached_property
    def needed(self) -> tuple[Step, ...]:
        """The steps that the claims rest on, directly or through invariants."""
        wanted = {claim.name for claim in self.claims}
        kept: list[Step] = []
        while True:
            own = [each for each in self.steps if each.about in wanted or not each.about]
            more = {s.name for each in own for s in each.reasons if s.kind == "invariant"}
            if more <= wanted and len(own) == len(kept):
                return tuple(own)
            wanted |= more
            kept = own

    @cached_property
    def needed_invariants(self) -> tuple[Claim, ...]:
        """The invariants among them, in their fixed order."""
        about = {s.name for each in self.needed for s in each.reasons if s.kind == "invariant"}
        return tuple(each for each in self.invariants if each.name in about)

    @property
    def uncertified(self) -> list[Step]:
        """The steps that have no certificate."""
        return [each for each in self.steps if each.certificate is None]


class Fallback:
    """Certificates first; for what has none, a solver."""

    def __init__(self, first: Oracle, solvers: Oracle) -> None:
        self.first = first
        self.solvers = solvers

    def ask_all(self, texts: Sequence[str], *, budget: int | None = None) -> list[Answer]:
        """The answers of the first, or where it does not know, of the others."""
        found = list(self.first.ask_all(texts))
        left = [index for index, each in enumerate(found) if each.status != UNSAT]
        more = self.solvers.ask_all([texts[index] for index in left], budget=budget)
        for index, answer in zip(left, more, strict=True):
            found[index] = answer
        return found


def dissect(
    proofs: Sequence[Recorded], certificates: Certificates, solvers: Oracle | None = None
) -> Anatomy:
    """The steps of proofs that were recorded under one reading with the same invariants.

    Raises:
        NotShown: a step has no certificate, and there are no solvers that show it.
    """
    first = proofs[0]
    claims = [each.claim for each in proofs]
    oracle: Oracle = Certified(certificates)
    try:
        return _dissected(first, claims, certificates, oracle)
    except NotShown:
        if solvers is None:
            raise
        return _dissected(first, claims, certificates, Fallback(oracle, solvers))


def _dissected(
    of: Recorded, claims: Sequence[Claim], certificates: Certificates, oracle: Oracle
) -> Anatomy:
    scheme = of.scheme.opened()
    attempt = Attempt(scheme, claims, oracle)
    attempt.find_invariants(of.invariants)
    attempt.settle(attempt.supposing)
    attempt.try_rules()
    attempt.settle(attempt.left_unknown())
    shown = attempt.report()
    lost = [each.name for each in of.invariants if each.name not in shown.invariants]
    lost += [each.name for each in claims if not shown.proves(each.name)]
    if lost:
        raise NotShown(of.name, lost[0])
    taking = _Taking(of.name, attempt, oracle, certificates)
    steps = dict.fromkeys(taking.steps(claims))
    return Anatomy(scheme, tuple(claims), attempt.hypothesis.invariants, tuple(steps))


class _Taking:
    """Taking a successful attempt apart."""

    def __init__(
        self, name: str, attempt: Attempt, oracle: Oracle, certificates: Certificates
    ) -> None:
        self.name = name
        self.attempt = attempt
        self.oracle = oracle
        self.certificates = certificates

    def steps(self, claims: Sequence[Claim]) -> Iterator[Step]:
        """First of the opening, then rule by rule, then what holds in any state."""
        hypothesis = self.attempt.hypothesis
        for each in (*hypothesis.invariants, *claims):
            for text in self.attempt.opening_questions(each):
                yield self._step(OPENING, each.name, "", Outcome(UNSAT, text), None, None)
        tried = [each for each in claims if each not in self.attempt.supposing]
        unsettled = {each.name: each for each in claims if each in self.attempt.supposing}
        found: list[Step] = []
        for name, rule in self.attempt.scheme.rules.items():
            world = TracedWorld(self.attempt.scheme, rule, hypothesis, tried)
            obligations = list(dict.fromkeys(world.run_event()))
            never = self._never_runs(obligations)
            own = [o for o in obligations if isinstance(o.owner, Assumption | SideCondition)]
            for one, outcome in zip(own, outcomes_of(own, self.oracle, LIKELY), strict=True):
                about = about_of(one.owner)
                if outcome.status == UNSAT:
                    what = "" if isinstance(one.owner, Observed) else owner_words(one.owner)
                    found.append(self._step(name, about, what, outcome, one, world))
                elif about in {c.name for c in tried} and not never:
                    unsettled.update((c.name, c) for c in tried if c.name == about)
                elif not never:
                    raise NotShown(self.name, f"{name}, {about or owner_words(one.owner)}")
            if never:
                found += self._never(name, obligations, world)
        yield from (each for each in found if each.about not in unsettled)
        for claim in unsettled.values():
            yield from self._in_any_state(claim, hypothesis)

    def _never_runs(self, obligations: Iterable[Obligation]) -> bool:
        """Whether a rule's requirements contradict what is known before it."""
        texts = [question(each) for each in obligations if each.owner is Premise.ENABLED]
        return all(each.status == UNSAT for each in self.oracle.ask_all(texts, budget=SMALL))

    def _never(
        self, name: str, obligations: Iterable[Obligation], world: TracedWorld
    ) -> Iterator[Step]:
        for each in obligations:
            if each.owner is Premise.ENABLED:
                outcome = outcomes_of([each], self.oracle, (None,))[0]
                yield self._step(name, "", "this event can never happen", outcome, each, world)

    def _in_any_state(self, claim: Claim, hypothesis: Hypothesis) -> Iterator[Step]:
        world = TracedWorld(self.attempt.scheme, NOTHING, hypothesis, (claim,))
        own = list(dict.fromkeys(world.run_nothing()))
        for each, outcome in zip(own, outcomes_of(own, self.oracle, UNLIKELY), strict=True):
            if outcome.status != UNSAT:
                raise NotShown(self.name, f"in any state, {about_of(each.owner)}")
            what = "" if isinstance(each.owner, Observed) else owner_words(each.owner)
            yield self._step(ANY_STATE, about_of(each.owner), what, outcome, each, world)

    def _step(
        self,
        rule: str,
        about: str,
        what: str,
        outcome: Outcome,
        obligation: Obligation | None,
        world: TracedWorld | None,
    ) -> Step:
        truths: list[Any] = [] if obligation is None else asked(obligation, outcome.reach)
        truths = [each for each in truths if each is not True]
        goal = truths[-1] if truths else None
        sources = []
        if world is not None:
            facts = set(obligation.facts) if obligation else set()
            for each in truths:
                if each is goal:
                    sources.append(Source("goal", "the opposite of what is to be shown"))
                elif each in facts:
                    sources.append(world.source(each))
                else:
                    sources.append(Source("quotient", "what a quotient means"))
        good = not self.certificates.fault(outcome.text)
        proof = self.certificates.proofs[outcome.text] if good else None
        return Step(
            rule,
            about,
            what,
            outcome.text,
            obligation,
            tuple(truths),
            tuple(sources),
            outcome.products,
            proof,
        )


def about_of(owner: Owner) -> str:
    """The claim or invariant that an obligation is about; nothing where it is about none."""
    return owner.claim if isinstance(owner, Observed | EveryTurn) else ""


def owner_words(owner: Owner) -> str:
    """What an obligation is about, in words."""
    match owner:
        case Observed(name):
            return f"{name} holds afterwards"
        case EveryTurn(name):
            return f"{name} holds before and after each member's turn"
        case Unsplit(_rule, account):
            return f"{account} still holds what is not split yet"
        case AsSplit(_rule, _loop, entry):
            return f"{entry} has changed by exactly what has been split"
        case SideCondition(_rule, condition, _place):
            return condition.value
        case Premise():
            return owner.value
