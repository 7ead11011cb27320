"""Trying amounts at the edges of rounding exactly: where a whole part is about to change.

What rounding gives or takes is greatest just below the amount at which one more step is reached,
and just there. So these few amounts are tried for every unknown of a word, given those before it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from neverfalls.counterexamples.replay import NUMBERS, State
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import terms
from neverfalls.spec.numbers.terms import Term

from .amounts import TRIAL, Amounts
from .run import Run, Unknown, event
from .traces import first_violation
from .trials import closed_at

TRIED = 800
"""Most combinations of amounts that are tried for one word."""

STEPS = 2
"""Whole parts of an amount that are told apart from the least, and the greatest."""


def try_edges(run: Run, claim: Claim) -> Mapping[str, Fraction] | None:
    """Amounts at the edges of rounding with which the last event breaks the claim, if any do."""
    return Edges(run, claim).found()


class Edges:
    """The amounts of one word that are at the edges of what is rounded in it."""

    def __init__(self, run: Run, claim: Claim) -> None:
        self.run = run
        self.claim = claim
        goal = run.breaks(claim)
        self.definitions = goal.numbers.definitions
        self.scheme = run.scheme.closed(closed_at(run))
        roots = [*run.facts(), *goal.truths, *run.states[-1][-1].values()]
        self.floors = {
            each: self._depends_on(each) for each in _whole_parts(roots, self.definitions)
        }
        self.left = TRIED

    def found(self) -> Mapping[str, Fraction] | None:
        """The first combination that breaks the claim."""
        start = [[self.scheme.opening_state(self.run.roster)]]
        return next(self._broken(0, closed_at(self.run), start), None)

    def _broken(
        self, number: int, chosen: Mapping[str, Fraction], states: list[list[State]]
    ) -> Iterator[Mapping[str, Fraction]]:
        """Combinations that go on from these amounts, for the unknown of this number and later."""
        unknowns, length = self.run.unknowns, len(self.run.word)
        while len(states) <= length and (
            number == len(unknowns) or unknowns[number].step > len(states)
        ):
            rule, arguments = event(self.run, len(states), chosen)
            world = World(self.scheme, NUMBERS, dict(states[-1][-1]), self.run.roster)
            try:
                states = [*states, world.run(self.scheme.rules[rule], arguments)]
            except NeverfallsError:
                self.left -= 1
                return
        if len(states) > length:
            self.left -= 1
            if first_violation(self.scheme, self.run.roster, self.claim, states) is not None:
                yield chosen
            return
        for value in self._values(unknowns[number], chosen):
            if self.left <= 0:
                return
            more = {**chosen, unknowns[number].label: value}
            yield from self._broken(number + 1, more, states)

    def _values(self, unknown: Unknown, chosen: Mapping[str, Fraction]) -> list[Fraction]:
        """What is tried for one unknown, given the amounts before it; in steps if it has to be."""
        step = self._step(unknown)
        most = None if unknown.most is None else self._value(unknown.most, chosen)
        if unknown.sort not in ("Yuan", "Points"):
            return [
                Fraction(each)
                for each in list(TRIAL.of(unknown, self.run))[:3]
                if not isinstance(each, Term)
            ]
        order = Fraction(self.scheme.parameters.order)
        plain = [order, 1000 * order] if most is None else [most, most / 2]
        found = [
            edge for line in self._lines(unknown, chosen) for edge in _edges(*line, step, most)
        ]
        found += [_down(each, step) for each in plain]
        if most is not None:
            found.append(_down(most, step) - (step or most / 1000))
        return [x for x in dict.fromkeys(found) if x > 0 and (most is None or x <= most)]

    def _lines(
        self, unknown: Unknown, chosen: Mapping[str, Fraction]
    ) -> Iterator[tuple[Fraction, Fraction]]:
        """What is rounded where one amount is unknown, as ``(a, b)`` where it is a + b·amount."""
        known = {*chosen, unknown.label}
        for each, names in self.floors.items():
            if unknown.label in names and names <= known:
                one, two, three = (
                    self._value(each.args[0], {**chosen, unknown.label: Fraction(place)})
                    for place in (1, 2, 3)
                )
                slope = two - one
                if slope and three - two == slope:
                    yield one - slope, slope

    def _step(self, unknown: Unknown) -> Fraction | None:
        """The step in which an amount is counted, where a requirement says that it is."""
        amount = terms.name(unknown.label)
        for truth in self.run.requirements:
            if isinstance(truth, Term) and truth.kind == "nonnegative":
                difference = truth.args[0]
                if isinstance(difference, Term) and difference.kind == "sum":
                    parts = dict(difference.args[1])
                    steps = -parts.pop(amount, Fraction(0))
                    if steps > 0 and list(parts) == [terms.floor(steps * amount)]:
                        return 1 / Fraction(steps)
        return None

    def _depends_on(self, amount: Term) -> frozenset[str]:
        """The unknowns that an amount depends on, by way of quotients too."""
        found: set[str] = set()
        pending = list(terms.names_in(amount))
        seen: set[str] = set()
        while pending:
            label = pending.pop()
            if label in self.definitions and label not in seen:
                pending += terms.names_in(*self.definitions[label])
            elif label not in self.definitions:
                found.add(label)
            seen.add(label)
        return frozenset(found)

    def _value(self, amount: Any, chosen: Mapping[str, Fraction]) -> Fraction:
        return Fraction(Amounts(self.definitions, chosen).value(amount))


def _whole_parts(roots: Sequence[Any], definitions: Mapping[str, tuple[Any, Any]]) -> list[Term]:
    """All whole parts that occur in these terms, and in the quotients that they speak of."""
    found: dict[Term, None] = {}
    seen: set[Term] = set()
    pending = [root for root in roots if isinstance(root, Term)]
    while pending:
        term = pending.pop()
        if term in seen:
            continue
        seen.add(term)
        if term.kind == "floor":
            found[term] = None
        below = term.parts
        if term.kind == "name":
            below = tuple(p for p in definitions.get(term.args[0], ()) if isinstance(p, Term))
        pending += below[::-1]
    return list(found)


def _edges(
    start: Fraction, slope: Fraction, step: Fraction | None, most: Fraction | None
) -> Iterator[Fraction]:
    """The amounts just below and at those where the whole part of start + slope·amount changes."""
    numbers = list(range(math.floor(start) + 1, math.floor(start) + 1 + STEPS))
    if slope < 0:
        numbers = [math.ceil(start) - 1 - place for place in range(STEPS)]
    if most is not None:
        numbers.append(math.floor(start + slope * most))
    for number in numbers:
        edge = (number - start) / slope
        if step is None:
            yield from (edge * Fraction(999, 1000), edge)
        else:
            yield from ((math.ceil(edge / step) - 1) * step, math.ceil(edge / step) * step)


def _down(amount: Fraction, step: Fraction | None) -> Fraction:
    return amount if step is None else math.floor(amount / step) * step
