"""Finding certificates: what is found is good, and nothing is found for facts that can hold."""

import pytest

from neverfalls.proofs.certificates.checker import check
from neverfalls.proofs.certificates.core import needed
from neverfalls.proofs.certificates.finder import find
from neverfalls.proofs.certificates.linear import Hypothesis
from neverfalls.proofs.certificates.statement import read

UNKNOWNS = "".join(f"(declare-const |v{number}| Real)" for number in range(1, 14))


def statement(*facts: str) -> str:
    return UNKNOWNS + "".join(f"(assert {fact})" for fact in facts)


CHOSEN = [f"(ite (> |v{number}| 5.0) |v{number + 1}| 0.0)" for number in range(1, 12)]
ADDED = " ".join(CHOSEN)
"""Eleven conditional terms: two thousand cases, if they were told one by one."""


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(["(> |v1| 0.0)", "(>= (- |v1|) 0.0)"], id="a sum"),
        pytest.param(
            ["(> |v1| 0.0)", "(> |v2| 0.0)", "(>= (* (- 1.0) (* |v1| |v2|)) 0.0)"], id="a product"
        ),
        pytest.param(
            ["(= (* |v1| |v2|) 1.0)", "(= |v2| 0.0)"], id="an unknown that is said by an equality"
        ),
        pytest.param(
            ["(= (+ |v1| |v2|) 3.0)", "(= (+ |v1| (* 2.0 |v2|)) 4.0)", "(> (* |v1| |v2|) 2.0)"],
            id="two equalities, one in the other",
        ),
        pytest.param(
            ["(or (> |v1| 1.0) (> |v2| 1.0))", "(>= 1.0 |v1|)", "(>= 1.0 |v2|)"], id="cases"
        ),
        pytest.param(
            [
                "(> |v1| 0.0)",
                "(or (and (> |v2| 0.0) (or (> |v3| 0.0) (> |v3| 1.0))) (>= (- |v1|) 0.0))",
                "(or (>= (- |v2|) 0.0) (>= (- |v3|) 0.0))",
            ],
            id="a choice inside a choice",
        ),
        pytest.param(
            [*(f"(>= |v{n}| 0.0)" for n in range(2, 13)), f"(> 0.0 (+ {ADDED}))"],
            id="a sum of many conditional terms",
        ),
    ],
)
def test_a_certificate_is_found_and_is_good(facts: list[str]) -> None:
    """The checker has the last word."""
    hypotheses = read(statement(*facts))
    proof = find(hypotheses)
    assert proof is not None
    check(hypotheses, proof)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(["(>= |v1| 0.0)"], id="a fact alone"),
        pytest.param(["(>= |v1| 0.0)", "(>= (- |v1|) 0.0)"], id="both hold at 0"),
        pytest.param(
            ["(or (> |v1| 0.0) (> |v2| 0.0))", "(>= (- |v1|) 0.0)"], id="one case is left"
        ),
        pytest.param(["(= (* |v1| |v1|) 2.0)"], id="an irrational number"),
    ],
)
def test_nothing_is_found_for_facts_that_can_hold(facts: list[str]) -> None:
    """The search ends, and says so."""
    assert find(read(statement(*facts))) is None


def test_the_same_certificate_is_found_again() -> None:
    """The effort is counted, so nothing depends on the time that it takes."""
    facts = ["(> |v1| 0.0)", "(> |v2| |v1|)", "(>= (* |v1| |v1|) (* |v2| |v2|))"]
    hypotheses = read(statement(*facts))
    assert find(hypotheses) == find(hypotheses)


def test_facts_that_are_not_needed_are_left_aside() -> None:
    """Of four facts two contradict each other."""
    facts = ["(> |v1| 0.0)", "(> |v2| 0.0)", "(> |v3| 0.0)", "(>= (- |v2|) 0.0)"]
    known = [Hypothesis(each) for each in read(statement(*facts))]
    assert needed(known) == [known[1], known[3]]
