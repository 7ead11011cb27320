"""Boxes of numbers: each number lies between two others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from neverfalls.spec.model.parameters import PARAMETERS
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.scheme import Scheme

from .conditions import (
    Clause,
)

ONE = Fraction(1)

Box = Mapping[str, tuple[Fraction, Fraction]]
"""For each number the least and the greatest that it may be."""


def window(scheme: Scheme, free: Sequence[str]) -> Box:
    """All values of each number: up to its greatest, or else to twice the scheme's own."""
    found = {}
    for name in free:
        low, high = PARAMETERS[name].low, PARAMETERS[name].high
        own = Fraction(getattr(scheme.parameters, name))
        found[name] = (Fraction(low), max(own * 2, ONE) if high is None else Fraction(high))
    return found


def in_box(box: Box) -> Iterator[Clause]:
    """That the numbers are in a box, its ends included."""
    for name, (low, high) in box.items():
        yield (terms.name(name) >= low,)
        yield (terms.name(name) <= high,)


def halves(box: Box) -> list[Box]:
    """A box cut in two across its longest side, measured as a part of all values of its number."""
    name = max(box, key=lambda each: box[each][1] - box[each][0])
    low, high = box[name]
    middle = (low + high) / 2
    return [{**box, name: (low, middle)}, {**box, name: (middle, high)}]
