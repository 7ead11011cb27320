"""Gift or yield into the pool.

Source: published practice; profits, subsidies or interest that are announced as paid into the pool.
Keeps: what givers outside the scheme have paid, and all gifts together.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.questions import Question, asks
from ..model.world import POOL, TREASURY, World
from ..numbers import Yuan

GIVER = "giver"

MECHANISM = Mechanism(
    name="gift",
    title="Gift or yield into the pool",
    clauses=("P1",),
    needs=("purchase",),
    shared={"giver.yuan": 0, "gifts.total": 0},
    counters=("gifts.total",),
    questions=("gift_source",),
)


@asks("P1.2")
class GiftSource(Question):
    """Where the money comes from that enters the pool without a sale."""

    OUTSIDE = "outside", "from outside the scheme, where it was earned or given"
    TREASURY = "treasury", "from the platform's own cash"


@MECHANISM.rule("P1.1", "P1.2")
def give(w: World, amount: Yuan) -> None:
    """Money enters the pool for which no points are granted."""
    w.require(amount > 0, "something is given")
    giver = TREASURY if w.readings.gift_source is GiftSource.TREASURY else GIVER

    w.pay(giver, POOL, amount, "P1.1", "P1.2")
    w.note("gifts.total", amount)
