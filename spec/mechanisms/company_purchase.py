"""Purchase of points by the company.

Source: published practice; the company announces that it buys points with profits of its own.
Keeps: what the company has paid for points; points that it holds still circulate.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.questions import Question, asks
from ..model.world import TREASURY, Member, World
from ..numbers import Points

MECHANISM = Mechanism(
    name="company-purchase",
    title="Purchase of points by the company",
    clauses=("P3",),
    needs=("purchase",),
    shared={"platform.points": 0, "company.paid": 0},
    counters=("platform.points", "company.paid"),
    questions=("bought_points",),
)


@asks("P3.2")
class BoughtPoints(Question):
    """What becomes of points that the company buys."""

    DESTROYED = "destroyed"
    KEPT = "kept", "the company holds them, and they still count as circulating"


@MECHANISM.rule("P3.1", "P3.2")
def company_buys(w: World, seller: Member, points: Points) -> None:
    """The company buys a member's points with cash of its own, at the live price, without a fee."""
    w.require(points > 0, "points are bought")
    w.require(points <= seller.points, "the seller holds them")
    value = w.let("value", w.value_of(points, w.price), "P3.1")
    w.require(value <= w.treasury, "the company has the money", "P3.1")

    w.pay(TREASURY, seller, value, "P3.1")
    if w.readings.bought_points is BoughtPoints.KEPT:
        w.move(seller.at("points"), "platform.points", points, "P3.2")
    else:
        w.burn(seller, points, "P3.2")
    w.note("company.paid", value)
