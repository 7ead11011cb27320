"""The two number domains: what they answer alone, and that one formula means the same in both."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neverfalls.spec.numbers import ExactNumbers, Numbers, SymbolicNumbers, terms

X, Y, Z = terms.name("x"), terms.name("y"), terms.name("z")
FEW = settings(max_examples=60)
rationals = st.fractions(min_value=-5, max_value=5, max_denominator=6)
EXACT, SYMBOLIC = ExactNumbers(), SymbolicNumbers()


@st.composite
def formulas(draw: st.DrawFn) -> Callable[[Numbers, Any, Any, Any], Any]:
    """A random formula of three amounts, written with the operators that rules use."""
    steps = draw(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 9), rationals), max_size=9))

    def build(numbers: Numbers, x: Any, y: Any, z: Any) -> Any:
        made = [x, y, z]
        for which, pick, number in steps:
            left, right = made[pick % len(made)], made[-1 - pick % 3]
            condition = numbers.both(left > number, numbers.negation(numbers.either(right > left)))
            made.append(
                (
                    lambda a, b, n: a + n * b,
                    lambda a, b, n: a - b + n,
                    lambda a, b, n: n * a - n * b,
                    lambda a, b, _n: a * b if len(made) < 8 else a,
                    lambda a, b, _n: numbers.minimum(a, b),
                    lambda a, b, _n: numbers.maximum(a, b),
                    lambda a, b, _n, c=condition: numbers.choose(c, a, b),
                    lambda a, b, n: numbers.choose(terms.equal(a, b), n, a + b),
                )[which](left, right, number)
            )
        return sum(made, Fraction(0))

    return build


@FEW
@given(formulas(), rationals, rationals, rationals)
def test_a_formula_evaluates_to_what_the_numbers_give(
    build: Callable[[Numbers, Any, Any, Any], Any], x: Fraction, y: Fraction, z: Fraction
) -> None:
    """Building a formula and then putting numbers in gives what computing with them gives."""
    told = terms.evaluate(build(SYMBOLIC, X, Y, Z), {"x": x, "y": y, "z": z})
    assert build(EXACT, x, y, z) == told


def test_quotients_are_named_and_zero_by_zero() -> None:
    """Equal quotients share a name; a known denominator is divided by at once, 0 gives 0."""
    numbers = SymbolicNumbers()
    assert numbers.ratio(X, Y) is numbers.ratio(X, Y)
    assert numbers.definitions == {"quotient.1": (X, Y)}
    assert numbers.ratio(X, 4) is Fraction(1, 4) * X
    assert (numbers.ratio(X, 0), numbers.ratio(0, X)) == (0, 0)
    assert numbers.ratio(Y, Y) is terms.choose(terms.equal(Y, 0), 0, 1)
    assert (EXACT.ratio(1, 0), EXACT.ratio(1, 3)) == (0, Fraction(1, 3))


def test_a_copy_of_the_numbers_is_its_own() -> None:
    """New names of a copy do not reach the original, and the copy knows the old ones."""
    numbers = SymbolicNumbers()
    old = numbers.ratio(X, Y)
    twin = numbers.copy()
    twin.ratio(Y, X)
    twin.unknown("rate")
    assert twin.ratio(X, Y) is old
    assert (list(numbers.definitions), numbers.unknowns) == (["quotient.1"], [])


def test_exact_numbers_have_no_unknowns() -> None:
    """Asking the exact numbers for an unknown is an error that names it."""
    with pytest.raises(KeyError, match="rate"):
        EXACT.unknown("rate")
