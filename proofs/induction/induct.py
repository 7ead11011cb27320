"""Proof by induction, for any number of members and histories of any length.

A statement that holds at the opening, and after every event that starts from a state in which
it holds, holds in every state that can be reached. Few statements carry themselves this far; so
first the invariants are found, which carry each other, and then each claim is tried with their
help.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import UnionType
from typing import NamedTuple, TypeVar

from neverfalls.spec.claims.claim import Claim, Kind
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.world import View
from neverfalls.spec.numbers import SymbolicNumbers, Truth
from neverfalls.spec.numbers.terms import negate
from neverfalls.spec.schemes.scheme import Scheme

from ..forking.forks import Choices, paths
from ..forking.shared import Shared
from ..solving.pool import SMALL, Oracle
from ..solving.smtlib import anonymous, complete, script
from .arbitrary import NOTHING, ArbitraryWorld
from .discharging import LIKELY, SAT, UNLIKELY, UNSAT, Outcome, outcomes_of, premises, question
from .invariants import INVARIANTS, LASTING
from .obligations import (
    Assumption,
    Hypothesis,
    Obligation,
    Observed,
    Owner,
    Premise,
    SideCondition,
)
from .undecided import UndecidedWorld

UNKNOWN, VACUOUS = "unknown", "vacuous"

Left = TypeVar("Left")


@dataclass(frozen=True)
class Induction:
    """What induction showed about one scheme.

    ``invariants`` hold in every reachable state. ``broken`` names, per claim, the rules that
    may break it, with the solver's word: sat, unknown, or vacuous where the claim only follows
    because what is known at some place of the rule contradicts itself. A claim with none there,
    that holds at the opening, is proved. ``queries`` are the texts each proof rests on, and
    ``given_up`` is what was assumed at first and did not hold.
    """

    invariants: tuple[str, ...]
    broken: Mapping[str, Mapping[str, str]]
    holds_at_opening: Mapping[str, bool]
    queries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    given_up: frozenset[Owner] = frozenset()

    def proves(self, claim: str) -> bool:
        """Whether the claim is proved."""
        return self.holds_at_opening[claim] and not self.broken[claim]


def induct(
    scheme: Scheme,
    claims: Sequence[Claim],
    solvers: Oracle,
    candidates: Sequence[Claim] | None = None,
    choices: Choices | None = None,
    shared: Shared | None = None,
    without: Collection[str] = (),
    recorded: bool = False,
    given_up: Collection[Owner] = (),
) -> Induction:
    """Try to prove claims: they hold at the opening, and every rule preserves them.

    A rule is tried in an arbitrary state in which the invariants hold. These are found first, by
    the same principle, all of them together; some claims follow from them without trying a rule.

    ``candidates`` for invariants are all that are known, if not given. With ``choices``, what is
    proved holds under every reading that answers so. What is named in ``without`` is not made use
    of. If the candidates are ``recorded`` as enough for the claims, all are tried in one go, and it
    is not asked once more which places of a rule can be reached. What is known to be ``given_up``
    in the end is not assumed at all.
    """
    attempt = Attempt(scheme, claims, solvers, choices, shared, without, recorded, given_up)
    attempt.find_invariants(INVARIANTS.values() if candidates is None else candidates)
    attempt.settle(attempt.supposing)
    attempt.try_rules()
    attempt.settle(attempt.left_unknown())
    return attempt.report()


class Gap(NamedTuple):
    """Something that is not shown: in which rule, about which claim or invariant.

    ``texts`` are the questions of which one would show it, the one with the fewest facts first.
    """

    rule: str
    about: str
    texts: tuple[str, ...]


def unmet(
    scheme: Scheme,
    claims: Sequence[Claim],
    solvers: Oracle,
    invariants: Sequence[Claim],
    given_up: Collection[Owner] = (),
) -> list[Gap]:
    """What is not shown of claims and invariants, if all invariants are taken to hold before."""
    attempt = Attempt(scheme, claims, solvers)
    attempt.hypothesis = Hypothesis(tuple(invariants), dropped=frozenset(given_up))
    found = [
        Gap("opening", each.name, (text,))
        for each in (*invariants, *attempt.claims)
        for text in attempt.opening_questions(each)
        if solvers.ask_all([text])[0].status != UNSAT
    ]
    for rule, obligations in attempt.obligations_now(attempt.claims).items():
        own = [each for each in obligations if isinstance(each.owner, Observed)]
        for each, outcome in zip(own, outcomes_of(own, solvers), strict=True):
            if outcome.status != UNSAT and isinstance(each.owner, Observed):
                texts = (question(each, reach) for reach in LIKELY)
                found.append(Gap(rule, each.owner.claim, tuple(dict.fromkeys(texts))))
    return found


class Attempt:
    """One attempt to prove some claims by induction; each public method is a phase of it.

    ``supposing`` are the claims that suppose events in a state. No rule is tried on them: they
    have to follow from the invariants in any state.
    """

    def __init__(
        self,
        scheme: Scheme,
        claims: Sequence[Claim],
        solvers: Oracle,
        choices: Choices | None = None,
        shared: Shared | None = None,
        without: Collection[str] = (),
        recorded: bool = False,
        given_up: Collection[Owner] = (),
    ) -> None:
        self.recorded = recorded
        self.given_up = frozenset(given_up)
        self.scheme = scheme
        self.solvers = solvers
        self.choices = choices
        self.shared = shared or Shared()
        self.without = without
        self.claims = [claim for claim in claims if claim.kind is not Kind.EVENTUAL]
        self.supposing = [c for c in self.claims if c.kind in (Kind.TWO_TRACES, Kind.POSSIBLE)]
        self.hypothesis = Hypothesis(())
        self.broken: dict[str, dict[str, str]] = {claim.name: {} for claim in self.claims}
        for claim in self.supposing:
            self.broken[claim.name] = dict.fromkeys(scheme.rules, UNKNOWN)
        self._grounds: set[str] = set()
        self._queries: dict[str, set[str]] = {claim.name: set() for claim in self.claims}

    def find_invariants(self, candidates: Iterable[Claim]) -> None:
        """Find the most candidates that hold at the opening and that all rules preserve together.

        All are assumed before an event, and whatever then fails after one is dropped, until
        nothing fails. Claims about steps that loops can carry are found the same way, and side
        conditions: what they license is assumed of all that comes later in a rule, until they
        fail. They come last, so that no candidate is lost to one that is met in the end.
        """
        fitting, lasting = self._fitting(candidates), self._fitting(LASTING)
        steps = [each for each in self.claims if each.kind is Kind.STEP]
        hypothesis = Hypothesis(
            tuple(each for each in fitting if self._holds_at_opening(each)),
            tuple(dict.fromkeys([*steps, *lasting])),
            self.given_up,
        )
        tried = self._tried() if self.recorded else ()
        while True:
            by_rule = self._obligations(hypothesis, tried)
            outcomes = self._outcomes(by_rule, Assumption)
            if tried:  # a claim that fails here may settle in the end; nothing rests on it
                known = {each.name for each in hypothesis.invariants}
                outcomes = [each for each in outcomes if _assumed(each[0].owner, known)]
            failed = _failed(outcomes)
            if not failed:
                outcomes += self._outcomes(by_rule, SideCondition)
                failed = _failed(outcomes) or self._hollow(by_rule, outcomes)
            if not failed:
                break
            hypothesis = hypothesis.without(failed)
        self.hypothesis = hypothesis
        self._grounds = {outcome.text for _each, outcome in outcomes}

    def _fitting(self, claims: Iterable[Claim]) -> list[Claim]:
        """Those that may be used and that the scheme's mechanisms give something to speak about."""
        used = [each for each in claims if each.name not in self.without]
        return [each for each in used if each.applies(self.scheme.mechanisms)]

    def _outcomes(
        self, by_rule: Mapping[str, Sequence[Obligation]], kind: type | UnionType
    ) -> list[tuple[Obligation, Outcome]]:
        """What the solvers say of all obligations with owners of a kind."""
        own = [
            each
            for obligations in by_rule.values()
            for each in obligations
            if isinstance(each.owner, kind)
        ]
        return list(zip(own, outcomes_of(own, self.solvers), strict=True))

    def _hollow(
        self,
        by_rule: Mapping[str, Sequence[Obligation]],
        outcomes: Sequence[tuple[Obligation, Outcome]],
    ) -> set[Owner]:
        """The owners of obligations that are met only because the facts contradict each other.

        Where all that is assumed is proved, such a place is never reached, and whatever is said
        of it is true. But a defect here would look the same, so nothing rests on such a place.
        """
        found: set[Owner] = set()
        for obligations in () if self.recorded else by_rule.values():
            if self._never_runs(obligations):
                continue
            places = self._impossible(obligations)
            own = set(obligations) if places else set()
            for each, outcome in outcomes:
                if each in own and self._rests_on(places, each, outcome):
                    found.add(each.owner)
        return found

    def _never_runs(self, obligations: Sequence[Obligation]) -> bool:
        """Whether a rule's requirements contradict what is known before it, which can be met."""
        hollow = not self.recorded and any(self._contradictions(Premise.BEFORE, obligations))
        return not hollow and all(self._contradictions(Premise.ENABLED, obligations))

    def _impossible(self, obligations: Sequence[Obligation]) -> list[frozenset[Truth]]:
        """The facts of each place of a rule where they contradict each other."""
        if self.recorded:
            return []
        places = [each for each in obligations if each.owner is Premise.POSSIBLE]
        contradict = self._contradictions(Premise.POSSIBLE, obligations)
        return [frozenset(each.facts) for each, bad in zip(places, contradict, strict=True) if bad]

    def _rests_on(
        self, places: Sequence[frozenset[Truth]], obligation: Obligation, outcome: Outcome
    ) -> bool:
        """Whether a proof needs facts that contradict each other, as those of these places do.

        Most proofs take few facts. Where these can be met together, the goal follows from them.
        """
        here = any(place.issubset(obligation.facts) for place in places)
        if outcome.status != UNSAT or not here:
            return False
        (answer,) = self.solvers.ask_all([premises(obligation, outcome)], budget=SMALL)
        return answer.status == UNSAT

    def settle(self, claims: Sequence[Claim]) -> None:
        """Prove those claims that follow from the invariants alone, whatever happened before.

        A side condition of a claim that fails is given up, and the claim is tried without it.
        """
        hypothesis, left = self.hypothesis, list(claims)

        def run(claim: Claim, scheme: Scheme) -> list[Obligation]:
            return ArbitraryWorld(scheme, NOTHING, hypothesis, (claim,)).run_nothing()

        while left:
            own = {
                claim: self._under_all_answers(
                    ("in any state", hypothesis, claim), partial(run, claim)
                )
                for claim in left
            }
            every = list(dict.fromkeys(each for some in own.values() for each in some))
            outcomes = dict(zip(every, outcomes_of(every, self.solvers, UNLIKELY), strict=True))
            left, failed = [], set[Owner]()
            for claim, obligations in own.items():
                lost = _failed([(each, outcomes[each]) for each in obligations])
                conditions = {each for each in lost if isinstance(each, SideCondition)}
                if conditions:
                    left.append(claim)
                    failed |= conditions
                elif not lost:
                    self.broken[claim.name] = {}
                    self._queries[claim.name] = {outcomes[each].text for each in obligations}
            hypothesis = hypothesis.without(failed)

    def try_rules(self) -> None:
        """Try every claim on every rule, from any state in which the invariants hold."""
        for rule, obligations in self._licensed(self._tried()).items():
            if not self.recorded and any(self._contradictions(Premise.BEFORE, obligations)):
                for rules in self.broken.values():
                    rules[rule] = VACUOUS
            elif not self._never_runs(obligations):
                self._try_rule(rule, obligations)
            else:
                never = (each for each in obligations if each.owner is Premise.ENABLED)
                self._grounds.update(map(question, never))

    def _tried(self) -> list[Claim]:
        """The claims that are tried on rules."""
        return [claim for claim in self.claims if claim not in self.supposing]

    def _licensed(self, claims: Sequence[Claim]) -> Mapping[str, Sequence[Obligation]]:
        """What each rule leaves to be proved of the claims, with all side conditions proved.

        The invariants have been proved without those that the claims bring along; from these
        nothing is concluded but claims, and one that fails is given up here.
        """
        while True:
            by_rule = self._obligations(self.hypothesis, claims)
            outcomes = self._outcomes(by_rule, SideCondition)
            failed = _failed(outcomes) or self._hollow(by_rule, outcomes)
            if not failed:
                self._grounds.update(outcome.text for _each, outcome in outcomes)
                return by_rule
            self.hypothesis = self.hypothesis.without(failed)

    def _try_rule(self, rule: str, obligations: Sequence[Obligation]) -> None:
        places = self._impossible(obligations)
        own = [
            (each, each.owner.claim)
            for each in obligations
            if isinstance(each.owner, Observed) and each.owner.claim in self.broken
        ]
        outcomes = outcomes_of([each for each, _claim in own], self.solvers)
        for (each, claim), outcome in zip(own, outcomes, strict=True):
            self._queries[claim].add(outcome.text)
            if outcome.status != UNSAT:
                worse = SAT in (outcome.status, self.broken[claim].get(rule))
                self.broken[claim][rule] = SAT if worse else UNKNOWN
            elif self._rests_on(places, each, outcome):
                self.broken[claim].setdefault(rule, VACUOUS)

    def left_unknown(self) -> list[Claim]:
        """The claims that a solver did not decide for some rule, and that may settle after all."""
        if self.choices is not None:
            return []
        found = []
        for claim in self.claims:
            words = self.broken[claim.name].values()
            open_ = UNKNOWN in words and VACUOUS not in words
            if open_ and claim.kind.of_one_state and claim not in self.supposing:
                found.append(claim)
        return found

    def report(self) -> Induction:
        """What has been shown, and the questions that each proof rests on."""
        invariants = self.hypothesis.invariants
        opening = {c.name: self.opening_questions(c) for c in (*self.claims, *invariants)}
        grounds = self._grounds.union(*(opening[each.name] for each in invariants))
        return Induction(
            invariants=tuple(each.name for each in invariants),
            given_up=self.hypothesis.dropped,
            broken=self.broken,
            holds_at_opening={c.name: self._holds_at_opening(c) for c in self.claims},
            queries={
                name: tuple(sorted({*texts, *grounds, *opening[name]}))
                for name, texts in self._queries.items()
            },
        )

    def obligations_now(self, claims: Sequence[Claim]) -> dict[str, list[Obligation]]:
        """What each rule leaves to be proved of claims and invariants, as things stand."""
        return self._obligations(self.hypothesis, claims)

    def _obligations(
        self, hypothesis: Hypothesis, claims: Sequence[Claim]
    ) -> dict[str, list[Obligation]]:
        """What each rule, run in an arbitrary state, leaves to be proved."""
        world = ArbitraryWorld if self.choices is None else UndecidedWorld

        def run(rule: Rule, scheme: Scheme) -> list[Obligation]:
            return world(scheme, rule, hypothesis, claims).run_event()

        found = {}
        for name, rule in self.scheme.rules.items():
            left = self._under_all_answers((name, hypothesis, *claims), partial(run, rule))
            found[name] = list(dict.fromkeys(left))
        return found

    def _contradictions(
        self, premise: Premise, obligations: Sequence[Obligation]
    ) -> Iterator[bool]:
        """For each of these premises, whether its facts contradict each other."""
        texts = [question(each) for each in obligations if each.owner is premise]
        return (answer.status == UNSAT for answer in self.solvers.ask_all(texts, budget=SMALL))

    def _holds_at_opening(self, claim: Claim) -> bool:
        """Whether a claim holds in the state a scheme opens in, whoever is asked about."""
        answers = self.solvers.ask_all(self.opening_questions(claim))
        return all(answer.status == UNSAT for answer in answers)

    def opening_questions(self, claim: Claim) -> list[str]:
        """The queries whose unsatisfiability shows it; none where exact numbers show it."""
        return self._under_all_answers(("opening", claim), partial(_opening_questions, claim))

    def _under_all_answers(self, key: object, run: Callable[[Scheme], list[Left]]) -> list[Left]:
        """What a run on the scheme comes to, under every answer to what it asks if that is open.

        If not, it is shared by its key with the readings that answer alike.
        """
        choices, scheme = self.choices, self.scheme
        if choices is None:
            return self.shared.once(key, scheme, partial(run, scheme))
        parts = paths(choices, lambda asked: run(scheme.reading(asked)))
        return [each for _cubes, part in parts for each in part]


def _assumed(owner: Owner, invariants: Collection[str]) -> bool:
    """Whether something is assumed if it belongs to this owner: not a claim that only is tried."""
    return not isinstance(owner, Observed) or owner.claim in invariants


def _failed(outcomes: Iterable[tuple[Obligation, Outcome]]) -> set[Owner]:
    """The owners of what is not met."""
    return {each.owner for each, outcome in outcomes if outcome.status != UNSAT}


def _opening_questions(claim: Claim, scheme: Scheme) -> list[str]:
    if not claim.kind.of_one_state:
        return []
    numbers, roster = SymbolicNumbers(), scheme.roster(len(scheme.members) + 1)
    view = View(scheme, numbers, scheme.opening_state(roster), roster)
    truths: list[Truth] = [
        check.holds(view)
        for name in (roster if claim.per_member else (None,))
        for check in claim.checks(None, view, name)
    ]
    return [
        anonymous(script(complete([*scheme.assumptions, negate(truth)], numbers.definitions)))
        for truth in truths
        if truth is not True
    ]
