"""Refund of a purchase.

Source: published practice; goods can be sent back, and the terms say little about what was granted.
Keeps: for each member what the last purchase cost that was not given back, the points that it was
granted and the quota; the supply just before a sale; all refunds together.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.questions import Question, asks
from ..model.world import POOL, SUPPLIER, TREASURY, Member, World
from ..numbers import Yuan
from .purchase import contribution_of

MECHANISM = Mechanism(
    name="refund",
    title="Refund of a purchase",
    clauses=("P12",),
    needs=("purchase",),
    shared={"before-sale.supply": 0, "refunds.total": 0},
    member={
        "refundable": 0,
        "refundable-points": 0,
        "refundable-quota": 0,
        "quota-seen": 0,
        "quota-step": 0,
    },
    counters=("refunds.total", "refundable", "refundable-points"),
    parameters=("margin", "contribution"),
    questions=(
        "refunded_points",
        "spent_points",
        "refunded_contribution",
        "refunded_quota",
        "returned_goods",
    ),
)


@asks("P12.2")
class RefundedPoints(Question):
    """What becomes of the points of a purchase that is given back."""

    DESTROYED = "destroyed"
    KEPT = "kept", "the buyer keeps them"


@asks("P12.3")
class SpentPoints(Question):
    """What a buyer can do who has not kept all points of the purchase."""

    REFUSED = "refused", "there is no refund"
    LEFT = "what-is-left", "those that are left are destroyed"
    CHARGED = "charged", "the others are taken off the refund at the live price"


@asks("P12.4")
class RefundedContribution(Question):
    """Who pays back what the purchase paid into the pool."""

    FROM_POOL = "from-pool", "the pool"
    STAYS = "stays", "nobody: it stays in the pool, and the treasury pays the whole refund"


@asks("P12.5")
class RefundedQuota(Question):
    """What becomes of the quota of a purchase that is given back."""

    CANCELLED = "cancelled", "it is cancelled as far as it is left"
    STAYS = "stays"

    @property
    def needs(self) -> str:
        """Where there is no quota, none can stay."""
        return "quota" if self is RefundedQuota.STAYS else ""


@asks("P12.6")
class ReturnedGoods(Question):
    """Who bears the cost of goods that are sent back."""

    SUPPLIER = "supplier", "the supplier takes them back at cost"
    PLATFORM = "platform"


@MECHANISM.when("money counted")
def remember_supply(w: World, _paid: Yuan) -> None:
    """Before a sale the points in circulation are counted."""
    w.write("before-sale.supply", w.supply)


@MECHANISM.when("purchased")
def remember_quota(w: World, buyer: Member, _paid: Yuan) -> None:
    """Where there is quota, what a sale has granted of it is counted."""
    if "issuer.quota" in w.state:
        w.write(buyer.at("quota-step"), buyer.granted - w.state[buyer.at("quota-seen")])
        w.write(buyer.at("quota-seen"), buyer.granted)


@MECHANISM.when("bought", "P12.1")
def remember_purchase(w: World, buyer: Member, paid: Yuan) -> None:
    """What the last purchase cost and was granted can be given back."""
    w.write(buyer.at("refundable"), paid, "P12.1")
    w.write(buyer.at("refundable-points"), w.supply - w.state["before-sale.supply"], "P12.1")
    w.write(buyer.at("refundable-quota"), w.state[buyer.at("quota-step")])


@MECHANISM.rule("P12.1", "P12.2", "P12.3", "P12.4", "P12.6")
def refund(w: World, buyer: Member) -> None:
    """A member gives back what they bought last, and is paid what it cost."""
    r, minimum = w.readings, w.numbers.minimum
    paid = w.let("cost of the purchase", w.state[buyer.at("refundable")], "P12.1")
    granted = w.state[buyer.at("refundable-points")]
    w.require(paid > 0, "something was bought that was not given back", "P12.1")
    back = w.let("points given back", minimum(granted, buyer.points), "P12.2", "P12.3")
    charge = 0
    if r.refunded_points is RefundedPoints.KEPT:
        back = 0
    elif r.spent_points is SpentPoints.REFUSED:
        w.require(granted <= buyer.points, "the buyer has kept the points", "P12.3")
    elif r.spent_points is SpentPoints.CHARGED:
        spent = w.value_of(granted - back, w.price)
        charge = w.let("charge for points spent", minimum(spent, paid), "P12.3")
    contribution = w.amended("contribution paid back", contribution_of(w, paid))

    if r.refunded_contribution is RefundedContribution.FROM_POOL:
        w.require(contribution <= w.pool, "the pool has the money", "P12.4")
        w.pay(POOL, TREASURY, contribution, "P12.4")
    if r.returned_goods is ReturnedGoods.SUPPLIER:
        w.pay(SUPPLIER, TREASURY, (1 - w.parameters.margin) * paid, "P12.6")
    w.pay(TREASURY, buyer, paid - charge, "P12.1")
    w.burn(buyer, back, "P12.2")
    if "issuer.quota" in w.state and r.refunded_quota is RefundedQuota.CANCELLED:
        cancelled = minimum(w.state[buyer.at("refundable-quota")], buyer.quota)
        w.move(buyer.at("quota"), "issuer.quota", cancelled, "P12.5")
    w.note("refunds.total", paid)
    w.write(buyer.at("refundable"), 0, "P12.1")
    w.write(buyer.at("refundable-points"), 0)
    w.write(buyer.at("refundable-quota"), 0)
