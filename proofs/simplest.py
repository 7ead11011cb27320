"""From a word that breaks a claim to the simplest amounts that do: round sums, simple shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any

from neverfalls.spec import terms
from neverfalls.spec.terms import Term

from .jobs import Solvers
from .words import Goal, Run, Unknown

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

    run: Run
    chosen: Mapping[str, Any]

    def __getitem__(self, label: str) -> Fraction:
        if label in self.chosen:
            return Fraction(terms.evaluate(self.chosen[label], self))
        top, bottom = self.run.numbers.definitions[label]
        divisor = terms.evaluate(bottom, self)
        return Fraction(terms.evaluate(top, self)) / divisor if divisor else Fraction(0)

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
    for unknown in unknowns:
        value = _first(unknown, goal, run, solvers)
        if value is None:
            return None
        chosen[unknown.label] = value
        goal = goal.with_(terms.equal(terms.name(unknown.label), value))
    amounts = Amounts(run, chosen)
    return {label: amounts[label] for label in chosen}


def _first(unknown: Unknown, goal: Goal, run: Run, solvers: Solvers) -> Any:
    """The simplest value of one unknown with which the goal can be met."""
    named = terms.name(unknown.label)
    for group in (_candidates(unknown, run), _rounded(unknown, goal, run, solvers)):
        size = 1
        while values := list(islice(group, size)):
            texts = [run.question(goal.with_(terms.equal(named, value))) for value in values]
            for value, answer in zip(values, solvers.ask_all(texts), strict=True):
                if answer.status == "sat":
                    return value
            size = 4
    return None


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
    model = dict(solvers.ask(run.question(goal)).model)
    value = model.get(unknown.label)
    if value is not None:
        near = [value.limit_denominator(bottom) for bottom in DENOMINATORS]
        yield from dict.fromkeys([*near, value])
