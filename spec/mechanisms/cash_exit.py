"""Cash exit.

Source: 000 and 001, property 6; 001, exit rules.
Keeps: what each member has received for points sold.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.readings import StepView
from ..model.world import POOL, Member, Price, World
from ..numbers import Amount, Points

MECHANISM = Mechanism(
    name="cash-exit",
    title="Cash exit",
    clauses=("M2",),
    needs=("purchase",),
    member={"proceeds": 0},
    parameters=("exit_fee",),
    readings=("step_view",),
)


@MECHANISM.rule("M2.1", "M2.2", "M2.3", "M2.4", "A19")
def sell(w: World, seller: Member, points: Points) -> None:
    """A member sells points back to the pool at the live price; they are destroyed."""
    w.require(points > 0, "points are sold")
    w.require(points <= seller.points, "the seller holds them")
    w.announce("points counted", points)
    price = w.amended("price of a sale", w.price, points)

    sell_at(w, seller, points, price, w.parameters.exit_fee)


def sell_at(w: World, seller: Member, points: Points, price: Price, fee: Amount) -> None:
    """The postings of a sale at a given price; ``fee`` is a share of the proceeds."""
    gross = w.value_of(points, price)
    net = (1 - fee) * gross
    paid = w.amended("money paid out", net)
    w.pay(POOL, seller, gross)
    w.pay(seller, POOL, fee * gross)
    w.pay(seller, POOL, net - paid)  # what rounding leaves stays in the pool
    if w.readings.step_view is StepView.PAY_THEN_BURN:
        w.observe()
    w.burn(seller, points)
    w.note(seller.at("proceeds"), paid)
    w.announce("sold", seller, paid)
