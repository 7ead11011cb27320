"""Cash exit.

Source: 000 and 001, property 6; 001, exit rules.
Keeps: what each member has received for points sold.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.world import POOL, Member, Price, World
from ..numbers import Amount, Points
from .purchase import StepView

MECHANISM = Mechanism(
    name="cash-exit",
    title="Cash exit",
    clauses=("M2",),
    needs=("purchase",),
    member={"proceeds": 0},
    parameters=("exit_fee",),
    questions=("step_view",),
)

declare(
    exit_fee=rate("share of a sale's proceeds kept in the pool", "M2.3", "1/10", share=True),
)


@MECHANISM.rule("M2.1", "M2.2", "M2.3", "M2.4", "A19")
def sell(w: World, seller: Member, points: Points) -> None:
    """A member sells points back to the pool at the live price; the points are destroyed."""
    w.require(points > 0, "points are sold")
    w.require(points <= seller.points, "the seller holds them")
    w.announce("points counted", points)
    price = w.let("price", w.amended("price of a sale", w.price, points), "M2.1")

    sell_at(w, seller, points, price, w.parameters.exit_fee)


def sell_at(w: World, seller: Member, points: Points, price: Price, fee: Amount) -> None:
    """The postings of a sale at a given price; ``fee`` is a share of the proceeds."""
    proceeds = w.let("proceeds", w.value_of(points, price), "M2.1")
    net = (1 - fee) * proceeds
    paid = w.amended("money paid out", net)
    w.pay(POOL, seller, proceeds, "M2.1")
    w.pay(seller, POOL, fee * proceeds, "M2.3", "M2.4")
    w.pay(seller, POOL, net - paid)  # what rounding leaves stays in the pool
    w.announce("fee kept", fee * proceeds)
    if w.readings.step_view is StepView.PAY_THEN_BURN:
        w.observe("A19")
    w.burn(seller, points, "M2.2")
    w.note(seller.at("proceeds"), paid)
    w.announce("sold", seller, paid)
