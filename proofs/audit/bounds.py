"""Rigorous bounds, in whole numbers, for products that are too long to multiply out.

The product of (1 + s/k) for k from 1 to n - 1 is a quotient of Gamma functions. The first factors
are multiplied exactly. Each later one lies between two telescoping factors,

    ((k + 1 + a) / (k + a))**s  <=  1 + s/k  <=  ((k + 1 + b) / (k + b))**s    for all k >= m,

which is proved here for each s: with s = u/v both sides are raised to the power v, and the
difference of the two polynomials, written in t = k - m, has no negative coefficient. The powers
that remain are bounded by whole-number roots. No floats are used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from math import comb, prod

from .judging import AuditFailed, Bounds

EXACT_FACTORS = 10_000
"""How many factors are multiplied exactly; the error shrinks with their square."""

DIGITS = 30
"""Decimal places that are kept; every rounding is outward."""


def gamma_product(s: Fraction, n: int, exact_factors: int = EXACT_FACTORS) -> Bounds:
    """Bounds for the product of (1 + s/k) over k = 1 … n - 1, with s from 0 to 1.

    Raises:
        AuditFailed: no telescoping factor could be proved a bound.
    """
    m = min(n, exact_factors)
    if n == m or s == 0:
        return Bounds(_head(s, m), _head(s, m))
    lower, upper = (_shift(s, m, above) for above in (False, True))
    low = power(Fraction(n + lower) / (m + lower), s).low
    high = power(Fraction(n + upper) / (m + upper), s).high
    return Bounds(_short_head(s, m).low * low, _short_head(s, m).high * high)


def _head(s: Fraction, m: int) -> Fraction:
    """The exact product of (1 + s/k) over k = 1 … m - 1."""
    top = prod(k * s.denominator + s.numerator for k in range(1, m))
    return Fraction(top, prod(k * s.denominator for k in range(1, m)))


@cache
def _short_head(s: Fraction, m: int) -> Bounds:
    """The same, between two short fractions."""
    scaled = _head(s, m) * 10**DIGITS
    down = scaled.numerator // scaled.denominator
    up = down + (scaled.denominator != 1)
    return Bounds(Fraction(down, 10**DIGITS), Fraction(up, 10**DIGITS))


@cache
def _shift(s: Fraction, m: int, above: bool) -> Fraction:
    """The shift for which the telescoping factor is proved a bound, the closest one first.

    Raises:
        AuditFailed: none of those tried could be proved.
    """
    for closeness in (0, 1000, 100, 30, 10, 3, 1):
        gap = Fraction(1, closeness * m) if closeness else Fraction(0)
        shift = (s - 1) / 2 + (-gap if above else gap)
        difference = _difference(s, m, shift)
        if all(each >= 0 if above else each <= 0 for each in difference):
            return shift
    raise AuditFailed(f"bound of the product for s = {s}", "no provable shift", "one of seven")


def _difference(s: Fraction, m: int, shift: Fraction) -> list[Fraction]:
    """Coefficients in t of k^v·(k+1+b)^u - (k+s)^v·(k+b)^u at k = m + t, lowest first."""
    u, v = s.numerator, s.denominator
    telescoped = _times(_power(Fraction(m), v), _power(m + 1 + shift, u))
    true = _times(_power(m + s, v), _power(m + shift, u))
    return [left - right for left, right in zip(telescoped, true, strict=True)]


def _power(constant: Fraction, exponent: int) -> list[Fraction]:
    """The coefficients of (t + constant)**exponent."""
    return [comb(exponent, i) * constant ** (exponent - i) for i in range(exponent + 1)]


def _times(left: list[Fraction], right: list[Fraction]) -> list[Fraction]:
    """The coefficients of the product of two polynomials."""
    found = [Fraction(0)] * (len(left) + len(right) - 1)
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            found[i + j] += one * other
    return found


def power(base: Fraction, exponent: Fraction, digits: int = DIGITS) -> Bounds:
    """Bounds for base**exponent, both above 0; they are one unit of the last decimal place apart,
    or equal where the power is such a decimal itself."""
    whole, degree = base**exponent.numerator, exponent.denominator
    scale = 10**digits
    scaled = whole * scale**degree
    root = whole_root(scaled.numerator // scaled.denominator, degree)
    exact = root**degree == scaled
    return Bounds(Fraction(root, scale), Fraction(root if exact else root + 1, scale))


def least(reached: Callable[[int], bool]) -> int:
    """The least number from 1 up for which this is true; it has to stay true from there on."""
    high = 1
    while not reached(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def whole_root(number: int, degree: int) -> int:
    """The greatest whole number whose power of this degree is not above a number from 0 up."""
    if number < 2:
        return number
    guess = 1 << -(-number.bit_length() // degree)
    for better in _newton(number, degree, guess):
        guess = better
    return guess


def _newton(number: int, degree: int, guess: int) -> Iterator[int]:
    """Ever smaller guesses, from one that is too large down to the root."""
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return
        yield better
        guess = better
