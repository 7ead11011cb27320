"""How exact numbers are written for people."""

from fractions import Fraction

import pytest

from neverfalls.spec.numbers.decimals import decimal, readable, readable_words, with_decimal

LONG = Fraction(10**20, 3 * 10**19 + 7)
"""A fraction of more than 20 digits, a little less than 10/3."""


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0", 4, "0.0000"),
        ("10/7", 4, "1.4286"),
        ("1/20000", 4, "0.0001"),
        ("-1/20000", 4, "-0.0001"),
        ("1/20001", 4, "0.0000"),
        ("-1/20001", 4, "0.0000"),
        ("-1/100000", 4, "0.0000"),
        ("-5/2", 4, "-2.5000"),
        ("99999/100000", 4, "1.0000"),
        ("19999999/10000000", 4, "2.0000"),
        ("12345/100000", 4, "0.1235"),
        ("123449/1000000", 4, "0.1234"),
        ("-12345/100000", 4, "-0.1235"),
        ("123456789012345678901/3", 4, "41152263004115226300.3333"),
        ("-100", 2, "-100.00"),
        ("1/2", 0, "1"),
        ("49/100", 0, "0"),
    ],
)
def test_decimal_rounds_half_up(value: str, places: int, expected: str) -> None:
    """Exactly one half goes away from 0, anything less towards it, and no -0 is written."""
    assert expected == decimal(Fraction(value), places)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1234567890/1234567891", "1234567890/1234567891"),
        ("12345678901/1234567891", "≈ 10.0000"),
        ("-12345678901/1234567891", "≈ -10.0000"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1/300000000000000000000", "≈ 0.000000000000000000003333"),
    ],
)
def test_fractions_of_more_than_20_digits_are_rounded(value: str, expected: str) -> None:
    """A fraction of 20 digits is written out, one of 21 as a decimal, a whole number never is."""
    assert expected == readable(Fraction(value))


def test_exact_numbers_on_request() -> None:
    """Who asks for exact numbers is given all digits."""
    assert str(LONG) == readable(LONG, exact=True)
    assert f"{LONG} ({decimal(LONG)})" == with_decimal(LONG, exact=True)


def test_a_decimal_stands_beside_a_short_fraction_only() -> None:
    """A whole number needs none, and a rounded one is a decimal itself."""
    told = [with_decimal(each) for each in (Fraction(10, 7), Fraction(60), LONG)]
    assert ["10/7 (1.4286)", "60", "≈ 3.3333"] == told


def test_only_the_numbers_of_an_event_are_rounded() -> None:
    """Names and short fractions in an event stay as they are."""
    assert "sell alice 21/2 ≈ 3.3333" == readable_words(f"sell alice 21/2 {LONG}")
