"""Collectibles.

Source: 002 section 5 and its appendix; 000 section 1, exchange list, item 2.
Keeps: each member's items, what the platform asks for the next one, what the last buyer paid,
how often items were resold, and the points that the platform took for items and kept.

An event hands over exactly one item. The items issued so far are numbered from 1.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, number, rate, yuan
from ..model.questions import Question, asks
from ..model.world import TREASURY, Member, View, World
from ..numbers import Amount, Yuan

MECHANISM = Mechanism(
    name="collectibles",
    title="Collectibles",
    clauses=("M13",),
    needs=("purchase",),
    shared={
        "issuer.items": 0,
        "items.announced": "item_price",
        "items.last": "item_price",
        "items.resold": 0,
        "platform.points": 0,
    },
    member={"items": 0},
    assets={"items": "items"},
    counters=("items.announced", "items.resold", "platform.points"),
    parameters=("item_price", "item_rise", "edition"),
    questions=("item_issue", "item_value", "item_points"),
)

declare(
    item_price=yuan("price announced for the first item", "M13.6", "100000", positive=True),
    item_rise=rate("rise of the announced price with every item", "A31", "1/10"),
    edition=number("items", "items that an edition has", "A30", "10000", positive=True),
)


@asks("A30")
class ItemIssue(Question):
    """How many items there can be."""

    LIMITED = "limited", "the items of the edition"
    UNLIMITED = "unlimited"


@asks("A31")
class ItemValue(Question):
    """What the stated value of an item is."""

    ANNOUNCED = "announced", "what the platform asks for the next one"
    LAST_PAID = "last-paid", "what the last buyer paid, to the platform or to a member"


@asks("A40")
class ItemPoints(Question):
    """What becomes of the points that are paid for an item."""

    DESTROYED = "destroyed"
    KEPT = "kept", "the platform holds them, and they still count as circulating"


@MECHANISM.rule("M13.1", "M13.2", "M13.6", "A30", "A40")
def collect(w: World, buyer: Member) -> None:
    """A member gives points worth the announced price for the next item."""
    announced, price = _announced(w), w.price
    points = w.numbers.ratio(announced * price.points, price.yuan)
    points = w.let("points given", points, "M13.2")
    w.require(points > 0, "points are worth something")
    w.require(points <= buyer.points, "the buyer has enough of them")

    if w.readings.item_points is ItemPoints.DESTROYED:
        w.burn(buyer, points, "M13.2", "A40")
    else:
        w.move(buyer.at("points"), "platform.points", points, "M13.2", "A40")
    _hand_over(w, buyer, announced)


@MECHANISM.rule("M13.1", "M13.3", "M13.6", "A30")
def acquire(w: World, buyer: Member) -> None:
    """A member pays the announced price in money for the next item."""
    announced = _announced(w)

    w.pay(buyer, TREASURY, announced, "M13.3", "M13.6")
    _hand_over(w, buyer, announced)


@MECHANISM.rule("M13.4", "M13.5")
def resell(w: World, seller: Member, buyer: Member, paid: Yuan) -> None:
    """A member sells one item to another member, at whatever price the two agree on."""
    w.require(seller.items >= 1, "the seller has an item")
    w.require(paid > 0, "something is paid")

    w.pay(buyer, seller, paid, "M13.4", "M13.5")
    w.move(seller.at("items"), buyer.at("items"), 1, "M13.4")
    w.note("items.resold", 1)
    w.write("items.last", paid)


def _announced(w: World) -> Yuan:
    """The price of the next item, while there is one."""
    if w.readings.item_issue is ItemIssue.LIMITED:
        w.require(issued(w) + 1 <= w.parameters.edition, "the edition is not sold out", "A30")
    return w.state["items.announced"]


def _hand_over(w: World, buyer: Member, announced: Yuan) -> None:
    """The buyer gets the next item, and the one after it costs more."""
    w.move("issuer.items", buyer.at("items"), 1, "M13.1")
    w.write("items.last", announced)
    w.write("items.announced", (1 + w.parameters.item_rise) * announced, "M13.6")


def issued(w: View) -> Amount:
    """Items issued so far, which is the number of the newest one."""
    return -w.state["issuer.items"]
