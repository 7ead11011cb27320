"""Symbolic terms: made once, folded where nothing is unknown, and exact when evaluated."""

import copy
import gc
import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.numbers import ExactNumbers, SymbolicNumbers, terms
from neverfalls.spec.numbers.terms import Term

X, Y, Z = terms.name("x"), terms.name("y"), terms.name("z")
POSITIVE, ATLEAST = X > 0, X >= 0
HALF = Fraction(1, 2)
SMALLEST = Fraction(1, 10**30)


def test_terms_built_alike_are_the_same_object() -> None:
    """Two formulas that were built alike are one object, also after pickling and copying."""
    first, second = (X + 2 * Y) * Z, (X + 2 * Y) * Z
    assert first is second
    assert pickle.loads(pickle.dumps(first)) is first
    assert copy.deepcopy(first) is first


def test_terms_are_forgotten_when_nobody_holds_them() -> None:
    """The table of all terms keeps none alive."""
    key = ("product", terms.name("forgotten"), X)
    held: Any = Term(*key)
    assert key in Term._interned
    del held
    gc.collect()
    assert key not in Term._interned


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (X, X + 0),
        (X, 0 + X),
        (X, 1 * X),
        (X, 0 - (0 - X)),
        (X, Y - (Y - X)),
        (X, X + Y - Y),
        (2 * X, X + X),
        (X + Y, X - (-Y)),
        (2 * X + 2 * Y, 2 * (X + Y)),
        (6 * (X * Y), (2 * X) * (3 * Y)),
        (X, sum([X], Fraction(0))),
        (X, 2 * X * HALF),
    ],
)
def test_sums_collect_like_terms(expected: Term, found: Term) -> None:
    """Like terms are collected and factors pulled out, so equal sums are the same object."""
    assert found is expected


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (Fraction(0), X - X),
        (Fraction(0), 0 * X),
        (Fraction(0), X * Fraction(0)),
        (Fraction(3), X + 3 - X),
        (Fraction(0), terms.linear(())),
        (Fraction(7, 2), terms.linear(((3, 1), (HALF, 1)))),
    ],
)
def test_sums_without_unknowns_are_numbers(expected: Fraction, found: Any) -> None:
    """Where all unknowns cancel an exact number is left."""
    assert (type(found), found) == (Fraction, expected)


def test_truths_fold_where_nothing_is_unknown() -> None:
    """Comparisons of numbers, and connectives with decisive numbers in them, are plain truths."""
    assert terms.equal(X, X) is True
    assert terms.equal(X, X + 1) is False
    again = X + Y - Y
    assert (again < X, again <= X, again > X, again >= X) == (False, True, False, True)
    assert terms.all_of(POSITIVE, False) is False
    assert terms.any_of(POSITIVE, True) is True
    assert terms.all_of(POSITIVE, True) is POSITIVE
    assert terms.any_of(False, POSITIVE) is POSITIVE
    assert (terms.all_of(), terms.any_of()) == (True, False)


def test_connectives_are_flat_and_free_of_repetition() -> None:
    """Nested connectives of one kind become one, and each truth stands in it once."""
    inner = terms.all_of(POSITIVE, Y > 0)
    assert terms.all_of(inner, POSITIVE, Z > 0) is Term("and", POSITIVE, Y > 0, Z > 0)
    assert terms.any_of(POSITIVE, POSITIVE) is POSITIVE


def test_choices_with_nothing_to_choose_vanish() -> None:
    """A decided condition, or equal alternatives, leave no choice."""
    assert terms.choose(True, X, Y) is X
    assert terms.choose(False, X, Y) is Y
    assert terms.choose(POSITIVE, X, X) is X
    assert terms.choose(POSITIVE, Fraction(2), 2) == 2


def test_choices_on_one_condition_merge() -> None:
    """Choices on one condition that are added become one, inner ones take the outer answer."""
    left, right = terms.choose(POSITIVE, Y, Z), terms.choose(POSITIVE, Z, Y)
    assert left + right is terms.choose(POSITIVE, Y + Z, Z + Y)
    assert left - terms.choose(POSITIVE, Y, Z) == 0
    assert left - terms.choose(POSITIVE, Y, 0) is terms.choose(POSITIVE, 0, Z)
    assert terms.choose(POSITIVE, left, 0) is terms.choose(POSITIVE, Y, 0)
    assert terms.choose(POSITIVE, left + 1, 0) is terms.choose(POSITIVE, Y + 1, 0)
    other = terms.choose(ATLEAST, Y, Z)
    assert terms.choose(POSITIVE, other, 0) is Term("choice", POSITIVE, other, 0)


@pytest.mark.parametrize(
    ("amount", "whole"), [(Fraction(7, 2), 3), (3, 3), (Fraction(-7, 2), -4), (-3, -3), (0, 0)]
)
def test_a_whole_part_is_not_above(amount: Fraction, whole: int) -> None:
    """The whole part of a number is a number; of an unknown it waits for its value."""
    assert whole == terms.floor(amount) == ExactNumbers().floor(amount)
    part = terms.floor(X + 1)
    assert part is SymbolicNumbers().floor(1 + X)
    assert (terms.names_in(part), terms.evaluate(part, {"x": amount})) == (["x"], whole + 1)


def test_what_is_whole_stands_outside_a_whole_part() -> None:
    """A whole number or whole part in a sum is no part of what is left to be rounded."""
    part = terms.floor(Y)
    assert terms.floor(part) is part
    half = terms.floor(X + Fraction(1, 2))
    assert terms.floor(X + 2 * part - Fraction(3, 2)) is 2 * part + half - 2
    assert terms.floor(X + Fraction(1, 2) * part).kind == "floor"


@pytest.mark.parametrize(
    "truth", [POSITIVE, ATLEAST, terms.equal(X, 0), terms.all_of(POSITIVE, Y > 0)]
)
def test_negation_undoes_itself(truth: Term) -> None:
    """The negation of a negation is the truth itself."""
    assert terms.negate(terms.negate(truth)) is truth


def test_negation_turns_comparisons_round() -> None:
    """Not above is at most, not at least is below; a plain truth is negated plainly."""
    assert terms.negate(X > 2) is (X <= 2)
    assert terms.negate(X >= 2) is (X < 2)
    assert (terms.negate(True), terms.negate(False)) == (False, True)
    assert terms.negate(terms.equal(X, 0)) is Term("not", terms.equal(X, 0))


@pytest.mark.parametrize("found", [X, X > 0, terms.equal(X, Y), terms.choose(POSITIVE, X, Y)])
def test_terms_have_no_truth_value(found: Term) -> None:
    """Asking a term for a Python truth is an error that says what to use instead."""
    with pytest.raises(TypeError, match=r"use choose\(\), both\(\) or either\(\)"):
        bool(found)


COMPARISONS: dict[str, tuple[Callable[[Any, Any], Any], tuple[bool, bool, bool]]] = {
    ">": (lambda left, right: left > right, (False, False, True)),
    ">=": (lambda left, right: left >= right, (False, True, True)),
    "<": (lambda left, right: left < right, (True, False, False)),
    "<=": (lambda left, right: left <= right, (True, True, False)),
    "equal": (terms.equal, (False, True, False)),
}


@pytest.mark.parametrize("comparison", COMPARISONS)
@pytest.mark.parametrize("bound", [Fraction(0), Fraction(-7, 3), Fraction(10**40)])
def test_every_comparison_at_its_boundary(comparison: str, bound: Fraction) -> None:
    """A hair below, exactly on and a hair above the bound each comparison says the right thing."""
    compare, expected = COMPARISONS[comparison]
    near = (bound - SMALLEST, bound, bound + SMALLEST)
    assert expected == tuple(terms.evaluate(compare(X, bound), {"x": value}) for value in near)
    assert expected == tuple(terms.evaluate(compare(value, X), {"x": bound}) for value in near)
    negated = tuple(not truth for truth in expected)
    told = terms.negate(compare(X, bound))
    assert negated == tuple(terms.evaluate(told, {"x": value}) for value in near)


def test_evaluation_reads_only_the_branch_that_is_taken() -> None:
    """The alternative that is not chosen may lack values; a value that is needed may not."""
    one = terms.choose(POSITIVE, X, Y)
    assert terms.evaluate(one, {"x": Fraction(3)}) == 3
    with pytest.raises(KeyError, match="y"):
        terms.evaluate(one, {"x": Fraction(0)})
    assert terms.evaluate(Fraction(5), {}) == 5


def test_names_are_listed_once_in_order() -> None:
    """The unknowns of formulas come in the order of their first use, each once."""
    assert terms.names_in(Y * X, 3, X + Z > 0, None) == ["y", "x", "z"]
    deep: Any = X
    for _ in range(5000):
        deep = Term("product", deep, Y)
    assert terms.names_in(deep) == ["x", "y"]
