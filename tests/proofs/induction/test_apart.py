"""Amounts taken apart: a number times two factors."""

from fractions import Fraction

import pytest

from neverfalls.proofs.induction.apart import factors_of
from neverfalls.spec.numbers import Amount, terms

RATE, SALES = terms.name("rate"), terms.name("sales")


@pytest.mark.parametrize(
    ("amount", "number"), [(RATE * SALES, 1), (RATE * SALES * Fraction(1, 10), Fraction(1, 10))]
)
def test_either_factor_may_be_the_first(amount: Amount, number: Fraction) -> None:
    """Both are named, each with the other one and with the number in front."""
    assert {(RATE, SALES, number), (SALES, RATE, number)} == set(factors_of(amount))


@pytest.mark.parametrize(
    "amount", [RATE, 2 * RATE, -(RATE * SALES), RATE * SALES + 1, RATE * SALES + RATE, Fraction(1)]
)
def test_nothing_else_has_two_factors(amount: Amount) -> None:
    """A bound of a factor bounds no sum, and the wrong way where the number is negative."""
    assert [] == list(factors_of(amount))
