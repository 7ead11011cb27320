"""The lemma on the price, and the surplus of each rule."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from neverfalls.proofs.algebra.closed_form import DERIVATIONS
from neverfalls.proofs.algebra.expressions import (
    ARGUMENTS,
    PARAMETERS,
    DerivationFailed,
    S,
    plain,
    positive,
)
from neverfalls.proofs.algebra.letters import LETTER
from neverfalls.proofs.algebra.surplus import (
    derive_surplus,
    prove_lemma,
    sign_questions,
    surplus_of,
)
from neverfalls.proofs.solving.engines import ask_z3
from neverfalls.spec.model.world import Member, World
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ...schemes import scheme_with

P = positive("p")
X, Q, K = ARGUMENTS["Yuan"], ARGUMENTS["Points"], ARGUMENTS["Constants"]
C, R, G, MU, PHI = (
    PARAMETERS[name] for name in ("contribution", "reward", "points_per_yuan", "margin", "exit_fee")
)

EXPECTED = [
    ("purchase", {}, [C * X * (1 - R)]),
    ("purchase", {"grant": "fixed-number"}, [X * (C - G * P)]),
    (
        "purchase",
        {"mint_price": "after"},
        [C * X * (1 - R) * (P * S + C * X) / (P * S + C * X - R * C * X)],
    ),
    ("sell", {}, [PHI * P * Q]),
    ("sell", {"step_view": "pay-then-burn"}, [(PHI - 1) * P * Q, P * Q * (S + PHI * Q - Q) / S]),
    ("redeem", {}, [P * Q]),
    ("redeem", {"goods_payer": "pool"}, [0]),
    ("redeem", {"goods_payer": "pool-at-cost"}, [MU * P * Q]),
    ("convert", {}, [0]),
    ("convert", {"converted_points": "held-aside"}, [P * Q]),
    ("convert", {"converted_points": "member-keeps-both"}, [0]),
    ("restore", {}, [0]),
    ("restore", {"converted_points": "held-aside"}, [-K]),
    ("restore", {"converted_points": "member-keeps-both"}, [-K]),
    ("spend", {}, [0]),
]


@pytest.mark.parametrize(("rule", "choices", "expected"), EXPECTED)
def test_surplus_of_rule(rule: str, choices: dict[str, str], expected: list[Any]) -> None:
    """Each rule brings in this much beyond what it issues, under each reading it consults."""
    steps = surplus_of(scheme_with(**choices), rule).steps
    assert steps is not None
    assert [0] * len(expected) == [
        (left - right).simplify() for left, right in zip(expected, steps, strict=True)
    ]


def test_surplus_is_written_as_the_clause_says() -> None:
    """The three rules of the core read (1 - r)·c·x, φ·p·q and p·q in factors."""
    found = [surplus_of(scheme_with(), rule).text() for rule in ("purchase", "sell", "redeem")]
    assert found == [
        "purchase: σ = c·x·(1 - r) (always positive)",
        "sell: σ = p·phi·q (always positive)",
        "redeem: σ = p·q (always positive)",
    ]


@pytest.mark.parametrize(
    ("reward", "expected"),
    [("99/100", "always positive"), ("1", "always 0"), ("101/100", "always negative")],
)
def test_sign_turns_where_the_reward_is_one(reward: str, expected: str) -> None:
    """A purchase stops lifting the price exactly where the reward reaches 1."""
    scheme = scheme_with().with_parameters(reward=Fraction(reward))
    assert expected == surplus_of(scheme, "purchase").sign


def test_sign_of_a_granted_number_depends_on_the_state() -> None:
    """Where a number of points is granted, the sign turns with the price itself."""
    sign = surplus_of(scheme_with(grant="fixed-number"), "purchase").sign
    assert sign == "not decided: it may depend on the state"


def test_state_between_paying_and_burning_has_a_sign_of_its_own() -> None:
    """A sale seen while paid but not yet burned lowers the price there, and is said to."""
    found = surplus_of(scheme_with(step_view="pay-then-burn"), "sell")
    assert found.sign == "negative at one of its steps"


def test_closing_a_day_has_no_single_surplus() -> None:
    """A rule that visits all members is reported as such, and not given a formula."""
    found = surplus_of(scheme_with("mall"), "close_day")
    assert found.steps is None
    assert "visits all members" in found.text()
    assert found.to_dict()["surplus"] is None


def test_closing_a_day_that_pays_nothing_has_surplus_zero() -> None:
    """Without dividends and forced exits, closing a day visits nobody and moves no price."""
    scheme = Scheme("days-only", "Days only", ("purchase", "days"))
    assert surplus_of(scheme, "close_day").steps == (0,)


def test_requirements_that_depend_on_the_state_are_listed() -> None:
    """That the seller holds the points is a condition of the sale, not an assumption dropped."""
    assert [str(each) for each in surplus_of(scheme_with(), "sell").conditions] == [
        "alice.points - q >= 0"
    ]


def test_every_letter_is_explained_before_it_is_used() -> None:
    """The text begins with what each letter of its formulas stands for."""
    surpluses = derive_surplus(scheme_with())
    legend, _gap, _formulas = surpluses.text().partition("\n\n")
    steps = [plain(step) for each in surpluses.rules for step in each.steps or ()]
    formulas = ["σ", plain(surpluses.lemma.left), plain(surpluses.lemma.right), *steps]
    letters = {letter for formula in formulas for letter in LETTER.findall(formula)}
    assert letters | {"p"} == {line.split()[0] for line in legend.splitlines() if line[0] == " "}


def test_lemma_is_proved() -> None:
    """The identity leaves nothing over, and all four questions are refuted by the solver."""
    assert len(prove_lemma().questions) == 4
    assert {"unsat"} == {ask_z3(text, 10_000_000).status for text in sign_questions().values()}


@pytest.mark.parametrize(
    ("dropped", "status"), [("(assert (> s0 0.0))", "sat"), ("(assert (> |S| 0.0))", "unsat")]
)
def test_lemma_needs_points_after_the_step(dropped: str, status: str) -> None:
    """Without S + dS > 0 each equivalence fails; S > 0 only makes p a price."""
    texts = list(sign_questions().values())
    assert [text.count(dropped) for text in texts] == [1] * 4
    weakened = [ask_z3(text.replace(dropped, ""), 10_000_000).status for text in texts]
    assert [status] * 4 == weakened


def test_mutated_purchase_changes_its_surplus() -> None:
    """A purchase that grants twice the reward shows another surplus, and another sign."""
    scheme = scheme_with()

    def generous(w: World, buyer: Member, paid: Any) -> None:
        deposit = w.parameters.contribution * paid
        points = w.numbers.ratio(2 * w.parameters.reward * deposit * w.supply, w.pool)
        w.pay(buyer, "pool", deposit)
        w.mint(buyer, points)

    scheme.rules["purchase"] = replace(scheme.rules["purchase"], body=generous)
    found = surplus_of(scheme, "purchase")
    assert found.steps is not None
    assert (found.steps[0] - C * X * (1 - 2 * R)).simplify() == 0
    assert found.sign == "always negative"


def test_rule_that_can_never_run_is_refused() -> None:
    """A mutated rule whose requirement contradicts itself has no surplus."""
    scheme = scheme_with()

    def never(w: World, buyer: Member, paid: Any) -> None:
        w.require(buyer.points < 0, "the buyer owes points")
        w.pay(buyer, "pool", paid)

    scheme.rules["purchase"] = replace(scheme.rules["purchase"], body=never)
    with pytest.raises(DerivationFailed, match="the buyer owes points"):
        surplus_of(scheme, "purchase")


def test_result_is_data_without_numbers() -> None:
    """The result survives JSON, names each rule once, and holds no JSON number."""
    found = derive_surplus(scheme_with())
    data = json.loads(json.dumps(found.to_dict()), parse_float=pytest.fail, parse_int=pytest.fail)
    assert list(scheme_with().rules) == [each["rule"] for each in data["rules"]]
    assert r"\sigma = c x \left(1 - r\right)" in found.latex()
    assert DERIVATIONS["surplus"] is derive_surplus


EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"


@pytest.mark.parametrize("name", sorted(each.stem for each in EXAMPLES.glob("*.toml")))
def test_every_example_has_its_surpluses(name: str) -> None:
    """Each rule of every mechanism has a formula, or visits all members: none stops the others."""
    scheme = load_scheme(EXAMPLES / f"{name}.toml")
    found = {each.rule: each for each in derive_surplus(scheme).rules}
    assert set(found) == set(scheme.rules)
    assert all(each.steps is not None or "all members" in each.remark for each in found.values())


def test_what_may_be_nothing_is_not_always_positive() -> None:
    """Points that wait to be burned may be none: their burning never lowers the price."""
    scheme = load_scheme(EXAMPLES / "two-step-exit.toml")
    assert surplus_of(scheme, "end_sale").sign == "never negative"
    assert surplus_of(scheme, "sell").sign == "always positive"
