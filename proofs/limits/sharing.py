"""What a holder receives when every day's fund is split among all holders there are by then.

If N_k members join on day k and U_k have joined by then, each receives the same multiple of
N_k/U_k. So a member's income is a sum of such shares. With one newcomer a day it is harmonic,
1/j + ... + 1/n. Such sums are enclosed here in whole numbers, without floats:

- 1/k <= log((k + 1/2)/(k - 1/2)) <= 1/k + ((k - 1/2)^-2 - (k + 1/2)^-2)/24, term by term in powers
  of 1/k: 0 <= 1/((2i + 1)·4^i) <= i/(3·4^i). So sums of 1/k lie between telescoping ones.
- N_k/U_k <= log(U_k/(U_k - N_k)), because 1 - 1/y <= log(y).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil

from ..audit.judging import Bounds
from .limit import Ground, LimitFailed

SCALE = 10**60
"""Amounts are kept in whole numbers of 1/SCALE; every rounding is outward."""
SUMMED = 200_000
"""How many terms of a harmonic sum are added one by one before the telescoping bounds take over."""

LETTERS = {
    "U_k": "the number of all who have joined by day k",
    "N_k": "the number of those who join on day k",
    "H": "H(n) is the sum 1 + 1/2 + ... + 1/n",
    "exp": "exp(x) is e^x, where e = 2.71828... is the base of the natural logarithm",
}
NO_FASTER = Ground(
    "N_k/U_k is no more than log(U_k/(U_k - N_k)), so all shares over some days together are no"
    " more than the logarithm of the factor by which U_k grows over these days",
    "1 - 1/y <= log(y)",
)
HARMONIC = Ground(
    "1/j + ... + 1/n is less than log((2n + 1)/(2j - 1)), by less than 1/(24·(j - 1/2)^2)",
    "telescoping bounds, term by term; whole-number arithmetic",
)


def exponential(x: Fraction) -> Bounds:
    """Bounds for e^x, x from 0 up: the series, and a geometric bound for what follows it."""
    low = high = down = up = SCALE
    k = 0
    while k < 2 * x or up > 1:
        k += 1
        down = down * x.numerator // (x.denominator * k)
        up = -(-up * x.numerator // (x.denominator * k))
        low, high = low + down, high + up
    # from here on each term is less than half of the one before
    return Bounds(Fraction(low, SCALE), Fraction(high + 2 * up, SCALE))


def exponential_between(x: Bounds) -> Bounds:
    """Bounds for e^x, x between two bounds of any sign."""
    low, high = (
        exponential(each) if each >= 0 else _turned(exponential(-each)) for each in (x.low, x.high)
    )
    return Bounds(low.low, high.high)


def _turned(value: Bounds) -> Bounds:
    return Bounds(1 / value.high, 1 / value.low)


def last_term(first: int, needed: Fraction | Bounds) -> Bounds:
    """Bounds for the least n for which 1/first + ... + 1/n is at least what is needed."""
    low, high = needed if isinstance(needed, Bounds) else (needed, needed)
    most, least = (ceil(each * SCALE) for each in (high, low))
    total, error, n = 0, 0, first - 1
    possible: int | None = None
    while n < first + SUMMED:
        n += 1
        total += SCALE // n
        error += 1  # the sum lies between total and total + error
        if possible is None and total + error >= least:
            possible = n
        if total >= most:
            return Bounds(Fraction(possible or n), Fraction(n))
    if possible is not None:
        raise LimitFailed(f"sum from 1/{first} on", possible, "bounds that lie closer together")
    half = Fraction(2 * n + 1, 2)
    rest = Bounds(low - Fraction(total + error, SCALE), high - Fraction(total, SCALE))
    soonest = half * exponential(rest.low).low
    latest = half * exponential(rest.high + 1 / (24 * half**2)).high
    return Bounds(*(Fraction(ceil(each - Fraction(1, 2))) for each in (soonest, latest)))


def shares(joining: Callable[[int], Fraction], since: int = 1) -> Iterator[Fraction]:
    """The sum of N_k/U_k over the days from ``since`` on, after each of them."""
    total, there, day = Fraction(0), Fraction(0), 0
    while True:
        day += 1
        there += joining(day)
        if day >= since:
            total += joining(day) / there
            yield total
