"""Constant points.

Source: 000 section 1 and exit rule 4; 002 section 2, item 5.
Keeps: constant points of members and of merchants; points taken back for them.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.questions import Question, asks
from ..model.world import SUPPLIER, Member, World
from ..numbers import Constants, Points

MECHANISM = Mechanism(
    name="constants",
    title="Constant points",
    clauses=("M4",),
    needs=("purchase",),
    shared={"issuer.constants": 0, "platform.points": 0, "aside.points": 0},
    member={"constants": 0, "takings": 0},
    assets={"constants": "constants", "takings": "constants"},
    opening=("constants",),
    counters=("platform.points", "aside.points"),
    parameters=("margin",),
    questions=("converted_points", "constant_backing", "product_cost"),
)


@asks("A3")
class ConvertedPoints(Question):
    """What becomes of points that are converted into constant points."""

    STAY_CIRCULATING = (
        "stay-circulating",
        "the platform holds them, and they still count as circulating",
    )
    HELD_ASIDE = "held-aside", "they no longer circulate, and may be issued again"
    MEMBER_KEEPS_BOTH = "member-keeps-both", "the member keeps them and gets constant points too"


@asks("A4")
class ConstantBacking(Question):
    """Which assets stand behind the constant points."""

    POOL = "pool", "the part of the pool to which no member's points have a claim"
    TREASURY = "treasury"
    NOTHING = "nothing"


@MECHANISM.rule("M4.1", "M4.2", "M4.3", "A3")
def convert(w: World, holder: Member, points: Points) -> None:
    """A member turns points into constant points at the live price; no points are destroyed."""
    w.require(points > 0, "points are converted")
    w.require(points <= holder.points, "the holder has them")
    value = w.let("value", w.value_of(points, w.price), "M4.2")

    if w.readings.converted_points is ConvertedPoints.STAY_CIRCULATING:
        w.move(holder.at("points"), "platform.points", points, "M4.3", "A3")
    if w.readings.converted_points is ConvertedPoints.HELD_ASIDE:
        w.move(holder.at("points"), "aside.points", points, "M4.3", "A3")
    w.move("issuer.constants", holder.at("constants"), value, "M4.1", "M4.2")


@MECHANISM.rule("M4.4", "A20")
def spend(w: World, buyer: Member, merchant: Member, constants: Constants) -> None:
    """A member buys goods from a merchant of the ecosystem with constant points at face value."""
    w.require(constants > 0, "something is bought")
    w.require(constants <= buyer.constants, "the buyer has the constant points")

    w.move(buyer.at("constants"), merchant.at("takings"), constants, "M4.4")
    w.pay(merchant, SUPPLIER, (1 - w.parameters.margin) * constants, "M4.4", "A20")


@MECHANISM.rule("M4.5", "A3")
def restore(w: World, merchant: Member, constants: Constants) -> None:
    """A merchant hands in constant points that they took, for points of the same value."""
    where = w.readings.converted_points
    w.require(constants > 0, "something is exchanged")
    w.require(constants <= merchant.takings, "the merchant took that many")
    price = w.let("price", w.price, "M4.5")
    w.require(price.yuan > 0, "points have a price to be granted at", "M4.5")
    points = w.let("grant", w.numbers.ratio(constants * price.points, price.yuan), "M4.5")
    if where is ConvertedPoints.STAY_CIRCULATING:
        w.require(points <= w.state["platform.points"], "the platform holds such points", "A3")
    if where is ConvertedPoints.HELD_ASIDE:
        w.require(points <= w.state["aside.points"], "such points were set aside", "A3")
    if where is not ConvertedPoints.STAY_CIRCULATING:
        w.require(w.supply > 0, "points circulate", "A3")

    w.move(merchant.at("takings"), "issuer.constants", constants, "M4.5")
    if where is ConvertedPoints.STAY_CIRCULATING:
        w.move("platform.points", merchant.at("points"), points, "M4.5", "A3")
    if where is ConvertedPoints.HELD_ASIDE:
        w.move("aside.points", merchant.at("points"), points, "M4.5", "A3")
    if where is ConvertedPoints.MEMBER_KEEPS_BOTH:
        w.mint(merchant, points, "M4.5", "A3")
    w.announce("points gained", merchant)
