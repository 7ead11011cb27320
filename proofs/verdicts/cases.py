"""Whether what a claim speaks of can ever happen.

A claim that is proved says something only if some history gives it a case to hold in. That there is
none is a claim of its own, which is proved like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import chain, islice, product
from typing import Any

from neverfalls.counterexamples.replay import NUMBERS, State
from neverfalls.spec.claims.claim import PASSING, Check, Claim, Kind
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import ZERO
from neverfalls.spec.schemes.scheme import Scheme

from ..search.amounts import TRIAL
from ..search.bounds import MEMBERS, STEPS
from ..search.explorer import ASKED, BATCH, Explorer
from ..search.repeated import ROUNDS, longer
from ..search.run import Goal, Run, events
from ..search.simplest import simplest
from ..search.trials import equal_shares, growing, meets
from .case import Case, Events, case_at

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


def case_of(explorer: Explorer, claim: Claim, known: Iterable[Case] = ()) -> Case | None:
    """A short history that gives the claim a case to hold in: one that is known, or a new one."""
    scheme = explorer.scheme
    for each in known:
        if each.members and each.shows(scheme, claim):
            return each
    runs = (
        run
        for members in range(1, MEMBERS + 1)
        for length in range(SHORT + 1)
        for run in explorer.runs(length, members)
    )
    return _first_case(explorer, claim, runs)


def late_case_of(explorer: Explorer, claim: Claim) -> Case | None:
    """The same of a history that is not short: as long as those searched, or drawn out."""
    rules = explorer.scheme.rules
    runs = (
        run
        for members in range(1, MEMBERS + 1)
        for length in range(SHORT + 1, STEPS + 1)
        for run in explorer.words(length, members, rules)
    )
    found = _first_case(explorer, claim, islice(runs, ASKED))
    if found is not None:
        return found
    begun = [run for length in range(1, SHORT) for run in explorer.runs(length, 1)]
    drawn = longer(begun, rules, STEPS)
    tried = (_round_amounts(run, run.has_a_case(claim)) for run in drawn)
    found = next((each for each in tried if each), None) or case_of_a_crowd(explorer.scheme, claim)
    found = found or case_of_a_wait(explorer.scheme, claim)
    return found or case_of_followers(explorer.scheme, claim)


def _first_case(explorer: Explorer, claim: Claim, runs: Iterator[Run]) -> Case | None:
    while batch := list(islice(runs, BATCH)):
        goals = [(run, run.has_a_case(claim)) for run in batch]
        possible = [(run, goal) for run, goal in goals if not goal.impossible]
        for run, goal in possible:
            if goal.truths == (True,) and not run.facts():
                return _round_amounts(run, goal) or Case()
        answers = explorer.solvers.ask_all([run.question(goal) for run, goal in possible])
        for (run, goal), answer in zip(possible, answers, strict=True):
            if answer.status == "unsat":
                continue
            found = _round_amounts(run, goal)
            if found is None and answer.status == "sat":
                amounts = simplest(run, goal, explorer.solvers)
                found = Case() if amounts is None else _case(run, amounts)
                explorer.stored |= answer.stored
            if found is not None:
                return found
    return None


def _round_amounts(run: Run, goal: Goal) -> Case | None:
    """The case with the first round amounts that give one."""
    tried = chain(equal_shares(run), growing(run))
    amounts = next((each for each in tried if meets(run, goal, each)), None)
    return None if amounts is None else _case(run, amounts)


def _case(run: Run, amounts: Mapping[str, Fraction]) -> Case:
    numbers = {name: amounts[name] for name in run.scheme.open_parameters}
    return Case(run.roster, numbers, tuple(events(run, amounts)))


def case_of_a_crowd(scheme: Scheme, claim: Claim) -> Case | None:
    """A case of purchases of one size by many members, and two events more.

    Only round amounts are tried, on exact fractions, and the two events name the first members.
    """
    numbers = dict.fromkeys(scheme.open_parameters, Fraction(1, 2))
    scheme = scheme.closed(numbers)
    roster = scheme.roster(MANY)
    for size in (1, LARGE):
        happened: Events = ()
        seen = [scheme.opening_state(roster)]
        for name in roster:
            bought = {"buyer": name, "paid": scheme.parameters.order * size}
            after = _after(scheme, roster, seen[-1], "purchase", bought)
            if after:
                seen, happened = after, (*happened, ("purchase", bought))
        for first, between in _next(scheme, roster, seen[-1]):
            if case_at(scheme, roster, claim, seen[-1], between):
                return Case(roster, numbers, (*happened, first))
            for second, then in _next(scheme, roster, between[-1]):
                if case_at(scheme, roster, claim, between[-1], then):
                    return Case(roster, numbers, (*happened, first, second))
    return None


def case_of_a_wait(scheme: Scheme, claim: Claim) -> Case | None:
    """A case of one typical purchase and many days or months that pass after it."""
    numbers = dict.fromkeys(scheme.open_parameters, Fraction(1, 2))
    scheme = scheme.closed(numbers)
    roster = scheme.roster(1)
    bought = ("purchase", {"buyer": roster[0], "paid": scheme.parameters.order})
    for rule in (each for each in PASSING if each in scheme.rules):
        seen = _after(scheme, roster, scheme.opening_state(roster), *bought)
        happened: Events = (bought,)
        while seen and len(happened) < ROUNDS:
            then = _after(scheme, roster, seen[-1], rule, {})
            happened = (*happened, (rule, {}))
            if then and case_at(scheme, roster, claim, seen[-1], then):
                return Case(roster, numbers, happened)
            if then and then[-1] == seen[-1]:
                break
            seen = then
    return None


def case_of_followers(scheme: Scheme, claim: Claim) -> Case | None:
    """A case of a first member and an event that many others have with that one."""
    numbers = dict.fromkeys(scheme.open_parameters, Fraction(1, 2))
    scheme = scheme.closed(numbers)
    first, *others = roster = scheme.roster(MANY)
    rules = [rule for rule in scheme.rules.values() if {*rule.sorts.values()} == {"Member"}]
    for begin, follow in product(rules, rules):
        if (len(begin.sorts), len(follow.sorts)) != (1, 2):
            continue
        begun = (begin.name, dict.fromkeys(begin.sorts, first))
        seen = _after(scheme, roster, scheme.opening_state(roster), *begun)
        happened: Events = (begun,)
        for other in others if seen else ():
            followed = (follow.name, dict(zip(follow.sorts, (other, first), strict=True)))
            then = _after(scheme, roster, seen[-1], *followed)
            if not then:
                break
            happened = (*happened, followed)
            if case_at(scheme, roster, claim, seen[-1], then):
                return Case(roster, numbers, happened)
            seen = then
    return None


def _next(
    scheme: Scheme, roster: Sequence[str], state: State
) -> Iterator[tuple[tuple[str, Mapping[str, Any]], list[State]]]:
    """Each event that names the first members, with round amounts, and what it leads to."""
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
                yield (rule.name, arguments), seen


def _after(
    scheme: Scheme, roster: Sequence[str], state: State, rule: str, arguments: Mapping[str, Any]
) -> list[State]:
    """The states that are observed when an event happens; none where it cannot."""
    try:
        return World(scheme, NUMBERS, dict(state), roster).run(scheme.rules[rule], arguments)
    except NeverfallsError:
        return []
