"""The end of a day on exact fractions: quotas, tiers and forced exits exactly on their bounds."""

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import ROSTER, STOCK, TINY, happen, world

F = Fraction
MALL = load_scheme("mall").with_parameters(tier_thresholds=(F(10), F(20)))
QUOTAS = {"alice.quota": 1000, "bob.quota": 1000, "alice.granted": 1000, "bob.granted": 1000}
DAY = {**STOCK, **QUOTAS, "day.sales": 900}
"""A daily fund of 180, 120 of it alice's; two tier funds of 45."""
REACHED = {**DAY, "alice.peak": 20, "bob.peak": 10}
"""Both members have reached the first tier, alice the second as well."""


def close(entries: dict[str, Any], **choices: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Close a day in a mall with these entries; the states before and after."""
    w = world(MALL, entries, **choices)
    before = dict(w.state)
    return before, happen(w, "close_day").state


def test_a_day_is_paid_and_counted() -> None:
    """The daily fund goes by points, tier funds by heads, and all of it lowers the quotas."""
    _before, after = close(REACHED)
    assert [after[f"{name}.yuan"] for name in ROSTER] == [F(375, 2), F(165, 2)]
    assert [after[f"{name}.quota"] for name in ROSTER] == [F(1625, 2), F(1835, 2)]
    assert (after["treasury.yuan"], after["closed.sales"], after["day.sales"]) == (-270, 900, 0)
    assert (after["day.fund"], after["tiers.fund"]) == (180, 45)


def test_a_day_without_sales_changes_nothing() -> None:
    """No sales, no dividends: what is left of the day is that its figures are 0."""
    before, after = close({**DAY, "day.sales": 0, "closed.sales": 7})
    changed = {key: after[key] for key in before if after[key] != before[key]}
    quote = {"quoted.yuan-in-pool": 60, "quoted.supply": 30}
    exits = {"exits.yuan-in-pool": 60, "exits.supply": 30}
    assert changed == {"closed.sales": 0, **exits, **quote}


def test_a_day_with_sales_and_no_points_keeps_the_money() -> None:
    """With nobody to pay, both funds return to the treasury."""
    before, after = close({"day.sales": 900, "treasury.yuan": 500})
    assert (before["treasury.yuan"], after["treasury.yuan"]) == (500, 500)
    assert (after["day.fund"], after["dividends.total"]) == (180, 0)


@pytest.mark.parametrize(
    ("quota", "paid"), [(0, 0), (120 - TINY, 120 - TINY), (120, 120), (120 + TINY, 120)]
)
def test_a_quota_is_used_up_exactly(quota: Fraction, paid: Fraction) -> None:
    """A share below, at and above the quota that is left: paid is the smaller of both."""
    _before, after = close({**DAY, "alice.quota": quota, "alice.granted": 1000})
    assert (after["alice.dividends"], after["alice.quota"]) == (paid, quota - paid)
    assert after["dividends.total"] == paid + 60 + after["alice.tier-dividends"]


def test_both_dividends_stop_at_the_quota() -> None:
    """The tier dividend takes what quota the daily one has left, no more."""
    _before, after = close({**DAY, "alice.quota": 130, "alice.peak": 20, "bob.peak": 10})
    assert (after["alice.dividends"], after["alice.tier-dividends"]) == (130, 10)
    assert after["alice.quota"] == 0


@pytest.mark.parametrize(
    ("quota", "eligible"), [(TINY, True), (0, False)], ids=["a little quota", "no quota"]
)
def test_points_with_any_quota_at_all_are_eligible(quota: Fraction, eligible: bool) -> None:
    """Under the reading that counts points with quota left, the least quota is enough."""
    _before, after = close({**DAY, "bob.quota": quota}, fund_sharers="eligible-points")
    assert after["alice.dividends"] == (120 if eligible else 180)


@pytest.mark.parametrize(("peak", "paid"), [(10 - TINY, 0), (10, 45), (20 - TINY, 45), (20, 90)])
def test_a_tier_begins_exactly_at_its_threshold(peak: Fraction, paid: Fraction) -> None:
    """Whoever has held exactly the threshold shares that fund; a hair less does not."""
    _before, after = close({**DAY, "alice.peak": peak})
    assert paid == after["alice.tier-dividends"]


@pytest.mark.parametrize(("peak", "paid"), [(10, 45), (20 - TINY, 45), (20, 45), (10 - TINY, 0)])
def test_a_tier_ends_exactly_at_the_next_threshold(peak: Fraction, paid: Fraction) -> None:
    """Where members share their own tier only, the next threshold moves them to the next fund."""
    entries = {**DAY, "alice.peak": peak, "bob.peak": 20}
    _before, after = close(entries, tier_access="own-tier-only")
    assert after["alice.tier-dividends"] == (F(45, 2) if peak == 20 else paid)


def test_a_purchase_reaches_a_tier_exactly() -> None:
    """A purchase of 2000 grants the 10 points of the first tier; a little less does not."""
    for paid, share in ((F(2000), 100), (2000 - TINY, 0)):
        w = happen(world(MALL), "purchase", buyer="bob", paid=paid)
        assert share == happen(w, "close_day").state["bob.tier-dividends"]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("to-treasury", {"treasury.yuan": -225, "pool.yuan": 60, "tier-2.yuan": 0}),
        ("to-pool", {"treasury.yuan": -270, "pool.yuan": 105, "tier-2.yuan": 0}),
        ("to-lower-tiers", {"treasury.yuan": -270, "pool.yuan": 60, "tier-2.yuan": 0}),
        ("carried-over", {"treasury.yuan": -270, "pool.yuan": 60, "tier-2.yuan": 45}),
    ],
)
def test_the_fund_of_an_empty_tier(choice: str, expected: dict[str, Any]) -> None:
    """The fund of 45 that nobody has reached goes where the reading says."""
    entries = {**DAY, "alice.peak": 10, "bob.peak": 10}
    _before, after = close(entries, empty_tier=choice)
    assert {key: after[key] for key in expected} == expected
    lower = 45 if choice == "to-lower-tiers" else F(45, 2)
    assert [after[f"{name}.tier-dividends"] for name in ROSTER] == [lower, lower]


def test_a_fund_carried_over_is_paid_the_next_day() -> None:
    """What was carried over is added to the same tier's fund once somebody has reached it."""
    entries = {**DAY, "alice.peak": 20, "bob.peak": 10, "tier-2.yuan": 45}
    _before, after = close(entries, empty_tier="carried-over")
    assert (after["alice.tier-dividends"], after["tier-2.yuan"]) == (F(45, 2) + 90, 0)


@pytest.mark.parametrize("choice", ["to-treasury", "to-lower-tiers"])
def test_with_all_tiers_empty_nothing_is_paid(choice: str) -> None:
    """When nobody has reached any tier the treasury keeps the whole share."""
    _before, after = close(DAY, empty_tier=choice)
    assert (after["treasury.yuan"], after["tier-1.yuan"], after["tier-2.yuan"]) == (-180, 0, 0)


@pytest.mark.parametrize(
    ("quota", "forced"), [(40 - TINY, True), (40, True), (40 + TINY, False), (0, True)]
)
def test_a_forced_exit_falls_due_exactly_at_the_quota(quota: Fraction, forced: bool) -> None:
    """Points worth their quota exactly are sold by force; a hair more quota averts it."""
    _before, after = close({**STOCK, "alice.quota": quota, "bob.quota": 1000})
    assert after["alice.points"] == (0 if forced else 20)
    assert after["alice.yuan"] == (36 if forced else 0)


def test_nobody_without_points_is_forced_out() -> None:
    """A member with neither points nor quota has nothing that could be sold."""
    before, after = close({"pool.yuan": 60, "issuer.points": -30, "alice.points": 30, **QUOTAS})
    assert [after[f"bob.{entry}"] for entry in ("points", "yuan", "proceeds")] == [0, 0, 0]
    assert before["alice.points"] == after["alice.points"]


def test_a_purchase_averts_the_forced_exit() -> None:
    """A member whose points are worth the quota stays if a purchase grants more of it."""
    entries = {**STOCK, "alice.quota": 40, "bob.quota": 1000}
    w = happen(world(MALL, entries), "purchase", buyer="alice", paid=F(200))
    assert happen(w, "close_day").state["alice.points"] == 21


@pytest.mark.parametrize(("choice", "received"), [("one-by-one", F(108, 5)), ("one-price", 18)])
def test_several_forced_exits_on_one_day(choice: str, received: Fraction) -> None:
    """One after the other the second gets the price the first left; or both get one price."""
    entries = {**STOCK, "alice.quota": 40, "bob.quota": 1}
    _before, after = close(entries, forced_exit_price=choice)
    assert (after["alice.yuan"], after["bob.yuan"]) == (36, received)


def test_the_second_tier_rate_doubles_every_tier_dividend() -> None:
    """The rate as the text states it a second time is twice the first."""
    _before, one = close(REACHED, tier_rate="ten-percent")
    _before, two = close(REACHED, tier_rate="twenty-percent")
    paid = [f"{name}.tier-dividends" for name in ROSTER]
    assert [one[key] * 2 for key in paid] == [two[key] for key in paid] == [135, 45]


def test_rates_picked_daily_are_those_paid() -> None:
    """With rates picked for the day, both funds follow what was picked."""
    w = world(MALL, REACHED, dividend_rates="chosen-daily")
    state = happen(w, "close_day", daily_rate=F(3, 100), tier_rate=F(15, 100)).state
    assert (state["day.fund"], state["alice.dividends"]) == (27, 18 + F(405, 4))
