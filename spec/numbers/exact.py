"""Fractions whose arithmetic is quick among themselves.

Python's ``Fraction`` makes every operation ready for floats, decimals and complex numbers. Exact
runs only ever mix fractions and integers, so ``Exact`` adds, multiplies and compares those at
once and leaves everything else to ``Fraction``. Results are in lowest terms, like those of
``Fraction``, and tests/spec/test_exact.py holds each operation against it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from math import gcd
from typing import Any


def _ordering(quick: Callable[[int, int], bool], general: Callable[..., Any]) -> Any:
    """A comparison: of integers where both numbers are exact, else the general one."""

    def ordering(left: Any, right: Any) -> Any:
        kind = right.__class__
        if kind is Exact or kind is Fraction:
            return quick(left._numerator * right._denominator, right._numerator * left._denominator)
        if kind is int:
            return quick(left._numerator, right * left._denominator)
        return general(left, right)

    return ordering


class Exact(Fraction):
    """A fraction that computes quickly with integers and other fractions."""

    __slots__ = ()
    _numerator: int
    _denominator: int

    def __add__(self, other: Any) -> Any:
        below, kind = self._denominator, other.__class__
        if kind is Exact or kind is Fraction:
            if below == other._denominator:
                return _lowest(self._numerator + other._numerator, below)
            return _sum(self._numerator, below, other._numerator, other._denominator)
        if kind is int:
            return _made(self._numerator + other * below, below) if other else self
        return Fraction.__add__(self, other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        below, kind = self._denominator, other.__class__
        if kind is Exact or kind is Fraction:
            if below == other._denominator:
                return _lowest(self._numerator - other._numerator, below)
            return _sum(self._numerator, below, -other._numerator, other._denominator)
        if kind is int:
            return _made(self._numerator - other * below, below) if other else self
        return Fraction.__sub__(self, other)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __neg__(self) -> Exact:
        return _made(-self._numerator, self._denominator)

    def __mul__(self, other: Any) -> Any:
        kind = other.__class__
        if kind is Exact or kind is Fraction:
            below, other_below = self._denominator, other._denominator
            if below < LONG and other_below < LONG:
                return _lowest(self._numerator * other._numerator, below * other_below)
            return _product(self._numerator, below, other._numerator, other_below)
        if kind is int:
            return _lowest(self._numerator * other, self._denominator)
        return Fraction.__mul__(self, other)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        kind = other.__class__
        if kind is int and other > 0:
            return _lowest(self._numerator, self._denominator * other)
        if (kind is Exact or kind is Fraction) and other._numerator > 0:
            below, other_below = self._denominator, other._numerator
            if below < LONG and other_below < LONG:
                return _lowest(self._numerator * other._denominator, below * other_below)
            return _product(self._numerator, below, other._denominator, other_below)
        return Fraction.__truediv__(self, other)

    __lt__ = _ordering(operator.lt, Fraction.__lt__)
    __le__ = _ordering(operator.le, Fraction.__le__)
    __gt__ = _ordering(operator.gt, Fraction.__gt__)
    __ge__ = _ordering(operator.ge, Fraction.__ge__)
    __eq__ = _ordering(operator.eq, Fraction.__eq__)
    __hash__ = Fraction.__hash__


def exactly(number: Fraction | int) -> Exact:
    """The same number, as one that computes quickly."""
    return number if isinstance(number, Exact) else Exact(number)


def floored(number: Fraction) -> Exact:
    """The largest whole number that is not above it."""
    if isinstance(number, Exact) and number._denominator == 1:
        return number
    return _lowest(number.numerator // number.denominator, 1)


_blank = object.__new__


def _made(top: int, below: int) -> Exact:
    """The number with this numerator and this positive denominator, which have no common factor."""
    number = _blank(Exact)
    number._numerator = top
    number._denominator = below
    return number


def _lowest(top: int, below: int) -> Exact:
    """The number with this numerator and this positive denominator."""
    if below != 1 and (common := gcd(top, below)) != 1:
        return _made(top // common, below // common)
    return _made(top, below)


LONG = 1 << 512
"""From here on a factor is sought in each pair of numbers before they are multiplied, not after."""


def _sum(one: int, one_below: int, other: int, other_below: int) -> Exact:
    """The sum of two fractions in lowest terms (Knuth, volume 2, 4.5.1).

    What the two denominators have in common is all that the sum can be reduced by.
    """
    common = gcd(one_below, other_below)
    if common == 1:
        return _made(one * other_below + other * one_below, one_below * other_below)
    rest = one_below // common
    top = one * (other_below // common) + other * rest
    again = gcd(top, common)
    if again == 1:
        return _made(top, rest * other_below)
    return _made(top // again, rest * (other_below // again))


def _product(one: int, one_below: int, other: int, other_below: int) -> Exact:
    """The product of two fractions in lowest terms, with positive denominators."""
    first, second = gcd(one, other_below), gcd(other, one_below)
    return _made((one // first) * (other // second), (one_below // second) * (other_below // first))
