"""Migration of old members.

Source: 001 use case 2; 003 section 5, old members.
Keeps: what an earlier platform still owes each member, and how much of it became points.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.questions import Question, asks
from ..model.world import POOL, TREASURY, Member, World
from ..numbers import Yuan


@asks("A26")
class ReleaseSource(Question):
    """Who pays for the points that old members are granted."""

    MINTED = "minted", "nobody pays for them"
    TREASURY = "treasury", "the treasury pays their value into the pool"


MECHANISM = Mechanism(
    name="migration",
    title="Migration of old members",
    clauses=("M14",),
    needs=("purchase",),
    shared={"issuer.debt": 0},
    member={"debt": 0, "released": 0, "released-points": 0},
    assets={"debt": "debt"},
    opening=("debt",),
    counters=("released", "released-points"),
    questions=("release_source",),
)


@MECHANISM.rule("M14.1", "M14.2", "A26")
def release(w: World, creditor: Member, amount: Yuan) -> None:
    """Part of an old debt becomes points of the same value at the live price."""
    w.require(amount > 0, "something is released")
    w.require(amount <= creditor.debt, "so much is still owed")
    w.require(w.supply > 0, "points circulate")
    w.require(w.pool > 0, "points have a price to be granted at")
    points = w.let("grant", w.numbers.ratio(amount * w.supply, w.pool), "M14.1")

    if w.readings.release_source is ReleaseSource.TREASURY:
        w.pay(TREASURY, POOL, amount, "A26")
    got = w.mint(creditor, points, "M14.1", "A26")
    w.move(creditor.at("debt"), "issuer.debt", amount, "M14.1", "M14.2")
    w.note(creditor.at("released"), amount)
    w.note(creditor.at("released-points"), got)
    w.announce("points gained", creditor)
