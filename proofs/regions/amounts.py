"""Amounts that are functions of the open numbers, so that one history breaks a claim for many.

Where a solver has found numbers and amounts at which a history breaks a claim, round amounts and
shares of what a member holds are tried first: *all her points* is a function of the numbers. Else
the amounts are projected, from the last to the first. All that the history compares is compared at
the point that was found, and bounds the amount. Where a bound is linear in it, the place of the
bound is a function of what comes before, and so is the number half way between the nearest below
and the nearest above: at the point, it meets all that the amount which was found meets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from typing import Any

from neverfalls.spec.numbers import Truth, terms

from ..forking.forks import Route
from ..search.amounts import TRIAL
from ..search.run import Goal, Run, Unknown
from ..search.trials import meets
from .functions import Function, Functions, Polynomial, factors_of, is_number, number_of
from .pieces import Ground, Walk

Assigned = Mapping[str, Function]
"""Each amount of a history as a function of the open numbers."""

TRIED, FITTING = 400, 6
"""Combinations of round amounts that are tried at a point, and how many that fit are enough."""


def assignments(
    ground: Ground,
    run: Run,
    goal: Goal,
    found: Mapping[str, Fraction],
    functions: Functions,
) -> Iterator[Assigned]:
    """Amounts as functions of the open numbers, with which a history breaks at what was found.

    ``found`` has a value for each open number and each amount.
    """
    own = {name: found[name] for name in functions.names}
    fitting = islice(_round(run, goal, own), FITTING)
    yield from (_functions(run, ground, goal, chosen, functions) for chosen in fitting)
    constant = {each.label: functions.number(found[each.label]) for each in run.unknowns}
    projected = _projected(ground, run, goal, found, functions)
    yield from (each for each in (projected, constant) if each is not None)


def _round(run: Run, goal: Goal, point: Mapping[str, Fraction]) -> Iterator[Mapping[str, Any]]:
    """Round amounts, and shares of what is possible, with which the history breaks at a point."""
    options = [list(TRIAL.of(each, run))[:5] for each in run.unknowns]
    labels = [each.label for each in run.unknowns]
    for choice in islice(product(*options), TRIED):
        chosen = dict(zip(labels, choice, strict=True))
        if meets(run, goal, {**point, **chosen}):
            yield chosen


def _functions(
    run: Run, ground: Ground, goal: Goal, chosen: Mapping[str, Any], functions: Functions
) -> Assigned:
    """Amounts that are written as terms of those before them, as functions."""
    done: dict[str, Function] = {}
    for each in run.unknowns:
        walk = Walk(ground, (), goal.numbers.definitions, done, functions, Route())
        done[each.label] = walk.amount(chosen[each.label])
    return done


class Pointed(Walk):
    """A way that is chosen by what holds at one point; it notes what is compared on the way."""

    point: Mapping[str, Fraction]
    compared: list[tuple[str, Function]]

    def sign(self, kind: str, function: Function) -> bool:
        """Whether a function is ``positive``, ``nonnegative`` or ``zero`` at the point."""
        if not is_number(function):
            self.compared.append((kind, function))
            function = self.functions.number(self.functions.at(function, self.point))
        return bool(terms.sign(kind, number_of(function)))


def _compared(
    ground: Ground,
    truths: Sequence[Truth],
    goal: Goal,
    amounts: Assigned,
    functions: Functions,
    point: Mapping[str, Fraction],
) -> list[tuple[str, Function]]:
    """All functions whose signs decide, at a point, that the truths hold there."""
    walk = Pointed(ground, (), goal.numbers.definitions, amounts, functions, Route(), point)
    walk.point, walk.compared = point, []
    walk.all(truths)
    return walk.compared


def _projected(
    ground: Ground, run: Run, goal: Goal, found: Mapping[str, Fraction], functions: Functions
) -> Assigned | None:
    """The amounts projected from the last to the first; where bounds are not linear, constant."""
    truths = (*run.facts(), *goal.truths)
    labels = [each.label for each in run.unknowns]
    wide = Functions.of((*functions.names, *labels))
    known: dict[str, Function] = {}
    for unknown in reversed(run.unknowns):
        compared = _compared(ground, truths, goal, known, wide, found)
        value = _between(unknown, compared, wide, found)
        known = {
            name: wide.substituted(each, {unknown.label: value}) for name, each in known.items()
        }
        known[unknown.label] = value
    narrow: dict[str, Function] = {}
    for label, function in known.items():
        narrow[label] = _narrowed(function, wide, functions)
    return narrow


def _narrowed(function: Function, wide: Functions, functions: Functions) -> Function:
    """A function in which no amount is left, as one of the open numbers alone."""

    def put(polynomial: Polynomial) -> Function:
        whole = functions.number(0)
        for powers, coefficient in polynomial.terms():
            part = functions.field(coefficient)
            for name, power in zip(wide.names, powers, strict=True):
                if power:
                    part = part * functions.unknown(name) ** power
            whole = whole + part
        return whole

    return put(function.numer) / put(function.denom)


def _between(
    unknown: Unknown,
    compared: Sequence[tuple[str, Function]],
    wide: Functions,
    found: Mapping[str, Fraction],
) -> Function:
    """A function between the nearest bounds of an amount at a point; the number itself if none."""
    place, own = wide.names.index(unknown.label), found[unknown.label]
    below: list[tuple[Fraction, Function]] = []
    above: list[tuple[Fraction, Function]] = []
    if unknown.sort == "Count":
        return wide.number(own)
    for _kind, function in compared:
        for factor, _power in factors_of(function)[1]:
            if factor.degree(place) > 1:
                return wide.number(own)
            if factor.degree(place) == 1:
                root = _root(factor, place, wide)
                if root is None or not _defined(root, wide, found):
                    continue
                at = wide.at(root, found)
                if at == own:
                    return root
                (below if at < own else above).append((at, root))
    if not above and not below:
        return wide.number(own)
    lowest = max(below, key=lambda each: each[0])[1] if below else None
    highest = min(above, key=lambda each: each[0])[1] if above else None
    if lowest is None or highest is None:
        # twice what it has to be more than, or half of what it has to be less than
        bound, factor = (lowest, 2) if highest is None else (highest, Fraction(1, 2))
        beyond = bound * wide.number(factor)
        room = wide.at(beyond, found)
        fits = room > wide.at(bound, found) if highest is None else room < wide.at(bound, found)
        return beyond if fits else wide.number(own)
    return (lowest + highest) / wide.number(2)


def _root(factor: Polynomial, place: int, wide: Functions) -> Function | None:
    """Where a polynomial that is linear in one unknown is zero."""
    slope, rest = wide.number(0), wide.number(0)
    for powers, coefficient in factor.terms():
        part = wide.field(coefficient)
        for index, power in enumerate(powers):
            if power and index != place:
                part = part * wide.field.gens[index] ** power
        if powers[place]:
            slope = slope + part
        else:
            rest = rest + part
    return -rest / slope if slope else None


def _defined(function: Function, wide: Functions, found: Mapping[str, Fraction]) -> bool:
    values = [wide.number(found[name]).numer.LC if found[name] else 0 for name in wide.names]
    return bool(function.denom(*values))
