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
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, product
from math import floor
from typing import Any

from neverfalls.spec.numbers import Truth, terms

from ..forking.forks import Route
from ..search.amounts import TRIAL
from ..search.run import Goal, Run, Unknown
from ..search.trials import meets
from .functions import Function, Functions, Polynomial, factors_of, is_number, number_of, sign_of
from .pieces import Ground, Walk


@dataclass(frozen=True)
class Assigned:
    """Each amount of a history as a function of the open numbers.

    A number of people is whole, which no such function is. Where it only has to be large enough, it
    is an unknown among the ``functions``, and ``above`` says what it is more than: by at most 1.
    """

    functions: Functions
    amounts: Mapping[str, Function]
    above: Mapping[str, Function] = field(default_factory=dict)

    def at(self, point: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """The exact amounts at a point, the least whole numbers where they are counted."""
        counted = {
            label: Fraction(
                floor(self.functions.at(each, {**dict.fromkeys(self.above, ONE), **point})) + 1
            )
            for label, each in self.above.items()
        }
        known = {**point, **counted}
        return {label: self.functions.at(each, known) for label, each in self.amounts.items()}

    def defined(self) -> list[Truth]:
        """That what counted amounts are more than has a value: it is not divided by 0."""
        names = self.functions.names
        zero = (sign_of("zero", each.denom, names) for each in self.above.values())
        return [terms.negate(each) for each in zero if each is not False]

    def bounds(self) -> list[Truth]:
        """What is known of the amounts that are counted, wherever their bounds are defined."""
        found = []
        for label, each in self.above.items():
            more = self.functions.unknown(label) - each
            rest = self.functions.number(1) - more
            for kind, difference in (("positive", more), ("nonnegative", rest)):
                signed = difference.numer * difference.denom
                found.append(sign_of(kind, signed, self.functions.names))
        return found


ONE = Fraction(1)

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
    constant = Assigned(
        functions, {each.label: functions.number(found[each.label]) for each in run.unknowns}
    )
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
    return Assigned(functions, done)


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
    amounts: Mapping[str, Function],
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
    """The amounts projected from the last to the first; where bounds are not linear, constant.

    None where a function that is put in for an amount makes nothing of what it is divided by.
    """
    truths = (*run.facts(), *goal.truths)
    labels = [each.label for each in run.unknowns]
    wide = Functions.of((*functions.names, *labels))
    known: dict[str, Function] = {}
    above: dict[str, Function] = {}
    try:
        for unknown in reversed(run.unknowns):
            label = unknown.label
            compared = _compared(ground, truths, goal, known, wide, found)
            if unknown.sort == "Count":
                least = _large_enough(unknown, compared, wide, found)
                if least is not None:
                    above[label] = least
                    continue
            put = {label: _between(unknown, compared, wide, found)}
            known = {name: wide.substituted(each, put) for name, each in known.items()} | put
            above = {name: wide.substituted(each, put) for name, each in above.items()}
    except ZeroDivisionError:
        return None
    own = Functions.of((*functions.names, *above))
    known |= {label: wide.unknown(label) for label in above}
    return Assigned(
        own,
        {label: _narrowed(each, wide, own) for label, each in known.items()},
        {label: _narrowed(each, wide, own) for label, each in above.items()},
    )


def _large_enough(
    unknown: Unknown,
    compared: Sequence[tuple[str, Function]],
    wide: Functions,
    found: Mapping[str, Fraction],
) -> Function | None:
    """What a number of people has to be more than, if that is all that bounds it."""
    roots = _roots(unknown, compared, wide, found)
    if not roots or any(at > found[unknown.label] for at, _root in roots):
        return None
    return max(roots, key=lambda each: each[0])[1]


def _roots(
    unknown: Unknown,
    compared: Sequence[tuple[str, Function]],
    wide: Functions,
    found: Mapping[str, Fraction],
) -> list[tuple[Fraction, Function]] | None:
    """Where the signs of what is compared change if one amount does, with their values at a point.

    None where one of these is not linear in the amount.
    """
    place = wide.names.index(unknown.label)
    roots: list[tuple[Fraction, Function]] = []
    for _kind, function in compared:
        for factor, _power in factors_of(function)[1]:
            if factor.degree(place) > 1:
                return None
            root = _root(factor, place, wide) if factor.degree(place) == 1 else None
            if root is not None and _defined(root, wide, found):
                roots.append((wide.at(root, found), root))
    return roots


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
    own = found[unknown.label]
    roots = _roots(unknown, compared, wide, found)
    if not roots or unknown.sort == "Count":
        return wide.number(own)
    for at, root in roots:
        if at == own:
            return root
    below = [each for each in roots if each[0] < own]
    above = [each for each in roots if each[0] > own]
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
