"""Terms as computer algebra: what a choice, a quotient and an assumption become."""

from fractions import Fraction

import pytest
import sympy

from neverfalls.proofs.algebra.expressions import (
    Algebra,
    DerivationFailed,
    fraction,
    positive,
    tidy,
)
from neverfalls.spec.numbers import SymbolicNumbers, terms

A, B = positive("a"), positive("b")


def algebra() -> tuple[SymbolicNumbers, Algebra]:
    numbers = SymbolicNumbers()
    return numbers, Algebra(numbers, {"other.name": B})


def test_sums_and_products_stay_exact() -> None:
    """Coefficients become exact rationals, and names take the symbols they are given."""
    _, translator = algebra()
    amount = Fraction(1, 3) * terms.name("a") * terms.name("other.name") - Fraction(1, 10)
    assert A * B / 3 - sympy.Rational(1, 10) == translator.amount(amount)


def test_whole_part_is_a_floor() -> None:
    """A whole part becomes sympy's, which knows that of a number."""
    _, translator = algebra()
    part = translator.amount(terms.floor(terms.name("a")) * Fraction(1, 10))
    assert (sympy.floor(A) / 10, sympy.Rational(3, 10)) == (
        part,
        part.subs(A, sympy.Rational(7, 2)),
    )


def test_quotient_is_divided_out() -> None:
    """A named quotient becomes numerator over denominator, nested ones too."""
    numbers, translator = algebra()
    once = numbers.ratio(terms.name("a"), terms.name("other.name"))
    twice = numbers.ratio(once, terms.name("other.name") + 1)
    assert sympy.factor(translator.amount(twice)) == A / (B * (B + 1))


def test_quotient_whose_denominator_may_vanish_keeps_both_cases() -> None:
    """Where the denominator's sign is not known, a quotient by 0 is still 0."""
    numbers, translator = algebra()
    quotient = numbers.ratio(terms.name("a"), terms.name("a") - terms.name("other.name"))
    assert translator.amount(quotient).subs({A: 2, B: 2}) == 0
    assert translator.amount(quotient).subs({A: 4, B: 2}) == 2


@pytest.mark.parametrize(
    ("shift", "expected"), [(Fraction(0), sympy.Integer(1)), (Fraction(1), sympy.Integer(1))]
)
def test_choice_that_signs_decide_is_one_branch(shift: Fraction, expected: sympy.Expr) -> None:
    """A positive symbol, with nothing or something added, decides a choice on being positive."""
    numbers, translator = algebra()
    choice = numbers.choose(terms.name("a") + shift > 0, Fraction(1), Fraction(2))
    assert expected == translator.amount(choice)


def test_choice_that_signs_leave_open_is_a_case_distinction() -> None:
    """On the boundary a = b itself, a minimum written with <= takes the first branch."""
    numbers, translator = algebra()
    least = translator.amount(numbers.minimum(terms.name("a"), terms.name("other.name") * 1))
    assert least.has(sympy.Piecewise)
    assert [least.subs({A: a, B: b}) for a, b in ((1, 2), (2, 2), (3, 2))] == [1, 2, 2]


@pytest.mark.parametrize("kind", ["and", "or", "not", "zero"])
def test_truths_become_conditions(kind: str) -> None:
    """Each connective keeps its sense, at values on both sides of its boundary."""
    _, translator = algebra()
    more, less = terms.name("a") > 1, terms.name("a") < 3
    truth, expected = {
        "and": (terms.all_of(more, less), [False, True, False]),
        "or": (terms.any_of(terms.negate(less), terms.negate(more)), [True, False, True]),
        "not": (terms.negate(terms.all_of(more, less)), [True, False, True]),
        "zero": (terms.equal(terms.name("a"), 2), [False, True, False]),
    }[kind]
    condition = translator.truth(truth)
    assert expected == [bool(condition.subs(A, value)) for value in (1, 2, 3)]


def test_assumption_decides_what_follows() -> None:
    """An assumed sign settles later choices and denominators, and is kept as a condition."""
    numbers, translator = algebra()
    gap = terms.name("a") - terms.name("other.name")
    translator.assume(gap > 0, "a is more than b")
    assert [A - B > 0] == translator.conditions
    assert translator.amount(numbers.choose(2 * gap > 0, Fraction(1), Fraction(2))) == 1
    assert sympy.cancel(translator.amount(numbers.ratio(Fraction(1), gap))) == 1 / (A - B)


def test_assumption_that_is_never_met_is_refused() -> None:
    """Assuming that a positive symbol is at most 0 fails and says why."""
    _, translator = algebra()
    with pytest.raises(DerivationFailed, match="nothing is left") as caught:
        translator.assume(terms.name("a") <= 0, "nothing is left")
    assert caught.value.stage == "requirement"


def test_truth_is_no_amount() -> None:
    """A truth where an amount is due is an error, and the other way round."""
    _, translator = algebra()
    with pytest.raises(DerivationFailed, match="an amount, not a truth"):
        translator.amount(terms.name("a") > 0)
    with pytest.raises(DerivationFailed, match="a truth, not an amount"):
        translator.truth(terms.name("a"))


@pytest.mark.parametrize(
    "expression",
    [1 - A, A - 1, B * (1 - A), -B / (A - 1), -1 / (A - 1) ** 2, (A - 1) / (B - 1), -3 * A],
)
def test_tidying_changes_nothing(expression: sympy.Expr) -> None:
    """Moving minus signs about leaves the value and brings in no inexact number."""
    assert sympy.simplify(tidy(expression) - expression) == 0
    assert not tidy(expression).has(sympy.Float)


def test_tidying_puts_the_minus_inside() -> None:
    """A factor r - 1 with a minus in front is written 1 - r."""
    assert str(tidy(-B * (A - 1))) == "b*(1 - a)"


def test_fraction_refuses_what_is_not_rational() -> None:
    """Only a rational number has an exact fraction; gamma quotients that cancel are one."""
    third = sympy.Rational(1, 3)
    assert Fraction(4, 9) == fraction(sympy.gamma(2 + third) / sympy.gamma(third), "test")
    with pytest.raises(DerivationFailed, match="a rational number"):
        fraction(sympy.sqrt(2), "test")
