"""Quick fractions: every operation gives what Python's fractions give, in lowest terms."""

from __future__ import annotations

import math
import operator
import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neverfalls.spec.numbers import terms
from neverfalls.spec.numbers.exact import Exact, exactly, floored

LONG = st.builds(  # they have factors in common, above and below
    lambda top, first, second, third: Fraction(top * 6**first, 10**second * 15**third),
    st.integers(-(10**200), 10**200),
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(0, 300),
)
FRACTIONS = st.fractions(max_denominator=10**6) | st.fractions() | LONG
ARITHMETIC = (operator.add, operator.sub, operator.mul, operator.truediv)
COMPARISONS = (
    operator.lt,
    operator.le,
    operator.gt,
    operator.ge,
    operator.eq,
    operator.ne,
)


def result(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """What an operation gives, or the error that it raises."""
    try:
        return operation(left, right)
    except ZeroDivisionError:
        return ZeroDivisionError


@given(FRACTIONS, FRACTIONS | st.integers() | st.booleans())
@pytest.mark.parametrize("operation", ARITHMETIC + COMPARISONS)
def test_operations_are_those_of_fractions(
    operation: Callable[[Any, Any], Any], left: Fraction, right: Any
) -> None:
    others = [right, Exact(right)]
    for mine, other in [(Exact(left), each) for each in others]:
        for pair, plain in (((mine, other), (left, right)), ((other, mine), (right, left))):
            found, expected = result(operation, *pair), result(operation, *plain)
            assert found == expected
            assert isinstance(found, Fraction) is isinstance(expected, Fraction)
            if isinstance(found, Fraction):
                assert found.denominator == expected.denominator
                assert type(found.numerator) is type(found.denominator) is int


@given(FRACTIONS)
def test_a_quick_fraction_is_written_kept_and_found_like_a_fraction(value: Fraction) -> None:
    mine = Exact(value)
    assert str(mine) == str(value)
    assert hash(mine) == hash(value)
    assert bool(mine) is bool(value)
    assert -mine == -value
    assert pickle.loads(pickle.dumps(mine)) == value
    assert Exact(str(value)) == value


@given(FRACTIONS)
def test_the_whole_number_below_is_that_of_fractions(value: Fraction) -> None:
    for each in (value, Exact(value)):
        found = floored(each)
        assert (math.floor(value), 1, Exact) == (found.numerator, found.denominator, type(found))


@given(st.fractions(), st.floats(allow_nan=False, allow_infinity=False, width=16))
def test_floats_are_left_to_fractions(left: Fraction, right: float) -> None:
    for operation in ARITHMETIC + COMPARISONS:
        assert result(operation, Exact(left), right) == result(operation, left, right)


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul])
def test_terms_take_quick_fractions(operation: Callable[[Any, Any], Any]) -> None:
    x = terms.name("x")
    assert operation(Exact(3, 7), x) is operation(Fraction(3, 7), x)
    assert operation(x, Exact(3, 7)) is operation(x, Fraction(3, 7))


@given(FRACTIONS)
def test_a_sum_keeps_its_numbers_as_quick_ones(value: Fraction) -> None:
    """Coefficients and constants of terms are integers where they are whole, else quick."""
    x, y = terms.name("x"), terms.name("y")
    assert exactly(exactly(value)) == value
    assert isinstance(exactly(value), Exact)
    constant, parts = ((value + 2) * x + y + value).args
    numbers = [constant, *(factor for _part, factor in parts)]
    assert set(map(type, numbers)) <= {int, Exact}
    assert set(numbers) <= {value, value + 2, 1}
