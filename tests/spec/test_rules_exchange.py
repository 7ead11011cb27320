"""Trade between members on exact fractions, and a buy-back at the market price."""

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.loader import load_scheme
from neverfalls.spec.mechanisms.exchange import market_price
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.world import World

F = Fraction
TINY = F(1, 10**30)
MARKET = load_scheme("market")
ROSTER = ("alice", "bob")
STOCK: dict[str, Any] = {
    "pool.yuan": 60,
    "issuer.points": -30,
    "alice.points": 20,
    "bob.points": 10,
}
"""Thirty points circulate at 2 yuan each."""
TRADED = {**STOCK, "market.paid": 45, "market.size": 15, "exchange.traded": 15}
"""The last trade was made at 3 yuan a point."""


def world(entries: dict[str, Any], **choices: str) -> World:
    """Open the market under these readings and set some entries of its state."""
    scheme = MARKET.reading(MARKET.readings.with_choices(choices))
    state = scheme.opening_state(ROSTER)
    assert [key for key in entries if key not in state] == []
    state |= {key: F(value) for key, value in entries.items()}
    return World(scheme, ExactNumbers(), state, ROSTER)


def happen(w: World, rule: str, **arguments: Any) -> dict[str, Any]:
    """Run one event in a world and return what it changed."""
    before = dict(w.state)
    w.run(w.scheme.rules[rule], arguments)
    return {key: value for key, value in w.state.items() if value != before[key]}


TAKERS = [
    ("exchange", {"exchange.yuan": F(1, 2)}),
    ("platform", {"treasury.yuan": F(1, 2)}),
    ("pool", {"pool.yuan": F(121, 2), "quoted.yuan-in-pool": F(121, 2)}),
]


@pytest.mark.parametrize(("taker", "fee"), TAKERS)
def test_a_trade_is_paid_by_the_buyer(taker: str, fee: dict[str, Fraction]) -> None:
    """Points go to the buyer, the price less a hundredth to the seller, the fee to its taker."""
    w = world({**TRADED, "quoted.yuan-in-pool": 60, "quoted.supply": 30}, trade_fee_taker=taker)
    changed = happen(w, "trade", seller="alice", buyer="bob", points=F(5), paid=F(50))
    assert changed == {
        "alice.points": 15,
        "bob.points": 15,
        "alice.yuan": F(99, 2),
        "bob.yuan": -50,
        "exchange.traded": 20,
        "market.paid": 50,
        "market.size": 5,
        **fee,
    }


@pytest.mark.parametrize(
    ("points", "paid", "refused"),
    [
        (F(0), F(1), "points are traded"),
        (20 + TINY, F(1), "the seller holds them"),
        (F(20), F(0), "something is paid"),
        (F(20), TINY, ""),
        (TINY, F(1), ""),
    ],
)
def test_what_a_trade_requires(points: Fraction, paid: Fraction, refused: str) -> None:
    """A trade of all points is allowed, and one of none or for nothing is not."""
    told = {"seller": "alice", "buyer": "bob", "points": points, "paid": paid}
    if refused:
        with pytest.raises(NotEnabled, match=refused):
            happen(world(STOCK), "trade", **told)
    else:
        assert happen(world(STOCK), "trade", **told)["exchange.traded"] == points


def test_the_market_price_is_that_of_the_last_trade() -> None:
    """Before the first trade the live price stands in for it, 60 yuan for 30 points."""
    assert market_price(world(STOCK)) == (60, 30)
    assert market_price(world(TRADED)) == (45, 15)


@pytest.mark.parametrize(("buyback", "paid"), [("live", 18), ("market", 27)])
def test_the_price_of_the_buyback(buyback: str, paid: int) -> None:
    """Ten points bring 20 yuan less a tenth at the live price, 30 less a tenth at the market's."""
    w = world(TRADED, buyback_price=buyback)
    changed = happen(w, "sell", seller="alice", points=F(10))
    assert (changed["alice.yuan"], changed["pool.yuan"]) == (paid, 60 - paid)


@pytest.mark.parametrize(("points", "allowed"), [(F(20), True), (20 + TINY, False)])
def test_the_pool_pays_the_market_price_while_it_can(points: Fraction, allowed: bool) -> None:
    """Twenty points at 3 yuan take the whole pool before the fee comes back, more are refused."""
    w = world({**TRADED, "alice.points": 30, "bob.points": 0}, buyback_price="market")
    if allowed:
        assert happen(w, "sell", seller="alice", points=points)["pool.yuan"] == 6
    else:
        with pytest.raises(NotEnabled, match="the pool has the money"):
            happen(w, "sell", seller="alice", points=points)
