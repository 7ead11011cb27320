"""Cash exit in two steps.

Source: published practice; contracts that pay for points first and destroy them afterwards.
Keeps: points that are paid for and not destroyed yet; the price before the first of them was paid.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.questions import Question, asks
from ..model.world import POOL, Member, Price, View, World
from ..numbers import Points, Yuan

MECHANISM = Mechanism(
    name="two-step-exit",
    title="Cash exit in two steps",
    clauses=("P15",),
    needs=("purchase", "cash-exit"),
    shared={"pending.number": 0, "unpaid.yuan-in-pool": 0, "unpaid.supply": 0},
    member={"points-pending": 0},
    assets={"points-pending": "points"},
    counters=("pending.number",),
    parameters=("exit_fee",),
    questions=("between_steps",),
)


@asks("P15.3")
class BetweenSteps(Question):
    """What can happen after points were paid for and before they are destroyed."""

    ANYTHING = "anything"
    NO_PURCHASE = "no-purchase", "nobody can buy meanwhile"


@MECHANISM.rule("P15.1")
def begin_sale(w: World, seller: Member, points: Points) -> None:
    """A member is paid for points at the price of a sale; the points still circulate."""
    w.require(points > 0, "points are sold")
    w.require(points <= seller.points, "the seller holds them")
    w.announce("points counted", points)
    first = w.state["pending.number"] <= 0
    choose, fee = w.numbers.choose, w.parameters.exit_fee
    earlier = price_before_sales(w)
    w.write("unpaid.yuan-in-pool", choose(first, w.pool, earlier.yuan))
    w.write("unpaid.supply", choose(first, w.supply, earlier.points))
    price = w.let("price", w.amended("price of a sale", w.price, points), "P15.1")
    proceeds = w.let("proceeds", w.value_of(points, price), "P15.1")
    paid = w.amended("money paid out", (1 - fee) * proceeds)

    w.pay(POOL, seller, paid, "P15.1")
    w.announce("fee kept", fee * proceeds)
    w.move(seller.at("points"), seller.at("points-pending"), points, "P15.1")
    w.note("pending.number", points)
    w.note(seller.at("proceeds"), paid)
    w.announce("sold", seller, paid)


@MECHANISM.rule("P15.2")
def end_sale(w: World, seller: Member) -> None:
    """The points that a member was paid for are destroyed."""
    pending = w.state[seller.at("points-pending")]
    w.require(pending > 0, "points were paid for")

    w.move(seller.at("points-pending"), "issuer.points", pending, "P15.2")
    w.note("pending.number", -pending)


@MECHANISM.when("money counted", "P15.3")
def wait_for_the_end(w: World, _paid: Yuan) -> None:
    """Under one reading nobody can buy before the points are destroyed."""
    if w.readings.between_steps is BetweenSteps.NO_PURCHASE:
        w.require(w.state["pending.number"] <= 0, "no sale is under way", "P15.3")


def price_before_sales(w: View) -> Price:
    """The live price before the first of the sales under way began."""
    return Price(w.state["unpaid.yuan-in-pool"], w.state["unpaid.supply"])
