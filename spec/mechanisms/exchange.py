"""Exchange.

Source: 000 section 1, exchange list; 001 title, section 5, item 4 and use case 4.
Keeps: what the exchange earned, the points ever traded, and what was paid in the last trade
for how many points.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.questions import Question, asks
from ..model.world import POOL, TREASURY, Member, Price, View, World
from ..numbers import Points, Yuan

OUTSIDE = "exchange"

MECHANISM = Mechanism(
    name="exchange",
    title="Exchange",
    clauses=("M12",),
    needs=("purchase",),
    shared={"exchange.yuan": 0, "exchange.traded": 0, "market.paid": 0, "market.size": 0},
    counters=("exchange.yuan", "exchange.traded", "market.paid", "market.size"),
    parameters=("trade_fee",),
    questions=("trade_fee_taker", "buyback_price"),
)

declare(
    trade_fee=rate("share of a trade's price that is kept", "M12.3", "1/100", share=True),
)


@asks("A27")
class TradeFeeTaker(Question):
    """Who keeps the fee on a trade between members."""

    EXCHANGE = "exchange", "the outside exchange"
    PLATFORM = "platform"
    POOL = "pool", "as with the exit fee"


@asks("A28")
class BuybackPrice(Question):
    """The price at which the platform buys points back where they have a market price too."""

    LIVE = "live", "money in the pool over points in circulation"
    MARKET = "market", "the price of the last trade, if the pool has the money"


@MECHANISM.rule("M12.1", "M12.2", "M12.3", "A27")
def trade(w: World, seller: Member, buyer: Member, points: Points, paid: Yuan) -> None:
    """A member sells points to another member, at whatever price the two agree on."""
    w.require(points > 0, "points are traded")
    w.require(points <= seller.points, "the seller holds them")
    w.require(paid > 0, "something is paid")
    taker = OUTSIDE
    if w.readings.trade_fee_taker is TradeFeeTaker.PLATFORM:
        taker = TREASURY
    if w.readings.trade_fee_taker is TradeFeeTaker.POOL:
        taker = POOL

    w.pay(buyer, seller, paid, "M12.1", "M12.2")
    w.pay(seller, taker, w.parameters.trade_fee * paid, "M12.3", "A27")
    w.move(seller.at("points"), buyer.at("points"), points, "M12.1")
    w.note("exchange.traded", points)
    w.write("market.paid", paid, "M12.2")
    w.write("market.size", points, "M12.2")
    w.announce("points gained", buyer)


@MECHANISM.amends("price of a sale", "A28")
def buy_back_at_the_market(w: World, price: Price, points: Points) -> Price:
    """Under one reading the pool buys points back at the market price, while its money lasts."""
    if w.readings.buyback_price is not BuybackPrice.MARKET:
        return price
    paid = w.let("market price", market_price(w), "A28")
    w.require(w.value_of(points, paid) <= w.pool, "the pool has the money", "A28")
    return paid


def market_price(w: View) -> Price:
    """The price of the last trade; before the first, the live price."""
    traded, choose = w.state["market.size"] > 0, w.numbers.choose
    return Price(
        choose(traded, w.state["market.paid"], w.pool),
        choose(traded, w.state["market.size"], w.supply),
    )
