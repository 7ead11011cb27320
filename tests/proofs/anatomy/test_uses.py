"""What a certificate makes use of is read from it."""

from fractions import Fraction

from neverfalls.proofs.anatomy.uses import uses
from neverfalls.proofs.certificates.checker import check
from neverfalls.proofs.certificates.statement import read

TEXT = """
(declare-const |v1| Real)
(declare-const |v2| Real)
(declare-const |v3| Real)
(assert (> |v1| 0.0))
(assert (>= |v2| 0.0))
(assert (>= |v3| 0.0))
(assert (> (+ (* (- 1.0) (* |v1| |v2|)) (* (- 1.0) |v1|)) 0.0))
"""
PROOF = ["sum", [["1", [4]], ["1", [1, 2]], ["1", [1]]]]


def test_a_product_names_the_facts_that_are_multiplied() -> None:
    """The example of the checker uses three of four assertions, and multiplies two of them."""
    check(read(TEXT), PROOF)
    found = uses(TEXT, PROOF)
    assert {0, 1, 3} == found.assertions
    ((first, second),) = found.products
    assert (0, 1) == (first.assertion, second.assertion)
    assert {("v1",): Fraction(1)} == first.comparison.polynomial


def test_a_case_counts_for_the_assertion_that_it_is_a_case_of() -> None:
    """What holds in one of several cases is part of the assertion that has these cases."""
    text = "(declare-const |v1| Real)(assert (or (> |v1| 1.0) (> |v1| 2.0)))(assert (< |v1| 0.0))"
    proof = ["cases", 1, [["sum", [["1", [3]], ["1", [2]]]], ["sum", [["1", [3]], ["1", [2]]]]]]
    check(read(text), proof)
    assert {0, 1} == uses(text, proof).assertions


def test_an_equation_times_an_amount_is_a_product_too() -> None:
    """The amount is no fact, and has no sign."""
    text = """
    (declare-const |v1| Real)
    (declare-const |v2| Real)
    (assert (= |v1| 0.0))
    (assert (> (* |v1| |v2|) 0.0))
    """
    proof = ["sum", [["1", [2]], [[["-1", ["v2"]]], [1]]]]
    check(read(text), proof)
    ((equation, amount),) = uses(text, proof).products
    assert ("=", "", None) == (equation.comparison.sign, amount.comparison.sign, amount.assertion)
