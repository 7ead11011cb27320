"""Redemption for goods.

Source: 001, why points appreciate, second way; 003 section 2.
Keeps: what the goods taken so far cost.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.questions import Question, asks
from ..model.world import POOL, SUPPLIER, TREASURY, Member, World
from ..numbers import Points
from .purchase import StepView

MECHANISM = Mechanism(
    name="goods",
    title="Redemption for goods",
    clauses=("M3",),
    needs=("purchase",),
    shared={"goods.cost": 0},
    parameters=("margin",),
    questions=("goods_payer", "product_cost", "step_view"),
)


@asks("A2")
class GoodsPayer(Question):
    """Who pays for goods taken with points."""

    PLATFORM = "platform", "the treasury pays their cost, the pool is unchanged"
    POOL = "pool", "the pool reimburses the treasury for their value"
    POOL_AT_COST = "pool-at-cost", "the pool pays their cost"


@MECHANISM.rule("M3.1", "M3.2", "M3.3", "M3.4", "A2", "A19", "A20")
def redeem(w: World, holder: Member, points: Points) -> None:
    """A member gives points for goods worth as much at the live price; the points are destroyed."""
    w.require(points > 0, "points are given up")
    w.require(points <= holder.points, "the holder has them")
    value = w.let("value", w.value_of(points, w.price), "M3.1")
    cost = w.let("cost", (1 - w.parameters.margin) * value, "A20")

    if w.readings.goods_payer is GoodsPayer.POOL:
        w.pay(POOL, TREASURY, value, "A2")
    if w.readings.goods_payer is GoodsPayer.POOL_AT_COST:
        w.pay(POOL, TREASURY, cost, "A2")
    w.pay(TREASURY, SUPPLIER, cost, "A2")
    w.note("goods.cost", cost)
    if w.readings.step_view is StepView.PAY_THEN_BURN:
        w.observe("A19")
    w.burn(holder, points, "M3.2")
    w.leave("M3.3", "M3.4")
