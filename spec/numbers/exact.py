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
            top = self._numerator * other._denominator + other._numerator * below
            return _lowest(top, below * other._denominator)
        if kind is int:
            return _lowest(self._numerator + other * below, below) if other else self
        return Fraction.__add__(self, other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        below, kind = self._denominator, other.__class__
        if kind is Exact or kind is Fraction:
            if below == other._denominator:
                return _lowest(self._numerator - other._numerator, below)
            top = self._numerator * other._denominator - other._numerator * below
            return _lowest(top, below * other._denominator)
        if kind is int:
            return _lowest(self._numerator - other * below, below) if other else self
        return Fraction.__sub__(self, other)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __neg__(self) -> Exact:
        return _lowest(-self._numerator, self._denominator)

    def __mul__(self, other: Any) -> Any:
        kind = other.__class__
        if kind is Exact or kind is Fraction:
            top = self._numerator * other._numerator
            return _lowest(top, self._denominator * other._denominator)
        if kind is int:
            return _lowest(self._numerator * other, self._denominator)
        return Fraction.__mul__(self, other)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        kind = other.__class__
        if kind is int and other > 0:
            return _lowest(self._numerator, self._denominator * other)
        if (kind is Exact or kind is Fraction) and other._numerator > 0:
            top = self._numerator * other._denominator
            return _lowest(top, self._denominator * other._numerator)
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


def _lowest(top: int, below: int) -> Exact:
    """The number with this numerator and this positive denominator."""
    number = _blank(Exact)
    if below != 1 and (common := gcd(top, below)) != 1:
        top //= common
        below //= common
    number._numerator = top
    number._denominator = below
    return number
