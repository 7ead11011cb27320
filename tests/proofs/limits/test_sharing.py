"""Sums of shares: their bounds hold, against sums that are added one by one."""

from fractions import Fraction
from itertools import islice

import pytest

from neverfalls.proofs.audit.judging import Bounds
from neverfalls.proofs.limits import sharing
from neverfalls.proofs.limits.sharing import exponential, exponential_between, last_term, shares


@pytest.mark.parametrize("x", [Fraction(0), Fraction(1), Fraction(200, 21), Fraction(96, 7)])
def test_exponential_is_enclosed(x: Fraction) -> None:
    """The exact series lies between the bounds, which are close together."""
    term, total, k = Fraction(1), Fraction(1), 0
    while term > Fraction(1, 10**70) or k < 2 * x:
        k += 1
        term *= x / k
        total += term
    found = exponential(x)
    assert found.low <= total <= total + 2 * term <= found.high + Fraction(1, 10**65)
    assert found.high - found.low < Fraction(1, 10**40)


def test_exponential_of_both_signs() -> None:
    """Below 0 it is the quotient; the bounds keep their order."""
    found = exponential_between(Bounds(Fraction(-1), Fraction(1)))
    one = exponential(Fraction(1))
    assert found == Bounds(1 / one.high, one.high)


@pytest.mark.parametrize(
    ("first", "needed", "expected"),
    [(1, "3/2", 2), (1, "2", 4), (2, "1", 4), (3, "1/10", 3), (1, "200/21", 7682)],
)
def test_last_term(first: int, needed: str, expected: int) -> None:
    """The least last term for which a sum is large enough; just at a sum it may be enclosed."""
    found = last_term(first, Fraction(needed))
    assert found.low <= expected <= found.high
    assert found.high - found.low <= (1 if needed == "3/2" else 0)


def test_telescoping_bounds_agree_with_the_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where few terms are added one by one, the bounds give the same last term."""
    added = [last_term(first, Fraction(9)) for first in (1, 2, 5)]
    monkeypatch.setattr(sharing, "SUMMED", 100)
    assert [last_term(first, Fraction(9)) for first in (1, 2, 5)] == added


def test_shares_of_those_who_joined() -> None:
    """On each day the newcomers of that day are divided by all who have joined by then."""
    doubling = shares(lambda day: Fraction(2 ** (day - 1)), since=2)
    assert list(islice(doubling, 2)) == [Fraction(2, 3), Fraction(2, 3) + Fraction(4, 7)]
