"""Rational functions: exact, with the sign of what is below the line in their factors."""

from fractions import Fraction

from neverfalls.proofs.regions.functions import (
    Functions,
    factors_of,
    is_number,
    number_of,
    sign_of,
)
from neverfalls.spec.numbers import terms


def test_a_function_has_exact_values() -> None:
    """A quotient of polynomials is computed on fractions, also after another is put into it."""
    functions = Functions.of(("a", "b"))
    a, b = functions.unknown("a"), functions.unknown("b")
    third = (a + functions.number(Fraction(1, 3))) / b
    assert functions.at(third, {"a": Fraction(1), "b": Fraction(2)}) == Fraction(2, 3)
    put = functions.substituted(third, {"a": b * b})
    assert functions.at(put, {"a": Fraction(0), "b": Fraction(2)}) == Fraction(13, 6)


def test_constants_are_told_from_functions() -> None:
    """What is the same everywhere is a number, whatever it was made of."""
    functions = Functions.of(("a",))
    a = functions.unknown("a")
    assert number_of(a / a - functions.number(Fraction(1, 2))) == Fraction(1, 2)
    assert number_of(a - a) == 0
    assert not is_number(a + functions.number(1))


def test_factors_keep_the_sign() -> None:
    """The sign of a function is that of its number times those of its factors, above and below."""
    functions = Functions.of(("a", "b"))
    a, b = functions.unknown("a"), functions.unknown("b")
    sign, factors = factors_of((b - a) * a * a / (functions.number(-3) * b))
    names = functions.names
    point = {"a": Fraction(5), "b": Fraction(2)}
    product = sign
    for polynomial, power in factors:
        positive = terms.evaluate(sign_of("positive", polynomial, names), point)
        product *= (1 if positive else -1) ** power
    assert product == 1  # (2 - 5) / (-6) is above 0
    assert sorted(power for _each, power in factors) == [1, 1, 2]
