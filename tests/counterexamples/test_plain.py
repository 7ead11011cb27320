"""How numbers are written in a story."""

from fractions import Fraction

import pytest

from neverfalls.counterexamples.plain import decimal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0.0000"),
        ("10/7", "1.4286"),
        ("1/20000", "0.0001"),
        ("-1/20000", "-0.0001"),
        ("1/20001", "0.0000"),
        ("-1/20001", "0.0000"),
        ("-5/2", "-2.5000"),
        ("19999999/10000000", "2.0000"),
        ("123456789012345678901/3", "41152263004115226300.3333"),
    ],
)
def test_decimals(text: str, expected: str) -> None:
    """Four decimals are cut by whole-number arithmetic, halves going away from zero."""
    assert expected == decimal(Fraction(text))
