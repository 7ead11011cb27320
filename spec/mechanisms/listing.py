"""Listing.

Source: 000 and 001, growth example, opening; 001 section 8, item 3.
Keeps: what the listing showed the company to be worth, the points ever converted, members'
shares.

Shares are counted so that the reserved part of the company has one for each planned point.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.parameters import points as number_of_points
from ..model.questions import Question, asks
from ..model.world import Member, Price, View, World
from ..numbers import Amount, Points, Yuan

MECHANISM = Mechanism(
    name="listing",
    title="Listing",
    clauses=("M11",),
    needs=("purchase",),
    shared={"issuer.stock": 0, "listing.value": 0, "listing.converted": 0},
    member={"stock": 0},
    assets={"stock": "stock"},
    counters=("listing.value", "listing.converted"),
    parameters=("planned_points", "reserved_part"),
    questions=("stock_rate",),
)

declare(
    planned_points=number_of_points(
        "points that the reserved part of the company is set against", "M11.1", "100000000"
    ),
    reserved_part=rate(
        "part of the company reserved for points", "M11.1", "1/2", positive=True, share=True
    ),
)


@asks("A29")
class StockRate(Question):
    """How much stock a point converts into."""

    BY_VALUE = "by-value", "stock worth as much as the point at the live price"
    BY_NUMBER = "by-number", "one share, the point's own part of the reserved half"


@MECHANISM.rule("M11.2")
def list_company(w: World, value: Yuan) -> None:
    """The company goes public; what the whole company is worth becomes known."""
    w.require(w.state["listing.value"] <= 0, "the company is not listed yet")
    w.require(value > 0, "the company is worth something")

    w.write("listing.value", value, "M11.2")


@MECHANISM.rule("M11.3", "M11.4", "A29")
def convert_to_stock(w: World, holder: Member, points: Points) -> None:
    """A member exchanges points for shares of the listed company; the points are destroyed."""
    w.require(w.state["listing.value"] > 0, "the company is listed", "M11.3")
    w.require(points > 0, "points are given up")
    w.require(points <= holder.points, "the holder has them")
    share, stock = share_price(w), points
    if w.readings.stock_rate is StockRate.BY_VALUE:
        # stock × share price = points × live price
        stock = w.numbers.ratio(points * w.price.yuan * share.points, share.yuan * w.price.points)
    stock = w.let("shares", stock, "M11.3", "A29")

    w.move("issuer.stock", holder.at("stock"), stock, "M11.3")
    w.burn(holder, points, "M11.4")
    w.note("listing.converted", points)


def share_price(w: View) -> Price:
    """Yuan per share: the worth of the reserved part divided by its shares."""
    t = w.parameters
    return Price(t.reserved_part * w.state["listing.value"], t.planned_points)


def shares_given(w: View) -> Amount:
    """The number of shares given for points so far."""
    return -w.state["issuer.stock"]
