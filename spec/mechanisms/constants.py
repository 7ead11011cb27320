"""Constant points.

Source: 000 section 1 and exit rule 4; 002 section 2, item 5.
Keeps: constant points of members and of merchants; points taken back for them.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.readings import ConvertedPoints
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
    readings=("converted_points", "constant_backing", "product_cost"),
)


@MECHANISM.rule("M4.1", "M4.2", "M4.3", "A3")
def convert(w: World, holder: Member, points: Points) -> None:
    """A member turns points into constant points at the live price; they are not destroyed."""
    w.require(points > 0, "points are converted")
    w.require(points <= holder.points, "the holder has them")
    value = w.value_of(points, w.price)

    if w.readings.converted_points is ConvertedPoints.STAY_CIRCULATING:
        w.move(holder.at("points"), "platform.points", points)
    if w.readings.converted_points is ConvertedPoints.HELD_ASIDE:
        w.move(holder.at("points"), "aside.points", points)
    w.move("issuer.constants", holder.at("constants"), value)


@MECHANISM.rule("M4.4", "A20")
def spend(w: World, buyer: Member, merchant: Member, constants: Constants) -> None:
    """A member buys goods from a merchant of the ecosystem with constant points at face value."""
    w.require(constants > 0, "something is bought")
    w.require(constants <= buyer.constants, "the buyer has the constant points")

    w.move(buyer.at("constants"), merchant.at("takings"), constants)
    w.pay(merchant, SUPPLIER, (1 - w.parameters.margin) * constants)


@MECHANISM.rule("M4.5", "A3")
def restore(w: World, merchant: Member, constants: Constants) -> None:
    """A merchant turns constant points it took into points of equal value at the platform."""
    w.require(constants > 0, "something is exchanged")
    w.require(constants <= merchant.takings, "the merchant took that many")
    price = w.price
    w.require(price.yuan > 0, "points have a price to be granted at")
    points = w.numbers.ratio(constants * price.points, price.yuan)

    w.move(merchant.at("takings"), "issuer.constants", constants)
    if w.readings.converted_points is ConvertedPoints.STAY_CIRCULATING:
        w.require(points <= w.state["platform.points"], "the platform holds such points")
        w.move("platform.points", merchant.at("points"), points)
    if w.readings.converted_points is ConvertedPoints.HELD_ASIDE:
        w.require(points <= w.state["aside.points"], "such points were set aside")
        w.require(price.points > 0, "points circulate")
        w.move("aside.points", merchant.at("points"), points)
    if w.readings.converted_points is ConvertedPoints.MEMBER_KEEPS_BOTH:
        w.require(price.points > 0, "points circulate")
        w.mint(merchant, points)
    w.announce("points gained", merchant)
