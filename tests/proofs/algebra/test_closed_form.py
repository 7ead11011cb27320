"""The price after n purchases in closed form, and what has none."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy

from neverfalls.proofs.algebra.closed_form import DERIVATIONS, at_numbers, derive_price
from neverfalls.proofs.algebra.expressions import (
    ARGUMENTS,
    PARAMETERS,
    DerivationFailed,
    F,
    S,
    fraction,
)
from neverfalls.proofs.algebra.growth_example import quoted_price, replay
from neverfalls.proofs.algebra.letters import LETTER
from neverfalls.proofs.algebra.recurrence import N
from neverfalls.proofs.algebra.symbolic_run import VisitsAllMembers
from neverfalls.proofs.command import run
from neverfalls.proofs.command.codes import AS_ASKED
from neverfalls.spec.model.world import Member, World
from neverfalls.spec.numbers.terms import name
from neverfalls.spec.schemes.loader import load_scheme

from ...schemes import scheme_with
from .derivations import derived, mutated, same, wine_shop

X = ARGUMENTS["Yuan"]
C, R, P0, G, *_ = PARAMETERS.values()


def test_transition() -> None:
    """A purchase takes (F, S) to (F + cx, S + rcx·S/F), and the first leaves (cx, rcx/p_0)."""
    found = wine_shop()
    assert found.next_pool == C * X + F
    assert same(S + R * C * X * S / F, found.next_supply)
    assert (found.first_pool, found.first_supply) == (C * X, R * C * X / P0)
    assert found.conditions == ()


def test_recurrence() -> None:
    """With F(n) = ncx the points grow by the factor 1 + r/n."""
    supply = sympy.Function("S")(N)
    assert wine_shop().pool == C * N * X
    assert same((1 + R / N) * supply, wine_shop().supply_recurrence)


def test_closed_form() -> None:
    """The price is p_0·Γ(r)·Γ(n+1)/Γ(n+r), and grows like p_0·Γ(r)·n^(1-r)."""
    found = wine_shop()
    assert same(P0 * sympy.gamma(R) * sympy.gamma(N + 1) / sympy.gamma(N + R), found.price)
    assert same(found.pool / found.supply, found.price)
    assert same(1 - R, found.exponent)
    assert P0 * sympy.gamma(R) == found.constant
    assert found.course == "grows without bound"


@pytest.mark.parametrize("sales", [1, 2, 3, 7])
@pytest.mark.parametrize(
    "choices",
    [{}, {"mint_price": "after"}, {"grant": "fixed-number"}, {"empty_price": "last-quote"}],
)
def test_closed_form_meets_exact_replay(sales: int, choices: dict[str, str]) -> None:
    """At the scheme's numbers the formula gives what the rule gives on fractions, from n = 1."""
    scheme = scheme_with(**choices)
    price = derived(tuple(choices.items())).price.subs(at_numbers(scheme)).subs(N, sales)
    assert quoted_price(replay(scheme, sales)) == fraction(price, "price")


@pytest.mark.parametrize(
    ("reward", "course"),
    [
        ("99/100", "grows without bound"),
        ("1", "stays the same"),
        ("101/100", "falls towards 0"),
        ("2", "falls towards 0"),
    ],
)
def test_course_turns_where_the_reward_is_one(reward: str, course: str) -> None:
    """The derived exponent 1 - r decides: at a reward of 1 the price never moves again."""
    found = derive_price(scheme_with().with_parameters(reward=Fraction(reward)), 5)
    assert course == found.course


def test_reward_of_zero_has_no_price() -> None:
    """Where the first purchase grants no points, there is no price to derive."""
    with pytest.raises(DerivationFailed, match="points after the first purchase"):
        derive_price(scheme_with().with_parameters(reward=Fraction(0)))


def test_granted_number_keeps_the_price() -> None:
    """In the mall, points by number make the price c/g = 60 from the first sale on."""
    found = derive_price(scheme_with("mall"))
    assert (C / G, Fraction(60)) == (found.price, found.price_after)
    assert (found.exponent, found.constant, found.course) == (0, C / G, "stays the same")


def test_minting_after_the_sale_states_its_condition() -> None:
    """Minted at the price after the sale, the exponent is the same, K and a condition are not."""
    found = derived((("mint_price", "after"),))
    assert same(1 - R, found.exponent)
    assert same(P0 / (R * sympy.gamma(2 - R)), found.constant)
    assert [F - C * R * X + C * X > 0] == list(found.conditions)


def test_minting_after_the_sale_fails_for_a_reward_of_two() -> None:
    """There the second purchase has no price to be granted at, and the derivation says so."""
    scheme = scheme_with(mint_price="after").with_parameters(reward=Fraction(2))
    with pytest.raises(DerivationFailed):
        derive_price(scheme)


@pytest.mark.parametrize("sales", [0, -1])
def test_no_sales_have_no_price(sales: int) -> None:
    """The number of sales is at least 1."""
    with pytest.raises(DerivationFailed, match="at least 1"):
        derive_price(scheme_with(), sales)


def test_open_number_is_refused() -> None:
    """With an unknown for the contribution there is no exact replay; for the margin there is."""
    scheme = scheme_with()
    assert (
        wine_shop().price_after
        == derive_price(scheme.with_parameters(margin=name("margin"))).price_after
    )
    with pytest.raises(DerivationFailed, match="an exact number"):
        derive_price(scheme.with_parameters(contribution=name("contribution")))


def test_doubled_reward_is_noticed() -> None:
    """A mutated purchase that grants twice as much makes the exponent 1 - 2r."""

    def twice(w: World, buyer: Member, paid: Any) -> None:
        deposit = w.parameters.contribution * paid
        restart = w.numbers.choose(w.supply > 0, w.price.yuan, w.parameters.issue_price)
        points = w.numbers.choose(w.supply > 0, w.supply, 1)
        w.pay(buyer, "pool", deposit)
        w.mint(buyer, w.numbers.ratio(2 * w.parameters.reward * deposit * points, restart))

    found = derive_price(mutated(twice), 5)
    assert same(1 - 2 * R, found.exponent)
    assert found.course == "falls towards 0"
    assert found.flows[0].shape == F ** (2 * R)


def test_purchase_that_pays_nothing_in_is_noticed() -> None:
    """A mutated purchase that feeds no pool leaves the second buyer without a price."""
    scheme = scheme_with()
    whole = scheme.rules["purchase"].body

    def drained(w: World, buyer: Member, paid: Any) -> None:
        whole(w, buyer, paid)
        w.pay("pool", "treasury", w.parameters.contribution * paid)

    with pytest.raises(DerivationFailed):
        derive_price(mutated(drained))


def test_purchase_without_a_linear_recurrence_is_refused() -> None:
    """A mutated purchase that mints by the square of the supply has no closed form here."""
    scheme = scheme_with()
    whole = scheme.rules["purchase"].body

    def squared(w: World, buyer: Member, paid: Any) -> None:
        whole(w, buyer, paid)
        w.mint(buyer, w.supply * w.supply)

    with pytest.raises(DerivationFailed, match="linear in S"):
        derive_price(mutated(squared))


def test_purchase_that_depends_on_the_buyer_is_refused() -> None:
    """A mutated purchase that looks at the buyer's points gives no formula in F and S."""
    scheme = scheme_with()
    whole = scheme.rules["purchase"].body

    def loyal(w: World, buyer: Member, paid: Any) -> None:
        whole(w, buyer, paid)
        w.mint(buyer, buyer.points)

    with pytest.raises(DerivationFailed, match="one formula in F, S, x and parameters"):
        derive_price(mutated(loyal))


def test_purchase_that_visits_all_members_is_refused() -> None:
    """A mutated purchase that pays everybody has no transition in F and S alone."""

    def shared(w: World, buyer: Member, paid: Any) -> None:
        for member in w.members():
            w.pay(buyer, member, paid)

    with pytest.raises(VisitsAllMembers):
        derive_price(mutated(shared))


def test_result_is_data_without_floats() -> None:
    """The result survives JSON without a JSON number, and no formula holds an inexact one."""
    found = wine_shop()
    data = json.loads(json.dumps(found.to_dict()), parse_float=pytest.fail, parse_int=pytest.fail)
    assert data["numbers"][0]["decimal"] == "5.1731"
    assert Fraction(data["numbers"][0]["value"]) == found.price_after
    for each in (*found.equations(), *derived((("mint_price", "after"),)).equations()):
        assert not sympy.sympify(each.right).has(sympy.Float)


def test_every_letter_is_explained_before_it_is_used() -> None:
    """The text begins with what each letter and sign of its formulas stands for."""
    price = wine_shop()
    legend, _gap, _formulas = price.text().partition("\n\n")
    shown = {letter for each in price.equations() for letter in LETTER.findall(each.text())}
    assert shown == {line.split()[0] for line in legend.splitlines() if line[0] == " "}


def test_text_and_latex_state_the_result() -> None:
    """Both forms show the closed form, the growth and the price after 100 sales."""
    text, latex = wine_shop().text(), wine_shop().latex()
    assert "p(n) = p_0·gamma(r)·gamma(n + 1)/gamma(n + r)" in text
    assert "p(n) ~ n^(1 - r)·p_0·gamma(r)" in text
    assert "price after 100 purchases: ≈ 5.1731 yuan per point" in text
    assert "price after 100 purchases: 9444732965" in wine_shop().text(exact=True)
    assert r"\Gamma\left(n + r\right)" in latex
    assert "buying keeps this proportion: S(F) ∝ F^r" in text
    assert r"F{\left(S \right)} &\propto S^{1 - \phi}" in latex
    assert r"&\approx 5.1731\ \text{yuan per point}" in latex
    assert DERIVATIONS["price"] is derive_price


def test_the_price_of_a_scheme_of_ones_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`neverfalls derive price --scheme FILE` derives it from the file's rules and numbers."""
    file = tmp_path / "my.toml"
    numbers = 'order = "50"\ncontribution = "2/5"\nreward = "1/2"\nissue_price = "2"\n'
    text = f'name = "mine"\nmechanisms = ["purchase"]\n[parameters]\n{numbers}'
    file.write_text(text, encoding="utf-8")
    assert run(["derive", "price", "--scheme", str(file), "--json"]) == AS_ASKED
    assert json.loads(capsys.readouterr().out)["scheme"] == "mine"
    # 5 points for the first 20 yuan, then half of what 20 yuan buy at 4 yuan each
    price = derive_price(load_scheme(file), 2).price_after
    assert price == Fraction(40) / (Fraction(5) + Fraction(5, 2))
