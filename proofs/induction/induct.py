"""Proof by induction, for any number of members and histories of any length.

First the greatest set of candidate invariants is found that hold at the opening and that every
rule preserves, all of them assumed together. Then each claim is tried on each rule, from an
arbitrary state in which these invariants hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from neverfalls.spec.claims.claim import Claim, Kind
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.world import View
from neverfalls.spec.numbers import SymbolicNumbers, Truth
from neverfalls.spec.numbers.terms import negate
from neverfalls.spec.schemes.scheme import Scheme

from ..forking.forks import Asked, Choices, paths
from ..forking.shared import Shared
from ..solving.pool import SMALL, Solvers
from ..solving.smtlib import anonymous, complete, script
from .arbitrary import ArbitraryWorld, at_turns
from .cohort import BEFORE, ENABLED, POSSIBLE, PREMISES, Obligation
from .invariants.common import LASTING
from .invariants.rooms import INVARIANTS
from .obligations import SAT, UNLIKELY, UNSAT, outcomes_of, question
from .undecided import UndecidedWorld

UNKNOWN, VACUOUS = "unknown", "vacuous"


@dataclass(frozen=True)
class Induction:
    """What induction showed about one scheme.

    ``invariants`` hold in every reachable state. ``broken`` names, per claim, the rules that
    may break it, with the solver's word: sat, unknown, or vacuous where what is known when the
    rule runs contradicts itself, so that nothing it seems to prove counts. A claim with none
    there, that holds at the opening, is proved. ``queries`` are the texts each proof rests on.
    """

    invariants: tuple[str, ...]
    broken: Mapping[str, Mapping[str, str]]
    holds_at_opening: Mapping[str, bool]
    queries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def proves(self, claim: str) -> bool:
        """Whether the claim is proved."""
        return self.holds_at_opening[claim] and not self.broken[claim]


NOTHING = Rule("nothing", lambda _world: None, {}, (), "")
"""An event that changes nothing: for what holds in any state."""


def induct(
    scheme: Scheme,
    claims: Sequence[Claim],
    solvers: Solvers,
    candidates: Sequence[Claim] | None = None,
    choices: Choices | None = None,
    shared: Shared | None = None,
) -> Induction:
    """Find the invariants and try every claim on every rule.

    With ``choices``, what is proved holds under every reading that answers so.
    """
    usable = [claim for claim in claims if claim.kind is not Kind.EVENTUAL]
    asked = [claim for claim in usable if claim.kind is Kind.STEP]
    steps = list(dict.fromkeys([*asked, *LASTING]))
    start = [
        each
        for each in (INVARIANTS.values() if candidates is None else candidates)
        if each.applies(scheme.mechanisms) and _holds_at_opening(scheme, each, solvers, choices)
    ]
    dropped: frozenset[str] = frozenset()
    shared = shared or Shared()
    while True:
        by_rule = _obligations(scheme, start, steps, (), dropped, choices, shared)
        owners = {each.name for each in start} | {at_turns(each) for each in (*steps, *start)}
        owners |= {o.owner for os in by_rule.values() for o in os if "not split yet" in o.owner}
        premises = [o for os in by_rule.values() for o in os if o.owner in owners - dropped]
        outcomes = outcomes_of(premises, solvers)
        failed = frozenset(
            premise.owner
            for premise, outcome in zip(premises, outcomes, strict=True)
            if outcome.status != UNSAT
        )
        if not failed:
            break
        dropped |= failed
    supposing = [claim for claim in usable if claim.kind in (Kind.TWO_TRACES, Kind.POSSIBLE)]
    others = [claim for claim in usable if claim not in supposing]
    by_rule = _obligations(scheme, start, steps, others, dropped, choices, shared)
    broken: dict[str, dict[str, str]] = {claim.name: {} for claim in usable}
    queries: dict[str, set[str]] = {claim.name: set() for claim in usable}
    kept = [each for each in start if each.name not in dropped]
    grounds = {outcome.text for outcome in outcomes}
    opening = {c.name: _opening_questions(scheme, c, choices) for c in (*usable, *kept)}
    grounds.update(text for each in kept for text in opening[each.name])
    settled = _settled(scheme, start, supposing, dropped, solvers, choices)
    supposed = {claim.name for claim in supposing}
    for name in supposed:
        queries[name] |= settled.get(name, set())
        broken[name].update({} if name in settled else dict.fromkeys(scheme.rules, UNKNOWN))
    for rule, obligations in by_rule.items():
        hollow = any(_contradictions(BEFORE, obligations, solvers))
        if not hollow and all(_contradictions(ENABLED, obligations, solvers)):
            continue  # where the invariants hold, this rule never runs
        if hollow or any(_contradictions(POSSIBLE, obligations, solvers)):
            for rules in broken.values():
                rules[rule] = VACUOUS
            continue
        own = [o for o in obligations if o.owner in broken or o.owner not in owners]
        own = [o for o in own if o.owner not in PREMISES]
        for obligation, outcome in zip(own, outcomes_of(own, solvers), strict=True):
            # an obligation that belongs to no claim carries the loop, and so all of them
            for name in [obligation.owner] if obligation.owner in broken else list(broken):
                queries[name].add(outcome.text)
                if outcome.status != UNSAT:
                    worse = SAT in (outcome.status, broken[name].get(rule))
                    broken[name][rule] = SAT if worse else UNKNOWN
    if choices is None:
        open_ = [c for c in usable if c.kind.of_one_state and UNKNOWN in broken[c.name].values()]
        late = [
            c for c in open_ if c.name not in supposed and VACUOUS not in broken[c.name].values()
        ]
        for name, texts in _settled(scheme, start, late, dropped, solvers).items():
            broken[name], queries[name] = {}, texts
    return Induction(
        invariants=tuple(each.name for each in kept),
        broken=broken,
        holds_at_opening={c.name: _holds_at_opening(scheme, c, solvers, choices) for c in usable},
        queries={
            name: tuple(sorted({*texts, *grounds, *opening[name]}))
            for name, texts in queries.items()
        },
    )


def _contradictions(
    owner: str, obligations: Sequence[Obligation], solvers: Solvers
) -> Iterator[bool]:
    """For each of these premises, whether its facts contradict each other."""
    texts = [question(each) for each in obligations if each.owner == owner]
    return (answer.status == UNSAT for answer in solvers.ask_all(texts, budget=SMALL))


def _obligations(
    scheme: Scheme,
    invariants: Sequence[Claim],
    steps: Sequence[Claim],
    claims: Sequence[Claim],
    dropped: frozenset[str],
    choices: Choices | None,
    shared: Shared,
) -> dict[str, list[Obligation]]:
    def run(rule: Rule, kind: type[ArbitraryWorld], under: Scheme) -> list[Obligation]:
        world = kind(under, rule, invariants, steps, claims, dropped)
        arguments: dict[str, Any] = {
            arg: f"the_{arg}" if sort == "Member" else world.ledger.fresh(arg)
            for arg, sort in rule.sorts.items()
        }
        before, numbers = tuple(world.ledger.facts), world.ledger.numbers
        world.run(rule, arguments)
        enabled = (*before, *(truth for _why, truth in world.requirements))
        return [
            Obligation(BEFORE, rule.name, before, numbers, False),
            Obligation(ENABLED, rule.name, enabled, numbers, False),
            *world.ledger.obligations,
        ]

    def undecided(rule: Rule, asked: Asked) -> list[Obligation]:
        return run(rule, UndecidedWorld, scheme.reading(asked))

    key = (*invariants, 0, *steps, 0, *claims, dropped)
    found: dict[str, list[Obligation]] = {}
    for name, rule in scheme.rules.items():
        if choices is None:
            told = shared.once((name, *key), scheme, partial(run, rule, ArbitraryWorld, scheme))
        else:
            parts = paths(choices, partial(undecided, rule))
            told = [obligation for _cubes, part in parts for obligation in part]
        found[name] = list(dict.fromkeys(told))
    return found


def _settled(
    scheme: Scheme,
    invariants: Sequence[Claim],
    claims: Sequence[Claim],
    dropped: frozenset[str],
    solvers: Solvers,
    choices: Choices | None = None,
) -> dict[str, set[str]]:
    """The claims that follow from the invariants alone, whatever happened, with their proofs."""

    def run(claim: Claim, asked: Asked | None) -> list[Obligation]:
        under = scheme if asked is None else scheme.reading(asked)
        world = ArbitraryWorld(under, NOTHING, invariants, (), (claim,), dropped)
        world.settle()
        return world.ledger.obligations

    own: dict[str, list[Obligation]] = {}
    for claim in claims:
        one = partial(run, claim)
        parts = [one(None)] if choices is None else [end for _cubes, end in paths(choices, one)]
        own[claim.name] = [obligation for part in parts for obligation in part]
    told = list(dict.fromkeys(each for obligations in own.values() for each in obligations))
    outcome = dict(zip(told, outcomes_of(told, solvers, UNLIKELY), strict=True))
    # what belongs to no claim was assumed on the way to this one, so it counts too
    return {
        name: {outcome[each].text for each in obligations}
        for name, obligations in own.items()
        if all(outcome[each].status == UNSAT for each in obligations)
    }


def _holds_at_opening(
    scheme: Scheme, claim: Claim, solvers: Solvers, choices: Choices | None = None
) -> bool:
    """Whether a claim holds in the state a scheme opens in, whoever is asked about."""
    texts = _opening_questions(scheme, claim, choices)
    return all(answer.status == UNSAT for answer in solvers.ask_all(texts))


def _opening_questions(scheme: Scheme, claim: Claim, choices: Choices | None) -> list[str]:
    """The queries whose unsatisfiability shows it; none where exact numbers show it."""
    if choices is not None:
        parts = paths(choices, lambda a: _opening_questions(scheme.reading(a), claim, None))
        return [text for _cubes, texts in parts for text in texts]
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
