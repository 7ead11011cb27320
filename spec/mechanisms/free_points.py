"""Points for nothing.

Source: published practice; points for signing in, for sharing, for holding, or as an opening gift.
Keeps: points ever given for nothing.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.questions import Question, asks
from ..model.world import POOL, TREASURY, Member, World
from ..numbers import Points

MECHANISM = Mechanism(
    name="free-points",
    title="Points for nothing",
    clauses=("P4",),
    needs=("purchase",),
    shared={"given.number": 0},
    counters=("given.number",),
    questions=("free_points_payer",),
)


@asks("P4.2")
class FreePointsPayer(Question):
    """Who pays for points that members get for nothing."""

    NOBODY = "nobody", "they are issued on top"
    TREASURY = "treasury", "the treasury pays their value into the pool"


@MECHANISM.rule("P4.1", "P4.2")
def give_points(w: World, member: Member, points: Points) -> None:
    """A member is given points without buying anything, while points have a price."""
    w.require(points > 0, "points are given")
    w.require(w.supply > 0, "points circulate")
    value = w.let("value", w.value_of(points, w.price), "P4.1")

    if w.readings.free_points_payer is FreePointsPayer.TREASURY:
        w.pay(TREASURY, POOL, value, "P4.2")
    w.note("given.number", w.mint(member, points, "P4.1"))
    w.announce("points gained", member)
