"""Finding certificates: what is found is good, and nothing is found for facts that can hold."""

import pytest

from neverfalls.proofs.certificates import finder
from neverfalls.proofs.certificates.checker import check
from neverfalls.proofs.certificates.core import needed
from neverfalls.proofs.certificates.finder import find
from neverfalls.proofs.certificates.linear import Hypothesis
from neverfalls.proofs.certificates.statement import read

UNKNOWNS = "".join(f"(declare-const |v{number}| Real)" for number in range(1, 25))


def statement(*facts: str) -> str:
    return UNKNOWNS + "".join(f"(assert {fact})" for fact in facts)


CHOSEN = [f"(ite (> |v{number}| 5.0) |v{number + 1}| 0.0)" for number in range(1, 12)]
ADDED = " ".join(CHOSEN)
"""Eleven conditional terms: two thousand cases, if they were told one by one."""

QUOTIENTS = [(f"|v{n}|", f"|v{n + 1}|", f"|v{n + 2}|", f"|v{n + 3}|") for n in range(2, 22, 4)]
"""Five times a price p/n and a number of points s that are worth m: p·s = m·n."""

ALL_POINTS = " ".join(points for _price, points, _worth, _divisor in QUOTIENTS)
ALL_WORTH = " ".join(worth for _price, _points, worth, _divisor in QUOTIENTS)

NEVER_BELOW = [
    *(
        fact
        for p, s, m, n in QUOTIENTS
        for fact in (
            f"(> {n} 0.0)",
            f"(> {s} 0.0)",
            f"(= (* {p} {s}) (* {m} {n}))",
            f"(>= {p} (* |v1| {n}))",
        )
    ),
    f"(> (* |v1| (+ {ALL_POINTS})) (+ {ALL_WORTH}))",
]
"""No price is below v1, and yet all points together are worth less than that."""


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
        pytest.param(NEVER_BELOW, id="five factors to be cancelled"),
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


def test_factors_are_cancelled_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sum alone would have to carry all five along, which is more than are multiplied."""
    known = [Hypothesis(each) for each in read(statement(*NEVER_BELOW))]
    monkeypatch.setattr(finder, "CANCELLED", 0)
    assert finder._with_factors_cancelled(known) is None


def test_what_is_cancelled_has_to_be_more_than_zero() -> None:
    """If a divisor may be 0, the points may be worth anything."""
    facts = [fact.replace("(> |v5| 0.0)", "(>= |v5| 0.0)") for fact in NEVER_BELOW]
    assert facts != NEVER_BELOW
    known = [Hypothesis(each) for each in read(statement(*facts))]
    assert finder._with_factors_cancelled(known) is None
