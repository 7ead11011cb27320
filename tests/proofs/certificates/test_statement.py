"""Statements: what is read from the text of a question, and what is no question."""

import re
from fractions import Fraction

import pytest

from neverfalls.proofs.certificates.statement import (
    AnyOf,
    BadStatement,
    Comparison,
    Polynomial,
    conditionals,
    grouped,
    multiply,
    read,
    replaced,
)

HALF = Fraction(1, 2)


def test_facts_are_read_as_comparisons_with_zero() -> None:
    """Both sides of a comparison are brought to one, and less becomes more."""
    text = """
    (declare-const |v1| Real)
    (declare-const |v2| Real)
    (assert (<= |v1| (* (/ 1.0 2.0) |v2|)))
    (assert (not (>= (* |v1| |v2|) 3.0)))
    """
    assert read(text) == [
        Comparison(">=", {("v1",): Fraction(-1), ("v2",): HALF}),
        Comparison(">", {("v1", "v2"): Fraction(-1), (): Fraction(3)}),
    ]


def test_what_is_not_equal_is_more_or_less() -> None:
    """A negated equality is a choice of two strict comparisons."""
    (choice,) = read("(declare-const |v1| Real)(assert (not (= |v1| 1.0)))")
    more = Comparison(">", {("v1",): Fraction(1), (): Fraction(-1)})
    less = Comparison(">", {("v1",): Fraction(-1), (): Fraction(1)})
    assert choice == AnyOf((more, less))


def test_a_conditional_term_gets_one_name_and_both_its_cases() -> None:
    """Wherever the term stands it is the same unknown, and it is said last what it comes to."""
    text = """
    (declare-const |v1| Real)
    (define-fun s0 () Real (ite (> |v1| 0.0) |v1| 1.0))
    (assert (> s0 0.0))
    (assert (> (ite (> |v1| 0.0) |v1| 1.0) 2.0))
    """
    first, second, yes, no = read(text)
    assert first == Comparison(">", {("c1",): Fraction(1)})
    assert second == Comparison(">", {("c1",): Fraction(1), (): Fraction(-2)})
    negative = Comparison(">=", {("v1",): Fraction(-1)})
    assert yes == AnyOf((negative, Comparison("=", {("c1",): Fraction(1), ("v1",): Fraction(-1)})))
    positive = Comparison(">", {("v1",): Fraction(1)})
    assert no == AnyOf((positive, Comparison("=", {("c1",): Fraction(1), (): Fraction(-1)})))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("(assert (> |v1| 0.0))", "no such amount: |v1|", id="not declared"),
        pytest.param("(check-sat)", "no such command", id="another command"),
        pytest.param("(assert (xor true))", "no such truth: (xor true)", id="another connective"),
        pytest.param(
            f"(declare-fun |{'v' * 300}|)",
            f"no such command: (declare-fun |{'v' * 186}$",
            id="a long command, of which the message keeps the beginning",
        ),
        pytest.param(
            f"(assert (xor |{'v' * 300}|))",
            f"no such truth: (xor |{'v' * 194}$",
            id="a long truth",
        ),
        pytest.param(
            f"(assert (> |{'v' * 300}| 0.0))",
            f"no such amount: |{'v' * 199}$",
            id="a long amount",
        ),
        pytest.param("(assert (> 1.0 0.0)", "not closed", id="a bracket is missing"),
        pytest.param("(assert (> 1.0 0.0)))", "not opened", id="a bracket too many"),
        pytest.param("(assert (> 1 0.0))", "no such amount: 1", id="a number of another kind"),
        pytest.param("(assert (> (/ 1.0 0.0) 0.0))", "no such amount", id="a division by zero"),
        pytest.param("(assert s1)", "no such truth: s1", id="an undefined truth"),
        pytest.param(
            "(declare-const |c1| Real)(assert (> (ite (> |c1| 0.0) 1.0 2.0) 0.0))",
            "as a conditional term would be",
            id="an unknown with the name of a conditional term",
        ),
    ],
)
def test_what_is_no_question_is_refused(text: str, told: str) -> None:
    """Whatever the writer of questions does not write has no meaning here."""
    with pytest.raises(BadStatement, match=re.sub(r"([|()])", r"\\\1", told)):
        read(text)


def test_hypotheses_are_grouped_by_the_assertion_that_they_are_part_of() -> None:
    """An assertion of two comparisons has two; what conditional terms come to is the last group."""
    text = """
    (declare-const |v1| Real)
    (assert (and (> |v1| 0.0) (> |v1| 1.0)))
    (assert (> (ite (> |v1| 2.0) |v1| 3.0) 0.0))
    """
    assert [2, 1, 2] == [len(group) for group in grouped(text)]
    assert read(text) == [each for group in grouped(text) for each in group]


def test_a_conditional_term_is_known_by_its_name() -> None:
    """Its condition, and what it comes to where that holds and elsewhere; those inside it too."""
    text = """
    (declare-const |v1| Real)
    (assert (> (ite (> |v1| 2.0) (ite (> |v1| 4.0) 5.0 |v1|) 3.0) 0.0))
    """
    found = conditionals(text)
    assert Comparison(">", {("v1",): Fraction(1), (): Fraction(-2)}) == found["c1"].condition
    amounts = [found["c1"].yes, found["c1"].no, found["c2"].yes, found["c2"].no]
    assert [
        {("c2",): Fraction(1)},
        {(): Fraction(3)},
        {(): Fraction(5)},
        {("v1",): Fraction(1)},
    ] == amounts


def test_products_of_numbers_and_unknowns_from_either_side() -> None:
    """A number changes coefficients only; unknowns are sorted, and what comes to 0 is left out."""
    number: Polynomial = {(): 2}
    unknown: Polynomial = {("v2",): 3}
    sum_: Polynomial = {("v1",): 1, (): 1}
    assert {("v2",): 6} == multiply(number, unknown) == multiply(unknown, number)
    assert {("v1", "v2"): 3, ("v2",): 3} == multiply(unknown, sum_) == multiply(sum_, unknown)
    assert {("v1", "v1"): 1, (): -1} == multiply(sum_, {("v1",): 1, (): -1})


def test_a_polynomial_in_the_place_of_an_unknown() -> None:
    """Each time it occurs, in every product; where it does not occur, nothing changes."""
    value: Polynomial = {("v2",): 1, (): 1}
    assert {("v2",): 2, (): 2} == replaced({("v1",): 2}, "v1", value)
    assert {("v2", "v2"): 1, ("v2",): 3, (): 2} == replaced(
        {("v1", "v1"): 1, ("v1",): 1}, "v1", value
    )
    assert {("v3",): 1} == replaced({("v3",): 1}, "v1", value)


def test_a_difference_of_one_amount_is_its_opposite() -> None:
    """A minus with one amount negates it, with two it takes the second away."""
    text = "(declare-const |v1| Real)(assert (> (- |v1|) (- |v1| 3.0)))"
    assert [Comparison(">", {("v1",): -2, (): 3})] == read(text)


def test_what_is_true_is_no_hypothesis_and_what_is_false_a_choice_of_nothing() -> None:
    """Under a negation it is the other way about."""
    assert [] == read("(assert true)") == read("(assert (not false))")
    assert [AnyOf(())] == read("(assert false)") == read("(assert (not true))")
