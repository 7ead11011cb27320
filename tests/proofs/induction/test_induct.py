"""Induction: what it proves of the shipped schemes, and that a changed rule is not proved."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from neverfalls.proofs.induction.induct import Induction, induct
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Kind
from neverfalls.spec.mechanisms import daily_dividend, forced_exit, tier_dividend
from neverfalls.spec.mechanisms.cash_exit import sell_at
from neverfalls.spec.mechanisms.quota import pay_dividend
from neverfalls.spec.model.world import POOL, TREASURY, Member, Price, World
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ...schemes import under

RECORD = Path(__file__).resolve().parents[3] / "proofs" / "record"
SHOP, MALL = load_scheme("wine-shop"), load_scheme("mall")


def recorded(name: str) -> dict[str, dict[str, Any]]:
    """Return the recorded cells of a scheme as written, by claim, those of loops left out."""
    cells = json.loads((RECORD / f"{name}.json").read_text(encoding="utf-8"))["cells"]
    return {
        cell["claim"]: cell
        for cell in cells
        if not cell["deviation"] and CLAIMS[cell["claim"]].kind is not Kind.EVENTUAL
    }


def changed(scheme: Scheme, rule: str, body: Callable[..., None]) -> Scheme:
    """Return a scheme in which a rule has another text."""
    mutant = replace(scheme)
    vars(mutant)["rules"] = {**scheme.rules, rule: replace(scheme.rules[rule], body=body)}
    return mutant


def tried(scheme: Scheme, solvers: Solvers, *names: str) -> Induction:
    """Try these claims by induction."""
    return induct(scheme, [CLAIMS[name] for name in names], solvers)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_recorded_as_proved_is_proved(name: str, solvers: Solvers) -> None:
    """Induction proves the claims that are recorded as proved, and no refuted one."""
    cells = recorded(name)
    found = induct(load_scheme(name), [CLAIMS[claim] for claim in cells], solvers)
    proved = {claim for claim in cells if found.proves(claim)}
    assert proved == {claim for claim, cell in cells.items() if cell["status"] == "proved"}
    at_once = {claim for claim, cell in cells.items() if len(cell.get("history", "..")) == 1}
    assert at_once == {claim for claim, holds in found.holds_at_opening.items() if not holds}
    for claim in proved:
        assert list(found.invariants) == cells[claim]["invariants"]
        assert found.queries[claim]


def test_what_is_not_proved_names_the_rules_that_may_break_it(solvers: Solvers) -> None:
    """The rules that a refuted claim's induction fails on are those that can break it.

    For a claim that supposes events no rule is tried, so any may.
    """
    claims = [CLAIMS[claim] for claim in recorded("wine-shop")]
    found = induct(SHOP, claims, solvers)
    broken = {claim: set(rules) for claim, rules in found.broken.items() if rules}
    supposing = {each.name for each in claims if each.kind in (Kind.TWO_TRACES, Kind.POSSIBLE)}
    assert all(broken[claim] == set(SHOP.rules) for claim in supposing & set(broken))
    assert {claim: rules for claim, rules in broken.items() if claim not in supposing} == {
        "platform_stays_profitable": {"redeem"},
        "goods_cost_within_contributions": {"redeem"},
        "liabilities_are_covered": {"redeem"},
    }


def test_a_claim_that_fails_at_the_opening_is_not_proved(solvers: Solvers) -> None:
    """No rule breaks it, but the scheme opens without the money: not proved."""
    points = {"alice.points": Fraction(10), "alice.quota": Fraction(5)}
    scheme = replace(MALL, members=("alice",), opening=points)
    found = tried(scheme, solvers, "holders_can_cash_out")
    assert (found.holds_at_opening, found.proves("holders_can_cash_out")) == (
        {"holders_can_cash_out": False},
        False,
    )
    assert "circulating_points_are_backed" not in found.invariants


def test_a_grant_above_the_deposit_is_not_proved(solvers: Solvers) -> None:
    """With points worth 6/5 of the deposit each sale lowers the price: the proof fails."""
    found = tried(SHOP.with_parameters(reward=Fraction(6, 5)), solvers, "price_never_falls")
    assert found.broken == {"price_never_falls": {"purchase": "sat"}}


@pytest.mark.parametrize(("reward", "proved"), [(1, True), (Fraction(10**9 + 1, 10**9), False)])
def test_the_grant_may_equal_the_deposit(reward: Fraction, proved: bool, solvers: Solvers) -> None:
    """A grant of exactly the deposit keeps the price; a billionth more and the proof fails."""
    found = tried(SHOP.with_parameters(reward=Fraction(reward)), solvers, "price_never_falls")
    assert found.proves("price_never_falls") is proved


def test_a_purchase_that_feeds_no_pool_is_not_proved(solvers: Solvers) -> None:
    """A purchase whose contribution leaves the pool instead of entering it breaks the promises."""
    body = SHOP.rules["purchase"].body

    def purchase(w: World, buyer: Member, paid: Any) -> None:
        body(w, buyer, paid)
        w.pay(POOL, TREASURY, 2 * w.parameters.contribution * paid)

    found = tried(changed(SHOP, "purchase", purchase), solvers, "price_never_falls")
    assert "purchase" in found.broken["price_never_falls"]
    assert "pool_is_not_negative" not in found.invariants


def test_a_fee_that_leaves_the_pool_is_not_proved(solvers: Solvers) -> None:
    """If the pool pays the seller in full and the platform the fee besides, the price falls."""

    def sell(w: World, seller: Member, points: Any) -> None:
        w.require(points > 0, "points are sold")
        w.require(points <= seller.points, "the seller holds them")
        sell_at(w, seller, points, w.price, -w.parameters.exit_fee)

    names = ("price_never_falls", "pool_covers_every_point", "money_is_conserved")
    found = tried(changed(SHOP, "sell", sell), solvers, *names)
    assert [found.proves(name) for name in names] == [False, False, True]


def test_a_sale_of_more_than_is_held_is_not_proved(solvers: Solvers) -> None:
    """Without the requirement that the seller holds the points nothing keeps holdings from debt."""

    def sell(w: World, seller: Member, points: Any) -> None:
        w.require(points > 0, "points are sold")
        sell_at(w, seller, points, w.price, w.parameters.exit_fee)

    found = tried(changed(SHOP, "sell", sell), solvers, "price_never_falls")
    assert "holdings_of_purchase_are_not_negative" not in found.invariants
    assert not found.proves("price_never_falls")


def everybody_else_falls() -> Scheme:
    """Return the mall with a purchase that lowers the tier of all but the buyer."""
    body = MALL.rules["purchase"].body

    def purchase(w: World, buyer: Member, paid: Any) -> None:
        body(w, buyer, paid)
        for name in w.roster:
            if name != buyer.name:
                w.write(f"{name}.peak", 0)

    return changed(MALL, "purchase", purchase)


def test_a_bystander_counts_as_much_as_who_acts(solvers: Solvers) -> None:
    """A purchase that lowers the tier of everybody but the buyer breaks what tiers promise."""
    assert tried(MALL, solvers, "tiers_only_rise").proves("tiers_only_rise")
    found = tried(everybody_else_falls(), solvers, "tiers_only_rise")
    assert found.broken == {"tiers_only_rise": {"purchase": "sat"}}


def test_a_dividend_above_the_quota_is_not_proved(
    monkeypatch: pytest.MonkeyPatch, solvers: Solvers
) -> None:
    """If members are paid their whole share, whatever quota they have left, the proof fails."""

    def generous(w: World, payer: str, member: Member, share: Any, counts: bool = True) -> None:
        assert counts in (True, False)
        w.pay(payer, member, share)
        w.move(member.at("quota"), "issuer.quota", w.numbers.minimum(share, member.quota))
        w.note(member.at("dividends"), share)
        w.note("dividends.total", share)

    monkeypatch.setattr(daily_dividend, "pay_dividend", generous)
    found = tried(MALL, solvers, "payouts_within_quota", "money_is_conserved")
    assert (found.proves("payouts_within_quota"), found.proves("money_is_conserved")) == (
        False,
        True,
    )
    assert "quota_covers_payouts" not in found.invariants


@pytest.mark.parametrize("module", [daily_dividend, tier_dividend], ids=["daily", "tier"])
def test_a_fund_that_is_paid_twice_is_overdrawn(
    module: Any, monkeypatch: pytest.MonkeyPatch, solvers: Solvers
) -> None:
    """A loop that pays each share twice is made good by the treasury: two invariants are lost.

    Of each day's sales the platform keeps less than what is not to be shared; that it keeps what it
    opened with rests on an account of the fund from which no more is paid than was put into it.
    """

    def twice(w: World, payer: str, member: Member, share: Any, counts: bool = True) -> None:
        pay_dividend(w, payer, member, share, counts)
        pay_dividend(w, payer, member, share, counts)

    kept = tried(MALL, solvers, "money_is_conserved").invariants
    monkeypatch.setattr(module, "pay_dividend", twice)
    lost = set(kept) - set(tried(MALL, solvers, "money_is_conserved").invariants)
    assert lost == {"money_stays_out_of_reach", "unshared_spending_stays_out_of_reach"}


def test_forced_exits_that_pay_too_much_are_not_proved(
    monkeypatch: pytest.MonkeyPatch, solvers: Solvers
) -> None:
    """If every forced sale pays half as much again, later turns of the loop find too little."""

    def generous(w: World, seller: Member, points: Any, price: Price, fee: Any) -> None:
        dear = Price(Fraction(3, 2) * price.yuan, price.points)
        sell_at(w, seller, points, dear, fee)

    names = ("holders_can_cash_out", "pool_covers_every_point", "books_balance")
    assert all(tried(MALL, solvers, *names).proves(name) for name in names)
    monkeypatch.setattr(forced_exit, "sell_at", generous)
    found = tried(MALL, solvers, *names)
    assert [found.proves(name) for name in names] == [False, False, True]
    assert "pool_is_not_negative" not in found.invariants


def test_forced_exits_that_burn_nothing_are_not_proved(
    monkeypatch: pytest.MonkeyPatch, solvers: Solvers
) -> None:
    """If points stay after a forced sale the price falls with every turn of the loop."""

    def lasting(w: World, seller: Member, points: Any, price: Price, fee: Any) -> None:
        sell_at(w, seller, points, price, fee)
        w.mint(seller, points)

    fixed = under(MALL, grant="fixed-value")
    fixed = fixed.with_parameters(reward=Fraction(7, 10))
    assert tried(fixed, solvers, "price_never_falls").proves("price_never_falls")
    monkeypatch.setattr(forced_exit, "sell_at", lasting)
    assert not tried(fixed, solvers, "price_never_falls").proves("price_never_falls")
