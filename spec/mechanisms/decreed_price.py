"""A price by decree.

Source: published practice; the platform announces a price and raises it every day.
Keeps: the price that is announced, in yuan per point.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, number, rate
from ..model.questions import Question, asks
from ..model.world import POOL, TREASURY, Price, View, World
from ..numbers import Points

MECHANISM = Mechanism(
    name="decreed-price",
    title="A price by decree",
    clauses=("P10",),
    needs=("purchase", "days"),
    shared={"decreed.price": "issue_price"},
    counters=("decreed.price",),
    parameters=("decreed_step", "decreed_rate", "issue_price"),
    questions=("decreed_rise", "decreed_payer"),
)

declare(
    decreed_step=number("yuan per point", "rise of the announced price each day", "P10.2", "1/100"),
    decreed_rate=rate("rise of the announced price each day, as a share of it", "P10.2", "1/1000"),
)


@asks("P10.2")
class DecreedRise(Question):
    """By how much the announced price rises every day."""

    BY_AMOUNT = "by-amount", "by the same amount"
    BY_SHARE = "by-share", "by the same share of itself"


@asks("P10.4")
class DecreedPayer(Question):
    """Who pays what the announced price promises for points that are sold back."""

    POOL = "pool", "the pool, while its money lasts"
    TREASURY = "treasury", "the treasury adds what the pool lacks"


@MECHANISM.when("day closed", "P10.1", "P10.2")
def raise_price(w: World) -> None:
    """Every day the announced price rises."""
    rise = w.parameters.decreed_step
    if w.readings.decreed_rise is DecreedRise.BY_SHARE:
        rise = w.parameters.decreed_rate * w.state["decreed.price"]
    w.write("decreed.price", w.state["decreed.price"] + rise, "P10.1", "P10.2")


@MECHANISM.amends("price of a grant", "P10.3")
def grant_at_decree(w: World, _price: Price) -> Price:
    """Points are granted at the announced price."""
    return decreed(w)


@MECHANISM.amends("price of a sale", "P10.3", "P10.4")
def pay_at_decree(w: World, _price: Price, points: Points) -> Price:
    """Points are bought back at the announced price, as far as somebody has the money."""
    value = w.let("announced value", points * w.state["decreed.price"], "P10.3")
    if w.readings.decreed_payer is DecreedPayer.TREASURY:
        w.pay(TREASURY, POOL, w.numbers.maximum(value - w.pool, 0), "P10.4")
    else:
        w.require(value <= w.pool, "the pool has the money", "P10.4")
    return decreed(w)


@MECHANISM.amends("price as displayed", "P10.1")
def show_decree(w: View, _price: Price) -> Price:
    """Members are shown the announced price."""
    return decreed(w)


def decreed(w: View) -> Price:
    """The announced price."""
    return Price(w.state["decreed.price"], 1)
