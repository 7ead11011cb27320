"""Amounts taken apart: sums into parts, a number times two factors, and evident signs."""

from fractions import Fraction

import pytest

from neverfalls.proofs.induction.apart import evidently_not_negative, factors_of, parts_of
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


SOLD = RATE > 0
OTHER = terms.name("other")
KNOWN = (RATE >= 0, SALES >= 0)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (Fraction(0), True),
        (Fraction(-1), False),
        (RATE, True),
        (OTHER, False),
        (RATE + SALES, True),
        (RATE + Fraction(1, 2), True),
        (RATE - Fraction(1, 2), False),
        (RATE - SALES, False),
        (RATE + OTHER, False),
        (2 * RATE + 3 * SALES, True),
        (RATE * SALES, True),
        (RATE * OTHER, False),
        (OTHER * RATE, False),
        (terms.choose(SOLD, RATE, SALES), True),
        (terms.choose(SOLD, RATE, 0), True),
        (terms.choose(SOLD, RATE, OTHER), False),
        (terms.choose(SOLD, OTHER, RATE), False),
        (terms.floor(RATE), False),
    ],
)
def test_which_amounts_are_evidently_not_negative(amount: Amount, expected: bool) -> None:
    """Of a sum, a product or a choice every part has to be so by what is known of it."""
    assert evidently_not_negative(amount, KNOWN) is expected


def test_what_is_known_of_an_amount_itself_is_enough() -> None:
    """Whatever it is made of."""
    assert evidently_not_negative(RATE - SALES, [RATE - SALES >= 0])
    assert not evidently_not_negative(RATE - SALES, [SALES - RATE >= 0])


@pytest.mark.parametrize(
    ("amount", "parts"),
    [
        (Fraction(3), [Fraction(3)]),
        (RATE, [RATE]),
        (RATE * SALES, [RATE * SALES]),
        (2 * RATE + 3, [Fraction(3), 2 * RATE]),
        (
            terms.choose(SOLD, RATE + SALES, OTHER),
            [
                terms.choose(SOLD, RATE, 0),
                terms.choose(SOLD, SALES, 0),
                terms.choose(SOLD, 0, OTHER),
            ],
        ),
        (
            2 * terms.choose(SOLD, RATE, 1),
            [2 * terms.choose(SOLD, RATE, 0), 2 * terms.choose(SOLD, 0, 1)],
        ),
    ],
)
def test_the_parts_of_an_amount_add_up_to_it(amount: Amount, parts: list[Amount]) -> None:
    """The terms of a sum, each with its number; of a choice those of either case, chosen alike."""
    assert [*parts_of(amount)] == parts
    for values in ({"rate": 2, "sales": 3, "other": 5}, {"rate": 0, "sales": 3, "other": 5}):
        found = [terms.evaluate(each, values) for each in (amount, *parts)]
        assert found[0] == sum(found[1:])
