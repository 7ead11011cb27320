"""The counter on exact fractions: what is granted, paid and shown, in whole steps."""

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.mechanisms.rounding import shown
from neverfalls.spec.model.world import Price
from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import TINY, happen, world

F = Fraction
COUNTER = load_scheme("counter")
STOCK: dict[str, Any] = {"pool.yuan": 30, "issuer.points": -21, "alice.points": 21}
"""After the first purchase: 21 points in circulation for 30 yuan, 10/7 each."""


def after(
    rule: str, entries: dict[str, Any], arithmetic: str = "", **arguments: Any
) -> dict[str, Any]:
    """Run one event at a counter and return the state it leaves."""
    choices = {"arithmetic": arithmetic} if arithmetic else {}
    return happen(world(COUNTER, entries, **choices), rule, **arguments).state


@pytest.mark.parametrize(
    ("arithmetic", "points"),
    [("exact", F("2.94")), ("half-up", F("2.94")), ("down", F("2.94")), ("up", F("2.94"))],
)
def test_what_falls_on_a_step_is_not_rounded(arithmetic: str, points: Fraction) -> None:
    """20 yuan earn 4.2 yuan's worth of points at 10/7: exactly 2.94."""
    state = after("purchase", STOCK, arithmetic, buyer="bob", paid=F(20))
    assert points == state["bob.points"]


@pytest.mark.parametrize(
    ("arithmetic", "points"),
    [("exact", F("1.0437")), ("half-up", F("1.044")), ("down", F("1.043")), ("up", F("1.044"))],
)
def test_points_are_granted_in_steps(arithmetic: str, points: Fraction) -> None:
    """7.10 yuan earn 1.491 yuan's worth, 1.0437 points at 10/7."""
    state = after("purchase", STOCK, arithmetic, buyer="bob", paid=F("7.1"))
    assert (points, -21 - points) == (state["bob.points"], state["issuer.points"])


@pytest.mark.parametrize(
    ("paid", "points"), [("0.05", "0.011"), ("0.07", "0.015"), ("0.5", "0.105")]
)
def test_half_a_step_goes_up(paid: str, points: str) -> None:
    """At the issue price a purchase earns 0.21 points a yuan: 0.0105, 0.0147 and 0.105."""
    assert F(points) == after("purchase", {}, buyer="alice", paid=F(paid))["alice.points"]


@pytest.mark.parametrize(
    ("arithmetic", "received"),
    [("exact", F(9, 7)), ("half-up", F("1.29")), ("down", F("1.28")), ("up", F("1.29"))],
)
def test_money_is_paid_in_steps_and_the_rest_stays(arithmetic: str, received: Fraction) -> None:
    """One point is worth 10/7, less the fee 9/7; the pool keeps what is not paid."""
    state = after("sell", STOCK, arithmetic, seller="alice", points=F(1))
    assert (received, 30 - received) == (state["alice.yuan"], state["pool.yuan"])
    assert received == state["alice.proceeds"]


@pytest.mark.parametrize(("pool", "received"), [("0.004", "0.004"), ("0.02", "0.01")])
def test_no_more_is_paid_than_is_there(pool: str, received: str) -> None:
    """Rounded up, a payment takes no more than the pool has."""
    entries = {"pool.yuan": F(pool), "issuer.points": -2, "alice.points": 2}
    state = after("sell", entries, "up", seller="alice", points=F(1))
    assert F(received) == state["alice.yuan"]


@pytest.mark.parametrize(("arithmetic", "allowed"), [("exact", True), ("down", False)])
@pytest.mark.parametrize(("rule", "argument"), [("sell", "points"), ("purchase", "paid")])
def test_amounts_between_steps_are_refused(
    rule: str, argument: str, arithmetic: str, allowed: bool
) -> None:
    """Exactly on a step an amount is taken; a hair beside it only where nothing is rounded."""
    who = "seller" if rule == "sell" else "buyer"
    for amount in (F(1), 1 - TINY, 1 + TINY):
        try:
            after(rule, STOCK, arithmetic, **{who: "alice", argument: amount})
            refused = False
        except NotEnabled:
            refused = True
        assert refused is (amount != 1 and not allowed)


@pytest.mark.parametrize(
    ("arithmetic", "price"),
    [("exact", F(10, 7)), ("half-up", F("1.4286")), ("down", F("1.4285")), ("up", F("1.4286"))],
)
def test_prices_are_shown_in_steps(arithmetic: str, price: Fraction) -> None:
    """The price of 10/7 is shown as in the documents, 1.4286, or a step lower."""
    yuan, points = shown(world(COUNTER, STOCK, arithmetic=arithmetic), Price(F(30), F(21)))
    assert price == yuan / points


@pytest.mark.parametrize(
    ("arithmetic", "points"),
    [("exact", "147"), ("half-up", "146.997"), ("down", "147.007"), ("up", "146.998")],
)
def test_points_may_be_minted_at_the_shown_price(arithmetic: str, points: str) -> None:
    """1000 yuan earn 210 yuan's worth: 147 points at 10/7, others at 1.4286 and 1.4285."""
    w = world(COUNTER, STOCK, arithmetic=arithmetic, mint_price="displayed")
    assert F(points) == happen(w, "purchase", buyer="bob", paid=F(1000)).state["bob.points"]


def test_an_inflated_price_leaves_the_next_buyer_nothing() -> None:
    """Whoever buys for 100,000 and keeps a thousandth of a point makes it worth 3000 yuan."""
    entries = {"pool.yuan": 30000, "issuer.points": -21000, "alice.points": 21000}
    state = after("sell", entries, seller="alice", points=F("20999.999"))
    assert (state["pool.yuan"], state["alice.points"]) == (3000, F("0.001"))
    state = after("purchase", state, buyer="bob", paid=F(100))
    assert (state["bob.points"], state["bob.yuan"]) == (0, -100)


def test_where_nothing_is_rounded_amounts_are_exact() -> None:
    """A scheme without the mechanism grants, pays and shows exact fractions."""
    w = world(load_scheme("wine-shop"))
    happen(w, "purchase", buyer="alice", paid=F(1, 3))
    happen(w, "sell", seller="alice", points=F(1, 100))
    assert (w.state["alice.points"], w.state["alice.proceeds"]) == (F(3, 50), F(9, 700))
    assert w.price == shown(w, w.price)


@pytest.mark.parametrize(("arithmetic", "coin"), [("exact", 0), ("half-up", F(1, 100))])
def test_the_smallest_coin(arithmetic: str, coin: Fraction) -> None:
    """A fen where money is counted in steps; where it is exact, there is none."""
    w = world(COUNTER, {}, arithmetic=arithmetic)
    assert coin == w.amended("smallest coin", F(7))
