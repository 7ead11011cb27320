"""Questions to the solver: leaving facts out only weakens them, and texts mean what terms mean."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neverfalls.proofs.induction.discharging import LIKELY
from neverfalls.proofs.solving.engines import ask_cvc5, ask_z3, nonlinear
from neverfalls.proofs.solving.smtlib import (
    anonymous,
    complete,
    formula,
    meanings,
    number,
    relevant,
    script,
    unknowns,
    whole_parts,
)
from neverfalls.spec.numbers import SymbolicNumbers, terms

BUDGET = 500_000
FEW = settings(max_examples=40)
NAMES = [terms.name(label) for label in "abcdef"]
X, Y = NAMES[:2]

small = st.integers(-3, 3)
amounts = st.builds(
    lambda i, j, m, n, c: terms.linear(((NAMES[i], m), (NAMES[j], n), (c, 1))),
    st.integers(0, 5),
    st.integers(0, 5),
    small,
    small,
    small,
)
truths = st.builds(terms.sign, st.sampled_from(["positive", "nonnegative", "zero"]), amounts)


def status(facts: list[Any]) -> str:
    """Ask z3 whether these can be true together."""
    return ask_z3(script(facts), BUDGET).status


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[Any], SymbolicNumbers, Any]:
    """Facts, quotients and a goal, some of them about one another."""
    numbers = SymbolicNumbers()
    quotients = [
        numbers.ratio(draw(amounts), draw(st.sampled_from(NAMES)))
        for _ in range(draw(st.integers(0, 2)))
    ]
    facts = draw(st.lists(truths, min_size=1, max_size=6))
    facts += [quotient + draw(amounts) >= 0 for quotient in quotients]
    return facts, numbers, draw(truths)


@FEW
@given(questions(), st.sampled_from(LIKELY))
def test_leaving_facts_out_only_weakens(
    question: tuple[list[Any], SymbolicNumbers, Any], reach: tuple[int, int] | None
) -> None:
    """What follows from the relevant facts follows from all; nothing is added to what is known."""
    facts, numbers, goal = question
    kept = relevant(facts, numbers.definitions, goal, reach)
    defined = list(meanings(numbers.definitions, numbers.definitions))
    assert [fact for fact in kept if fact not in facts and fact not in defined] == []
    if status([*kept, goal]) == "unsat":
        assert status(complete([*facts, goal], numbers.definitions)) == "unsat"


@FEW
@given(questions())
def test_what_is_out_of_reach_shares_no_unknown(
    question: tuple[list[Any], SymbolicNumbers, Any],
) -> None:
    """With no limit, a fact is left out only if it shares no unknown with any that is kept."""
    facts, numbers, goal = question
    kept = relevant(facts, numbers.definitions, goal)
    known = set(terms.names_in(goal, *kept))
    left = [fact for fact in facts if isinstance(fact, terms.Term) and fact not in kept]
    assert [fact for fact in left if known & set(terms.names_in(fact))] == []


def test_quotients_come_with_their_definitions() -> None:
    """A quotient in the goal brings in its meaning, and that of the quotients inside it."""
    numbers = SymbolicNumbers()
    inner = numbers.ratio(X, Y)
    outer = numbers.ratio(inner, NAMES[2])
    kept = relevant([Y > 0, NAMES[5] > 0], numbers.definitions, outer > 0)
    assert kept == [Y > 0, *meanings(numbers.definitions, ["quotient.2", "quotient.1"])]


@pytest.mark.parametrize(
    ("numerator", "denominator", "quotient"),
    [(6, 3, 2), (0, 3, 0), (-6, 3, -2), (6, 0, 0), (0, 0, 0)],
)
def test_a_quotient_has_one_value(numerator: int, denominator: int, quotient: int) -> None:
    """A named quotient is the quotient, and 0 where the denominator is 0, and nothing else."""
    numbers = SymbolicNumbers()
    named = numbers.ratio(X, Y)
    facts = [terms.equal(X, numerator), terms.equal(Y, denominator)]
    right = complete([*facts, terms.equal(named, quotient)], numbers.definitions)
    wrong = complete([*facts, terms.negate(terms.equal(named, quotient))], numbers.definitions)
    assert (status(right), status(wrong)) == ("sat", "unsat")


@FEW
@given(st.fractions(), st.fractions())
def test_numbers_are_written_exactly(left: Fraction, right: Fraction) -> None:
    """A solver reads the very number, whatever its sign and size."""
    facts = [terms.equal(X, left), terms.equal(Y, right), (X - left) + (Y - right) > 0]
    assert status(facts) == "unsat"
    answer = ask_z3(script([terms.equal(X - Y, left - right), terms.equal(Y, right)]), BUDGET)
    assert answer.model["a"] == left


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(3), "3.0"),
        (Fraction(-3), "(- 3.0)"),
        (Fraction(3, 10), "(/ 3.0 10.0)"),
        (Fraction(-3, 10), "(- (/ 3.0 10.0))"),
        (Fraction(0), "0.0"),
    ],
)
def test_the_text_of_a_number(value: Fraction, text: str) -> None:
    """Numbers are written so that every solver reads them."""
    assert number(value) == text


def test_both_solvers_read_every_kind_of_term() -> None:
    """Sums, products, choices, comparisons and connectives mean the same to both solvers."""
    choice = terms.choose(terms.all_of(X > 0, terms.negate(terms.equal(Y, 0))), X * Y, 2 * X - Y)
    facts = [terms.equal(X, 3), terms.equal(Y, Fraction(-1, 2)), terms.any_of(X <= 0, Y < 1)]
    for value, expected in ((Fraction(-3, 2), "sat"), (Fraction(1), "unsat")):
        text = script([*facts, terms.equal(choice, value)])
        assert (ask_z3(text, BUDGET).status, ask_cvc5(text, BUDGET).status) == (expected, expected)


WHOLE_X_Y = (terms.floor(X) >= X, terms.floor(Y) >= Y)

WHOLE: list[tuple[Any, bool, str, str]] = [
    # what is asked, whether whole parts have to be whole, what z3 and cvc5 say
    (terms.all_of(X >= Y, terms.floor(X) < terms.floor(Y)), False, "unsat", "unsat"),
    (terms.all_of(X * Y > 1, X >= Y, terms.floor(X) < terms.floor(Y)), False, "unsat", "unsat"),
    (terms.all_of(terms.floor(X) > X), False, "unsat", "unsat"),
    (terms.all_of(X - terms.floor(X) >= 1), False, "unsat", "unsat"),
    (terms.all_of(terms.floor(X) > 0, terms.floor(X) < 1), False, "unsat", "unsat"),
    (terms.equal(2 * terms.floor(X), 3), False, "sat", "sat"),
    (terms.floor(X + Y) < terms.floor(X) + terms.floor(Y), False, "unsat", "unsat"),
    (terms.floor(X + Y) > terms.floor(X) + terms.floor(Y) + 1, False, "unsat", "unsat"),
    (terms.all_of(*WHOLE_X_Y, terms.floor(X - Y) < X - Y), False, "unsat", "unsat"),
    (terms.all_of(*WHOLE_X_Y, terms.floor(-X) < -X), False, "unsat", "unsat"),
    (terms.floor(X + Y) > terms.floor(X) + terms.floor(Y), False, "sat", "sat"),
    (terms.equal(2 * terms.floor(X), 3), True, "unsat", ""),
    (terms.equal(2 * terms.floor(X), 4), True, "sat", ""),
    (terms.equal(2 * terms.floor(terms.floor(X) + Y), 3), True, "unsat", ""),
]


@pytest.mark.parametrize(("truth", "whole", "z3", "cvc5"), WHOLE)
def test_whole_parts_are_near_and_apart(truth: Any, whole: bool, z3: str, cvc5: str) -> None:
    """What bounds and distances exclude is excluded in real numbers; the rest if whole is said."""
    text = script([truth], whole)
    assert z3 == ask_z3(text, BUDGET).status
    assert not cvc5 or cvc5 == ask_cvc5(text, BUDGET).status


def test_a_question_without_whole_parts_is_the_same_text() -> None:
    """Whether whole parts must be whole is of no consequence where there are none."""
    assert script([X * Y > X]) == script([X * Y > X], whole=True)


def test_scripts_depend_on_the_formula_only() -> None:
    """Equal questions are equal texts, also when only the names of the unknowns differ."""
    assert script([X > 0, True]) == script([X > 0])
    assert "(assert false)" in script([X > 0, False])
    assert anonymous(script([X * Y > X])) == anonymous(script([Y * X > Y]))
    assert anonymous(script([X * Y > X])) != anonymous(script([X * Y > Y]))


@pytest.mark.parametrize(
    ("truth", "expected"),
    [
        (2 * X - Y > 3, False),
        (Fraction(-3, 7) * X > 3, False),
        (-4 * X - Fraction(1, 2) * Y >= 0, False),
        (X * Y > 0, True),
        (3 * (X * X) - 1 > 0, True),
        ((X + Y) * (X - Y) >= 0, True),
        (terms.choose(X > 0, X, Y) * Y > 0, True),
    ],
)
def test_products_of_unknowns_are_seen(truth: Any, expected: bool) -> None:
    """Only a product of unknowns makes a question non-linear, not a number times an unknown."""
    assert nonlinear(script([truth, 2 * X + 3 * Y > 1])) is expected


def test_a_formula_names_what_occurs_twice() -> None:
    """It is closed: names are given inside it, and a whole part is one of the standard."""
    one, other = terms.name("one"), terms.name("the other")
    both = one + other
    assert "|one|" == formula(one)
    assert "true" == formula(True)
    assert "(- (/ 1.0 2.0))" == formula(Fraction(-1, 2))
    assert "(let ((s0 (+ |one| |the other|))) (* s0 s0))" == formula(both * both)
    assert "(to_real (to_int |one|))" == formula(terms.floor(one))


def test_the_unknowns_of_a_script_come_in_the_order_of_their_numbers() -> None:
    """Quotients have the names by which they are defined, and whole parts stand for terms."""
    quotient, amount = terms.name("quotient.7"), terms.name("paid")
    truths = [terms.floor(amount) >= 1, quotient > amount]
    assert ["paid", "quotient.7", "floor.1"] == unknowns(truths)
    assert {"floor.1": terms.floor(amount)} == whole_parts(truths)
    numbered = anonymous(script(truths))
    assert numbered.index("|v2|") < numbered.index("|v3|")
