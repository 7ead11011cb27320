"""Transfer between members.

Source: published practice; members send points to each other, less a fee that is taken in points.
Keeps: points ever sent; points that the platform holds still circulate.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.questions import Question, asks
from ..model.world import Member, World
from ..numbers import Points

MECHANISM = Mechanism(
    name="transfer",
    title="Transfer between members",
    clauses=("P8",),
    needs=("purchase",),
    shared={"platform.points": 0, "transferred.number": 0},
    counters=("platform.points", "transferred.number"),
    parameters=("transfer_fee",),
    questions=("transfer_fee_points",),
)

declare(
    transfer_fee=rate("share of the points sent that is kept", "P8.1", "1/50", share=True),
)


@asks("P8.2")
class TransferFeePoints(Question):
    """What becomes of the points that a transfer costs."""

    DESTROYED = "destroyed"
    PLATFORM = "platform", "the platform holds them, and they still count as circulating"


@MECHANISM.rule("P8.1", "P8.2")
def transfer(w: World, sender: Member, receiver: Member, points: Points) -> None:
    """A member sends points to another one, who gets them less the fee."""
    w.require(points > 0, "points are sent")
    w.require(points <= sender.points, "the sender holds them")
    fee = w.let("fee", w.parameters.transfer_fee * points, "P8.1")

    w.move(sender.at("points"), receiver.at("points"), points - fee, "P8.1")
    if w.readings.transfer_fee_points is TransferFeePoints.PLATFORM:
        w.move(sender.at("points"), "platform.points", fee, "P8.2")
    else:
        w.burn(sender, fee, "P8.2")
    w.note("transferred.number", points)
    w.announce("points gained", receiver)
