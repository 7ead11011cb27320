"""Recommended purchases on exact fractions, from each source of the referrer's points."""

from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest

from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import STOCK, TINY, state_after

F = Fraction
SCHEME = replace(load_scheme("agents"), mechanisms=("purchase", "cash-exit", "referral", "ranks"))
after = partial(state_after, SCHEME)
SALE = {"buyer": "alice", "referrer": "bob", "paid": F(100)}
"""A sale of 100 grants 21/2 points; half as many are the referrer's."""


@pytest.mark.parametrize(
    ("source", "buyer", "referrer", "pool", "treasury"),
    [
        ("minted-on-top", F(61, 2), F(61, 4), 90, 5),
        ("carved-out", F(101, 4), F(61, 4), 90, 5),
        ("treasury", F(61, 2), F(61, 4), F(305, 3), F(-20, 3)),
    ],
)
def test_a_recommendation_is_rewarded(
    source: str, buyer: Fraction, referrer: Fraction, pool: Fraction, treasury: Fraction
) -> None:
    """Points and both commissions; who bears the points depends on where they come from."""
    state = after(STOCK, "purchase_referred", SALE, referral_source=source)
    assert (state["alice.points"], state["bob.points"]) == (buyer, referrer)
    assert state["issuer.points"] == -buyer - referrer
    assert (state["pool.yuan"], state["treasury.yuan"]) == (pool, treasury)
    assert (state["bob.yuan"], state["agents.yuan"], state["supplier.yuan"]) == (10, 5, 50)
    assert (state["alice.yuan"], state["contributions.total"]) == (-100, 30)


@pytest.mark.parametrize(
    ("source", "price"),
    [("minted-on-top", F(120, 61)), ("carved-out", F(20, 9)), ("treasury", F(20, 9))],
)
def test_only_points_on_top_weigh_on_the_price(source: str, price: Fraction) -> None:
    """The sale lifts the price from 2 to 20/9; points that nobody pays for lower it below 2."""
    state = after(STOCK, "purchase_referred", SALE, referral_source=source)
    assert state["pool.yuan"] / -state["issuer.points"] == price


def test_what_the_buyer_keeps_of_its_grant() -> None:
    """Only a part carved out of the grant is missing from it."""
    kept = after(STOCK, "purchase_referred", SALE)
    carved = after(STOCK, "purchase_referred", SALE, referral_source="carved-out")
    before = STOCK.get(f"{SALE['buyer']}.points", 0)
    held = [state[f"{SALE['buyer']}.points"] - before for state in (kept, carved)]
    assert held == [F(21, 2), F(21, 4)]


def test_the_referrer_gains_points_like_a_buyer() -> None:
    """Twenty points make a partner, also of a member who gets the last one for another's sale."""
    stock = {**STOCK, "bob.points": F(59, 4), "alice.points": F(61, 4)}
    state = after(stock, "purchase_referred", SALE)
    assert (state["bob.points"], state["bob.partner"]) == (20, 1)


def test_a_recommended_purchase_needs_what_a_purchase_needs() -> None:
    """The purchase's own text runs: something must be paid, and points have a price."""
    assert after(STOCK, "purchase_referred", {**SALE, "paid": F(0)}) is None
    assert after(STOCK, "purchase_referred", {**SALE, "paid": TINY}) is not None
    assert after({"pool.yuan": 60}, "purchase_referred", SALE) is None
