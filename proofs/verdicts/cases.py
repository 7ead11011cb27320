"""Whether what a claim speaks of can ever happen.

A claim that is proved says something only if some history gives it a case to hold in. That there is
none is a claim of its own, which is proved like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import chain, islice, pairwise, product
from typing import Any

from neverfalls.counterexamples.replay import NUMBERS, State
from neverfalls.spec.claims.claim import Check, Claim, Kind
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import ZERO
from neverfalls.spec.schemes.scheme import Scheme

from ..search.amounts import TRIAL
from ..search.explorer import ASKED, BATCH, MEMBERS, STEPS, Explorer
from ..search.repeated import longer
from ..search.run import Goal, Run
from ..search.trials import equal_shares, growing, meets

SHORT = 3
"""Events in which nearly everything that can happen does."""

MANY, LARGE = 12, 10_000
"""Members who buy where nothing else gives a claim a case, and their larger purchase in orders."""


@cache
def never(claim: Claim) -> Claim:
    """The claim that this one never has a case to hold in."""

    def body(*seen: Any) -> Iterator[Check]:
        now: View = seen[-2] if claim.per_member else seen[-1]
        for check in claim.body(*seen):
            when = now.numbers.both(check.when, claim.about(now))
            yield Check(check.what, 0, 1, when=when)

    name, statement = f"{claim.name}_has_no_case", f"This has no case: {claim.statement}"
    return replace(in_every_state(claim), name=name, statement=statement, body=body)


@cache
def in_every_state(claim: Claim) -> Claim:
    """The claim itself; if it is about what happens in the end, that it always has happened."""
    return replace(claim, kind=Kind.STATE) if claim.kind is Kind.EVENTUAL else claim


def idle(explorer: Explorer) -> bool:
    """Whether no event at all can ever happen, so that no claim says anything."""
    rules = explorer.scheme.rules.values()
    places = max(list(rule.sorts.values()).count("Member") for rule in rules)
    return not any(explorer.runs(1, members) for members in explorer.rosters(places))


def speaks(explorer: Explorer, claim: Claim) -> bool:
    """Whether some short history gives the claim a case to hold in."""
    return _any_has_a_case(
        explorer,
        claim,
        (
            run
            for members in range(1, MEMBERS + 1)
            for length in range(SHORT + 1)
            for run in explorer.runs(length, members)
        ),
    )


def speaks_late(explorer: Explorer, claim: Claim) -> bool:
    """Whether a history that is not short does: as long as those searched, or drawn out."""
    rules = explorer.scheme.rules
    runs = (
        run
        for members in range(1, MEMBERS + 1)
        for length in range(SHORT + 1, STEPS + 1)
        for run in explorer.words(length, members, rules)
    )
    if _any_has_a_case(explorer, claim, islice(runs, ASKED)):
        return True
    begun = [run for length in range(1, SHORT) for run in explorer.runs(length, 1)]
    return any(
        _round_amounts_meet(run, run.has_a_case(claim)) for run in longer(begun, rules, STEPS)
    ) or a_crowd_speaks(explorer.scheme, claim)


def _any_has_a_case(explorer: Explorer, claim: Claim, runs: Iterator[Run]) -> bool:
    while batch := list(islice(runs, BATCH)):
        goals = [(run, run.has_a_case(claim)) for run in batch]
        possible = [(run, goal) for run, goal in goals if not goal.impossible]
        if any(goal.truths == (True,) and not run.facts() for run, goal in possible):
            return True
        answers = explorer.solvers.ask_all([run.question(goal) for run, goal in possible])
        for (run, goal), answer in zip(possible, answers, strict=True):
            if answer.status == "sat":
                return True
            if answer.status == "unknown" and _round_amounts_meet(run, goal):
                return True
    return False


def _round_amounts_meet(run: Run, goal: Goal) -> bool:
    return any(meets(run, goal, amounts) for amounts in chain(equal_shares(run), growing(run)))


def a_crowd_speaks(scheme: Scheme, claim: Claim) -> bool:
    """Whether purchases of one size by many members, and two events more, give a claim a case.

    Only round amounts are tried, on exact fractions, and the two events name the first members.
    """
    scheme = scheme.closed(dict.fromkeys(scheme.open_parameters, Fraction(1, 2)))
    roster = scheme.roster(MANY)
    for size in (1, LARGE):
        seen = [scheme.opening_state(roster)]
        for name in roster:
            bought = {"buyer": name, "paid": scheme.parameters.order * size}
            seen = _after(scheme, roster, seen[-1], "purchase", bought) or seen
        first = list(_next(scheme, roster, seen[-1]))
        second = ((each[-1], then) for each in first for then in _next(scheme, roster, each[-1]))
        if any(_case_at(scheme, roster, claim, *each) for each in second):
            return True
    return False


def _next(scheme: Scheme, roster: Sequence[str], state: State) -> Iterator[list[State]]:
    """What each event leads to that names the first members, with round amounts."""
    order = scheme.parameters.order
    for rule in scheme.rules.values():
        options: list[Sequence[Any]] = []
        for sort in rule.sorts.values():
            held = [state.get(f"{name}.{sort.lower()}", ZERO) for name in roster[:2]]
            amounts = {"Member": roster[:2], "Count": TRIAL.counts, "Yuan": (order, order * LARGE)}
            options.append(amounts.get(sort, held))
        for values in product(*options):
            arguments = dict(zip(rule.sorts, values, strict=True))
            seen = _after(scheme, roster, state, rule.name, arguments)
            if seen:
                yield seen


def _after(
    scheme: Scheme, roster: Sequence[str], state: State, rule: str, arguments: Mapping[str, Any]
) -> list[State]:
    """The states that are observed when an event happens; none where it cannot."""
    try:
        return World(scheme, NUMBERS, dict(state), roster).run(scheme.rules[rule], arguments)
    except NeverfallsError:
        return []


def _case_at(
    scheme: Scheme, roster: Sequence[str], claim: Claim, before: State, seen: Sequence[State]
) -> bool:
    views = [View(scheme, NUMBERS, state, roster) for state in (before, *seen)]
    return any(
        check.when and claim.about(now)
        for earlier, now in pairwise(views)
        for name in (roster if claim.per_member else (None,))
        for check in claim.checks(earlier, now, name)
    )
