"""Trying round amounts exactly, where the solver gave up on a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from typing import Any

from neverfalls.counterexamples.replay import NUMBERS, State, execute
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.scheme import Scheme

from .amounts import FEW_SHARES, TRIAL, Amounts
from .run import Goal, Run, event, events
from .traces import first_violation

TRIALS = 3000
"""Most combinations of amounts that are tried for one word."""

GROWTH = 100
"""How many times the order before each order is, where they grow."""


def try_amounts(run: Run, claim: Claim) -> Mapping[str, Fraction] | None:
    """Amounts with which the last event of a word breaks the claim, if a trial finds any."""
    opened = closed_at(run)
    scheme = run.scheme.closed(opened)
    start = [[scheme.opening_state(run.roster)]]
    for trial in islice(_trials(run, scheme, opened, start), TRIALS):
        if trial is not None:
            amounts, states = trial
            if first_violation(scheme, run.roster, claim, states) is not None:
                return amounts
    return None


def _trials(
    run: Run, scheme: Scheme, amounts: Mapping[str, Fraction], states: list[list[State]]
) -> Iterator[tuple[Mapping[str, Fraction], list[list[State]]] | None]:
    """Every choice of amounts with the states it leads to; None where an event is refused."""
    step = len(states)
    if step > len(run.word):
        yield amounts, states
        return
    own = [unknown for unknown in run.unknowns if unknown.step == step]
    for choice in product(*(TRIAL.of(unknown, run) for unknown in own)):
        chosen = _amounts(run, [u.label for u in own], choice, amounts)
        rule, arguments = event(run, step, chosen)
        world = World(scheme, NUMBERS, dict(states[-1][-1]), run.roster)
        try:
            observed = world.run(scheme.rules[rule], arguments)
        except NeverfallsError:
            yield None
            continue
        yield from _trials(run, scheme, chosen, [*states, observed])


def equal_shares(run: Run) -> Iterator[Mapping[str, Fraction]]:
    """Typical orders, and one share of what is at most possible wherever something is bounded."""
    values = [list(TRIAL.of(unknown, run)) for unknown in run.unknowns]
    for place in range(len(TRIAL.shares)):
        choice = [
            each[place if unknown.most is not None else 0]
            for each, unknown in zip(values, run.unknowns, strict=True)
        ]
        yield _amounts(run, [unknown.label for unknown in run.unknowns], choice, closed_at(run))


def growing(run: Run) -> Iterator[Mapping[str, Fraction]]:
    """Orders that are each a hundred times the one before, and all of what is bounded."""
    first = typical_order(run)
    order, choice = first, list[Any]()
    for unknown in run.unknowns:
        if unknown.sort == "Yuan" and unknown.most is None:
            choice.append(order)
            order *= GROWTH
        else:
            choice.append(next(TRIAL.of(unknown, run)))
    if order > GROWTH * first:
        yield _amounts(run, [unknown.label for unknown in run.unknowns], choice, closed_at(run))


def typical_order(run: Run) -> Fraction:
    """A typical order, also where a theorem is about any."""
    return Fraction(run.scheme.closed(closed_at(run)).parameters.order)


def equal_parts(run: Run, parts: int) -> Iterator[Mapping[str, Fraction]]:
    """Typical orders and a few shares of what is possible, then so many events in equal parts."""
    options: list[list[Any]] = []
    for unknown in run.unknowns:
        left = len(run.word) + 1 - unknown.step
        if unknown.most is None:
            options.append([next(TRIAL.of(unknown, run))])
        else:
            shares = FEW_SHARES if left > parts else [Fraction(1, left)]
            options.append([terms.linear(((unknown.most, share),)) for share in shares])
    for choice in product(*options):
        yield _amounts(run, [unknown.label for unknown in run.unknowns], choice, closed_at(run))


def closed_at(run: Run) -> Mapping[str, Fraction]:
    """A number for each parameter that a reading leaves open."""
    return dict.fromkeys(run.scheme.open_parameters, Fraction(1, 2))


def _amounts(
    run: Run, labels: Sequence[str], choice: Sequence[Any], known: Mapping[str, Fraction]
) -> Mapping[str, Fraction]:
    lazy = Amounts(run.numbers.definitions, {**known, **dict(zip(labels, choice, strict=True))})
    return {**known, **{label: lazy[label] for label in labels}}


def breaks(run: Run, claim: Claim, amounts: Mapping[str, Fraction]) -> bool:
    """Whether the last event breaks the claim, on exact fractions."""
    scheme = run.scheme.closed(amounts)
    try:
        states = execute(scheme, run.roster, events(run, amounts))
    except NeverfallsError:
        return False
    return first_violation(scheme, run.roster, claim, states) is not None


def meets(run: Run, goal: Goal, amounts: Mapping[str, Fraction]) -> bool:
    """Whether the word can happen and meets the goal, with these amounts."""
    exact = Amounts(goal.numbers.definitions, amounts)
    return all(exact.value(truth) for truth in (*run.facts(), *goal.truths))
