"""From a word that breaks a claim to the simplest amounts that do: round sums, simple shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from neverfalls.spec.numbers import ZERO, terms
from neverfalls.spec.numbers.exact import exactly
from neverfalls.spec.numbers.terms import Term

from ..solving.pool import Solvers
from ..solving.smtlib import Definitions
from .run import Goal, Run, Unknown

SHARES = tuple(
    Fraction(text)
    for text in [
        "1",
        "1/2",
        "1/3",
        "2/3",
        "1/4",
        "3/4",
        "1/5",
        "2/5",
        "3/5",
        "4/5",
        "1/10",
        "9/10",
        "1/100",
        "99/100",
        "999/1000",
    ]
)
"""Parts of what is at most possible, simplest first."""

MULTIPLES = tuple(
    Fraction(text)
    for text in [
        "1",
        "2",
        "3",
        "4",
        "5",
        "10",
        "20",
        "50",
        "100",
        "1000",
        "10000",
        "100000",
        "1000000",
        "1/2",
        "1/10",
        "1/100",
        "1/1000",
    ]
)
"""Multiples of a typical order, simplest first."""

RATES = tuple(
    Fraction(text)
    for text in [
        "1/2",
        "1/4",
        "3/4",
        "1/10",
        "1/5",
        "3/100",
        "3/20",
        "1/100",
        "0",
        "1",
        "6/5",
        "2",
        "3",
    ]
)
"""Rates that somebody may pick, simplest first."""

COUNTS = tuple(Fraction(number) for number in (1, 2, 5, 10, 20, 50, 100, 1000, 10000))
"""Numbers of people, simplest first."""

DENOMINATORS = (1, 2, 10, 100, 1000, 10**6)


@dataclass(frozen=True)
class Amounts(Mapping[str, Fraction]):
    """Exact values for the unknowns of a run; quotients follow from their definitions."""

    definitions: Definitions
    chosen: Mapping[str, Any]
    found: dict[Term, Any] = field(default_factory=dict)

    def __getitem__(self, label: str) -> Fraction:
        if label in self.chosen:
            return exactly(self.value(self.chosen[label]))
        top, bottom = self.definitions[label]
        divisor = self.value(bottom)
        return exactly(self.value(top)) / divisor if divisor else ZERO

    def value(self, term: Any) -> Any:
        """The value of an amount or a truth."""
        return terms.evaluate(term, self, self.found)

    def __iter__(self) -> Iterator[str]:
        return iter(self.chosen)

    def __len__(self) -> int:
        return len(self.chosen)


def simplest(run: Run, goal: Goal, solvers: Solvers) -> dict[str, Fraction] | None:
    """The simplest values, chosen one unknown after the other, under which the goal is met.

    None where the solver does not find rational ones.
    """
    parameters = [Unknown(0, p, "Rate", p, None) for p in run.scheme.open_parameters]
    unknowns = [*parameters, *run.unknowns]
    chosen: dict[str, Any] = {}
    for number, unknown in enumerate(unknowns):
        value = _first(unknown, unknowns[number + 1 :], chosen, goal, run, solvers)
        if value is None:
            return None
        chosen[unknown.label] = value
        goal = goal.with_(terms.equal(terms.name(unknown.label), value))
    amounts = Amounts(run.numbers.definitions, chosen)
    return {label: amounts[label] for label in chosen}


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
    rest = {each.label: next(_candidates(each, run)) for each in later}
    truths = (*run.facts(), *goal.truths)
    for group in (_candidates(unknown, run), _rounded(unknown, goal, run, solvers)):
        doubtful = []
        for value in group:
            amounts = Amounts(goal.numbers.definitions, {**chosen, unknown.label: value, **rest})
            if all(amounts.value(truth) for truth in truths):
                break
            doubtful.append(value)
        else:
            value = None
        options = [terms.equal(terms.name(unknown.label), each) for each in doubtful]
        if doubtful and _said(goal.with_(terms.any_of(*options)), run, solvers) != "unsat":
            for each, option in zip(doubtful, options, strict=True):
                if _said(goal.with_(option), run, solvers) == "sat":
                    return each
        if value is not None:
            return value
    return None


def _said(goal: Goal, run: Run, solvers: Solvers) -> str:
    return solvers.ask(run.question(goal)).status


def _candidates(unknown: Unknown, run: Run) -> Iterator[Any]:
    if unknown.sort == "Rate":
        yield from RATES
    elif isinstance(unknown.most, Term):
        yield from (unknown.most * share for share in SHARES)
    elif unknown.most is not None:
        yield from (Fraction(unknown.most) * share for share in SHARES)
    elif unknown.sort == "Count":
        yield from COUNTS
    else:
        yield from (run.scheme.parameters.order * factor for factor in MULTIPLES)


def _rounded(unknown: Unknown, goal: Goal, run: Run, solvers: Solvers) -> Iterator[Fraction]:
    """Values near the solver's own, the roundest first; asked for only if nothing simpler fits."""
    model = solvers.ask(run.question(goal)).model
    value = model.get(unknown.label)
    if value is not None:
        near = [value.limit_denominator(bottom) for bottom in DENOMINATORS]
        yield from dict.fromkeys([*near, value])
