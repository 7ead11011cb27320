"""Refunds on exact fractions: what comes back, from whom, and what if the points are gone."""

from fractions import Fraction
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, Event, changed, happen, history, state_after, world

F = Fraction
SCHEME = made_of("purchase", "cash-exit", "refund")
BOUGHT: Event = ("purchase", {"buyer": "alice", "paid": F(100)})
BACK: Event = ("refund", {"buyer": "alice"})
OPEN = {
    **STOCK,
    "treasury.yuan": 100,
    "supplier.yuan": 100,
    "alice.refundable": 40,
    "alice.refundable-points": 15,
}
"""Alice can give back a purchase of 40 yuan, 20 of which were the product's cost and 12 the pool's.
"""


def given_back(entries: dict[str, Any], **choices: str) -> Any:
    """Return the state after alice has given back, or None where that is refused."""
    rule, arguments = BACK
    return state_after(SCHEME, OPEN | entries, rule, arguments, **choices)


def test_a_purchase_is_remembered() -> None:
    """What it cost and what it was granted, also where a cap withholds a part."""
    state = history(world(SCHEME, STOCK), BOUGHT).state
    assert (state["alice.refundable"], state["alice.refundable-points"]) == (100, F(21, 2))
    capped = made_of("purchase", "issue-cap", "refund", cap="10")
    state = history(world(capped, at_cap="excess-withheld"), BOUGHT).state
    assert (state["alice.points"], state["alice.refundable-points"]) == (10, 10)


def test_a_refund_undoes_a_purchase() -> None:
    """Money and points are where they were before it."""
    w = world(SCHEME, STOCK)
    before = {key: value for key, value in w.state.items() if key.endswith((".yuan", ".points"))}
    history(w, BOUGHT, BACK)
    assert {key: w.state[key] for key in before} == before
    assert w.state["refunds.total"] == 100


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, {"pool.yuan": 48, "treasury.yuan": 92, "supplier.yuan": 80, "issuer.points": -15}),
        (
            {"refunded_contribution": "stays"},
            {"pool.yuan": 60, "treasury.yuan": 80, "supplier.yuan": 80, "issuer.points": -15},
        ),
        (
            {"returned_goods": "platform"},
            {"pool.yuan": 48, "treasury.yuan": 72, "supplier.yuan": 100, "issuer.points": -15},
        ),
        (
            {"refunded_points": "kept"},
            {"pool.yuan": 48, "treasury.yuan": 92, "supplier.yuan": 80, "issuer.points": -30},
        ),
    ],
)
def test_what_comes_back(choices: dict[str, str], expected: dict[str, int]) -> None:
    """Alice is paid 40 yuan, by the pool, the supplier and the treasury as the reading says."""
    state = given_back({}, **choices)
    assert {key: state[key] for key in expected} == expected
    assert (state["alice.yuan"], state["alice.refundable"]) == (40, 0)


@pytest.mark.parametrize(
    ("held", "reading", "refunded"),
    [
        (F(15), "refused", 40),
        (15 - TINY, "refused", None),
        (F(10), "what-is-left", 40),
        (F(10), "charged", 30),  # five points at 2 yuan are missing
        (F(15), "charged", 40),
    ],
)
def test_points_that_were_spent(held: Fraction, reading: str, refunded: int | None) -> None:
    """No refund, a full one, or one less what the missing points are worth."""
    entries = {"alice.points": held, "bob.points": 30 - held}
    state = given_back(entries, spent_points=reading)
    assert (state and state["alice.yuan"]) == refunded


def test_no_charge_is_above_the_refund() -> None:
    """Where the price has risen so far, nothing is paid and nothing is owed."""
    state = given_back(
        {"pool.yuan": 600, "alice.points": 0, "bob.points": 30}, spent_points="charged"
    )
    assert state["alice.yuan"] == 0


@pytest.mark.parametrize(
    ("entries", "allowed"),
    [
        ({"alice.refundable": 0}, False),
        ({"alice.refundable": TINY}, True),
        ({"pool.yuan": 12}, True),
        ({"pool.yuan": 12 - TINY}, False),
    ],
)
def test_when_there_is_a_refund(entries: dict[str, Any], allowed: bool) -> None:
    """Something was bought, once, and the pool has the contribution."""
    assert (given_back(entries) is not None) is allowed


def test_nothing_is_left_to_give_back() -> None:
    """After a refund nothing is kept of the purchase: its price, its points, its quota."""
    scheme = made_of("purchase", "quota", "refund")
    w = history(world(scheme, STOCK), BOUGHT, BACK)
    kept = [w.state[f"alice.refundable{end}"] for end in ("", "-points", "-quota")]
    assert kept == [0, 0, 0]


@pytest.mark.parametrize(("reading", "quota"), [("cancelled", 0), ("stays", 200)])
def test_quota(reading: str, quota: int) -> None:
    """The quota of the purchase is cancelled or stays."""
    scheme = made_of("purchase", "quota", "refund")
    w = history(world(scheme, STOCK, refunded_quota=reading), BOUGHT, BACK)
    assert (w.state["alice.quota"], w.state["issuer.quota"]) == (quota, -quota)


def test_quota_that_was_paid_is_not_cancelled() -> None:
    """Of 200 granted 50 were paid; 150 are cancelled, and none of an earlier purchase."""
    scheme = made_of("purchase", "quota", "refund")
    w = history(world(scheme, STOCK), BOUGHT)
    w.move("alice.quota", "issuer.quota", F(50))
    assert changed(w, *BACK[:1], **BACK[1])["alice.quota"] == 0
    w = history(world(scheme, STOCK), BOUGHT, BOUGHT)
    assert happen(w, "refund", buyer="alice").state["alice.quota"] == 200


def test_what_a_merchant_sells_is_no_purchase_of_the_platform() -> None:
    """It cannot be given back, and what it grants of quota is not part of the last purchase."""
    scheme = made_of("purchase", "quota", "merchant-rebate", "refund")
    sale = {"merchant": "bob", "buyer": "alice", "paid": F(100), "rebate": F(1, 10)}
    w = history(world(scheme, STOCK), BOUGHT, ("sell_goods", sale))
    assert (w.state["alice.refundable"], w.state["alice.refundable-quota"]) == (100, 200)
    w = history(world(scheme, STOCK), ("sell_goods", sale))
    assert (w.state["alice.refundable"], w.state["alice.refundable-quota"]) == (0, 0)
    assert history(w, BOUGHT).state["alice.refundable-quota"] == 200
