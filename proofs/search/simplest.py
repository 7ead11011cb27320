"""From a word that breaks a claim to the simplest amounts that do: round sums, simple shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from neverfalls.spec.numbers import terms

from ..solving.pool import Solvers
from .amounts import SIMPLEST, Amounts
from .run import Goal, Run, Unknown
from .trials import meets

DENOMINATORS = (1, 2, 10, 100, 1000, 10**6)
"""Of values near a solver's own, the roundest first."""


def simplest(run: Run, goal: Goal, solvers: Solvers) -> dict[str, Fraction] | None:
    """The simplest values, chosen one unknown after the other, under which the goal is met.

    Where the solver gives up on the way, its own values; None where these are not rational.
    """
    whole = goal
    parameters = [Unknown(0, p, "Rate", p, None) for p in run.scheme.open_parameters]
    unknowns = [*parameters, *run.unknowns]
    chosen: dict[str, Any] = {}
    for number, unknown in enumerate(unknowns):
        value = _first(unknown, unknowns[number + 1 :], chosen, goal, run, solvers)
        if value is None:
            return _own(run, goal, unknowns, solvers) or _own(run, whole, unknowns, solvers)
        chosen[unknown.label] = value
        goal = goal.with_(terms.equal(terms.name(unknown.label), value))
    amounts = Amounts(run.numbers.definitions, chosen)
    return {label: amounts[label] for label in chosen}


def _own(
    run: Run, goal: Goal, unknowns: Sequence[Unknown], solvers: Solvers
) -> dict[str, Fraction] | None:
    """The solver's own values, if they are exact and meet the goal."""
    model = solvers.ask(run.question(goal)).model
    found = {each.label: value for each in unknowns if (value := model.get(each.label)) is not None}
    return found if len(found) == len(unknowns) and meets(run, goal, found) else None


def _first(
    unknown: Unknown,
    later: Sequence[Unknown],
    chosen: Mapping[str, Any],
    goal: Goal,
    run: Run,
    solvers: Solvers,
) -> Any:
    """The simplest value of one unknown with which the goal can be met.

    A candidate will do if the simplest of all that is left goes with it, which is tried exactly;
    of those before it the solver says whether anything else does.
    """
    rest = {each.label: next(SIMPLEST.of(each, run)) for each in later}
    truths = (*run.facts(), *goal.truths)
    for group in (SIMPLEST.of(unknown, run), _rounded(unknown, goal, run, solvers)):
        doubtful = []
        for value in group:
            amounts = Amounts(goal.numbers.definitions, {**chosen, unknown.label: value, **rest})
            if all(amounts.value(truth) for truth in truths):
                break
            doubtful.append(value)
        else:
            value = None
        options = [terms.equal(terms.name(unknown.label), each) for each in doubtful]
        if doubtful and _status(goal.with_(terms.any_of(*options)), run, solvers) != "unsat":
            for each, option in zip(doubtful, options, strict=True):
                if _status(goal.with_(option), run, solvers) == "sat":
                    return each
        if value is not None:
            return value
    return None


def _status(goal: Goal, run: Run, solvers: Solvers) -> str:
    return solvers.ask(run.question(goal)).status


def _rounded(unknown: Unknown, goal: Goal, run: Run, solvers: Solvers) -> Iterator[Fraction]:
    """Values near the solver's own, the roundest first; asked for only if nothing simpler fits."""
    model = solvers.ask(run.question(goal)).model
    value = model.get(unknown.label)
    if value is not None:
        near = [value.limit_denominator(bottom) for bottom in DENOMINATORS]
        yield from dict.fromkeys([*near, value])
