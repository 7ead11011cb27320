"""Trade between members on exact fractions, and a buy-back at the market price."""

from fractions import Fraction

import pytest

from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.mechanisms.exchange import market_price
from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import QUOTED, STOCK, TINY, changed, world

F = Fraction
MARKET = load_scheme("market")
TRADED = {**STOCK, "market.paid": 45, "market.size": 15, "exchange.traded": 15}
"""The last trade was made at 3 yuan a point."""

TAKERS = [
    ("exchange", {"exchange.yuan": F(1, 2)}),
    ("platform", {"treasury.yuan": F(1, 2)}),
    ("pool", {"pool.yuan": F(121, 2), "quoted.yuan-in-pool": F(121, 2)}),
]


@pytest.mark.parametrize(("taker", "fee"), TAKERS)
def test_a_trade_is_paid_by_the_buyer(taker: str, fee: dict[str, Fraction]) -> None:
    """Points go to the buyer, the price less a hundredth to the seller, the fee to its taker."""
    w = world(MARKET, {**TRADED, **QUOTED}, trade_fee_taker=taker)
    differ = changed(w, "trade", seller="alice", buyer="bob", points=F(5), paid=F(50))
    assert differ == {
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
    arguments = {"seller": "alice", "buyer": "bob", "points": points, "paid": paid}
    if refused:
        with pytest.raises(NotEnabled, match=refused):
            changed(world(MARKET, STOCK), "trade", **arguments)
    else:
        assert changed(world(MARKET, STOCK), "trade", **arguments)["exchange.traded"] == points


def test_the_market_price_is_that_of_the_last_trade() -> None:
    """Before the first trade the live price stands in for it, 60 yuan for 30 points."""
    assert market_price(world(MARKET, STOCK)) == (60, 30)
    assert market_price(world(MARKET, TRADED)) == (45, 15)


@pytest.mark.parametrize(("buyback", "paid"), [("live", 18), ("market", 27)])
def test_the_price_of_the_buyback(buyback: str, paid: int) -> None:
    """Ten points bring 20 yuan less a tenth at the live price, 30 less a tenth at the market's."""
    w = world(MARKET, TRADED, buyback_price=buyback)
    differ = changed(w, "sell", seller="alice", points=F(10))
    assert (differ["alice.yuan"], differ["pool.yuan"]) == (paid, 60 - paid)


@pytest.mark.parametrize(("points", "allowed"), [(F(20), True), (20 + TINY, False)])
def test_the_pool_pays_the_market_price_while_it_can(points: Fraction, allowed: bool) -> None:
    """Twenty points at 3 yuan take the whole pool before the fee comes back, more are refused."""
    w = world(MARKET, {**TRADED, "alice.points": 30, "bob.points": 0}, buyback_price="market")
    if allowed:
        assert changed(w, "sell", seller="alice", points=points)["pool.yuan"] == 6
    else:
        with pytest.raises(NotEnabled, match="the pool has the money"):
            changed(w, "sell", seller="alice", points=points)
