"""Formulas: what is printed of an amount or a truth has its value, in few brackets."""

import operator
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neverfalls.spec.numbers import ExactNumbers, SymbolicNumbers, terms
from neverfalls.spec.words.formula import Formula
from neverfalls.spec.words.notation import LaTeX, PlainText

from ..numbers.arithmetic import value_of

# Random formulas, as trees that are built into terms.

UNKNOWNS = ("pool", "supply", "buyer points", "exit fee")
rationals = st.fractions(min_value=-5, max_value=5, max_denominator=6)
Trees = st.SearchStrategy[Any]


def truths(amounts: Trees) -> Trees:
    """Comparisons of amounts, joined and denied."""
    compared = st.tuples(st.sampled_from((">", ">=", "==")), amounts, amounts)
    joined = st.tuples(st.sampled_from(("and", "or")), compared, compared)
    either = compared | joined
    return either | st.tuples(st.just("not"), either) | st.tuples(st.just("and"), joined, joined)


def grown(amounts: Trees) -> Trees:
    """Amounts made of amounts."""
    signs = st.sampled_from(("+", "-", "*", "/", "min", "max"))
    choices = st.tuples(st.just("if"), truths(amounts), amounts, amounts)
    return st.tuples(signs, amounts, amounts) | st.tuples(st.just("floor"), amounts) | choices


amount_trees = st.recursive(st.sampled_from(UNKNOWNS) | rationals, grown, max_leaves=10)


def built(tree: Any, numbers: SymbolicNumbers) -> Any:
    """The term of a tree."""
    if isinstance(tree, str):
        return terms.name(tree)
    if isinstance(tree, Fraction):
        return tree
    sign, *parts = tree
    makers: dict[str, Any] = {
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "/": numbers.ratio,
        "min": numbers.minimum,
        "max": numbers.maximum,
        "floor": numbers.floor,
        "if": numbers.choose,
        ">": operator.gt,
        ">=": operator.ge,
        "==": terms.equal,
        "and": numbers.both,
        "or": numbers.either,
        "not": numbers.negation,
    }
    return makers[sign](*(built(part, numbers) for part in parts))


def evaluated(term: Any, numbers: SymbolicNumbers, values: Mapping[str, Fraction]) -> Any:
    """What ``terms.evaluate`` says, each quotient having the value of its definition."""
    known = dict(values)
    for label, sides in numbers.definitions.items():
        above, below = (terms.evaluate(side, known) for side in sides)
        known[label] = ExactNumbers().ratio(above, below)
    return terms.evaluate(term, known)


def printed(term: Any, numbers: SymbolicNumbers) -> str:
    return Formula(PlainText(), numbers, {}).write(term)


@given(amount_trees, st.fixed_dictionaries(dict.fromkeys(UNKNOWNS, rationals)))
def test_amounts_are_printed_exactly(tree: Any, values: dict[str, Fraction]) -> None:
    """A printed amount, read as arithmetic, has the value of the term for any numbers."""
    numbers = SymbolicNumbers()
    term = built(tree, numbers)
    assert evaluated(term, numbers, values) == value_of(printed(term, numbers), values)


@given(truths(amount_trees), st.fixed_dictionaries(dict.fromkeys(UNKNOWNS, rationals)))
def test_truths_are_printed_exactly(tree: Any, values: dict[str, Fraction]) -> None:
    """A printed truth, read as arithmetic, is true exactly where the term is."""
    numbers = SymbolicNumbers()
    term = built(tree, numbers)
    known = {**values, "always": Fraction(1), "never": Fraction(0)}
    assert evaluated(term, numbers, values) == value_of(printed(term, numbers), known)


POOL, SUPPLY, PAID, FEE = (terms.name(each) for each in ("pool", "supply", "paid", "exit fee"))


@pytest.mark.parametrize(
    ("term", "text", "latex"),
    [
        (Fraction(3, 10), "3/10", r"\frac{3}{10}"),
        (Fraction(-2), "−2", "-2"),
        (POOL - POOL, "0", "0"),
        (-POOL, "−pool", r"-\text{pool}"),
        (1 - FEE, "1 − exit fee", r"1 - \text{exit fee}"),
        (PAID - 1, "paid − 1", r"\text{paid} - 1"),
        ((1 - FEE) * PAID, "(1 − exit fee) × paid", None),
        (
            POOL + FEE * PAID,
            "pool + exit fee × paid",
            r"\text{pool} + \text{exit fee} \cdot \text{paid}",
        ),
        (PAID * Fraction(3, 10), "3/10 × paid", r"\frac{3 \cdot \text{paid}}{10}"),
        (PAID > 0, "paid > 0", r"\text{paid} > 0"),
        (PAID >= 0, "paid ≥ 0", r"\text{paid} \ge 0"),
        (PAID < 0, "paid < 0", r"\text{paid} < 0"),
        (PAID <= 0, "paid ≤ 0", r"\text{paid} \le 0"),
        (PAID <= POOL, "pool ≥ paid", r"\text{pool} \ge \text{paid}"),
        (terms.equal(PAID, POOL), "paid = pool", r"\text{paid} = \text{pool}"),
        (terms.negate(terms.equal(PAID, 0)), "not (paid = 0)", None),
        (
            terms.any_of(terms.all_of(PAID > 0, POOL > 0), SUPPLY > 0),
            "paid > 0 and pool > 0 or supply > 0",
            None,
        ),
        (
            terms.all_of(PAID > 0, terms.any_of(POOL > 0, SUPPLY > 0)),
            "paid > 0 and (pool > 0 or supply > 0)",
            None,
        ),
        (terms.choose(PAID <= POOL, PAID, POOL), "min(paid, pool)", None),
        (terms.choose(PAID >= POOL, PAID, POOL), "max(paid, pool)", None),
        (
            Fraction(1, 100) * terms.floor(100 * PAID * FEE),
            "1/100 × ⌊100 × paid × exit fee⌋",
            r"\frac{\left\lfloor 100 \cdot \text{paid} \cdot \text{exit fee} \right\rfloor}{100}",
        ),
        (terms.choose(PAID > POOL, SUPPLY, POOL), "supply if paid > pool else pool", None),
        (
            terms.choose(PAID > 0, POOL, SUPPLY) * FEE,
            "(pool if paid > 0 else supply) × exit fee",
            None,
        ),
    ],
)
def test_brackets_and_signs(term: Any, text: str, latex: str | None) -> None:
    """Formulas have the fewest brackets that keep their sense, and each comparison its sign."""
    numbers = SymbolicNumbers()
    assert text == printed(term, numbers)
    if latex is not None:
        assert latex == Formula(LaTeX(), numbers, {}).write(term)


def test_quotients_are_fractions() -> None:
    """A named quotient is printed as the fraction that defines it, in one fraction with others."""
    numbers = SymbolicNumbers()
    value = numbers.ratio(PAID * POOL, SUPPLY)
    assert printed(FEE * value, numbers) == "exit fee × paid × pool ÷ supply"
    assert printed(numbers.ratio(value, PAID + 1), numbers) == (
        "paid × pool ÷ (supply × (paid + 1))"
    )
    assert printed(numbers.ratio(PAID, value), numbers) == "paid ÷ (paid × pool ÷ supply)"
    assert Formula(LaTeX(), numbers, {}).write(value) == (
        r"\frac{\text{paid} \cdot \text{pool}}{\text{supply}}"
    )


def test_quotient_of_choices_is_a_choice_of_quotients() -> None:
    """Where the denominator depends on a condition, each case is printed as its own fraction."""
    numbers = SymbolicNumbers()
    live = SUPPLY > 0
    above, below = numbers.choose(live, SUPPLY, 1), numbers.choose(live, POOL, FEE)
    assert printed(numbers.ratio(PAID * above, below), numbers) == (
        "paid × supply ÷ pool if supply > 0 else paid ÷ exit fee"
    )
