"""Points used up by payouts.

Source: published practice; for every hundred that a member is paid, a share of theirs is destroyed.
Keeps: for each member the payouts that have cost points, and the points that they have cost.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, points, yuan
from ..model.questions import Question, asks
from ..model.world import World
from ..numbers import Amount, Yuan

MECHANISM = Mechanism(
    name="used-up",
    title="Points used up by payouts",
    clauses=("P20",),
    needs=("purchase", "quota", "days"),
    member={"payouts-counted": 0, "used-up": 0},
    counters=("payouts-counted", "used-up"),
    parameters=("payout_step", "points_used_up"),
    questions=("payout_steps",),
)

declare(
    payout_step=yuan("payouts that cost points", "P20.1", "100", positive=True),
    points_used_up=points("points that each such payout costs", "P20.1", "1"),
)


@asks("P20.2")
class PayoutSteps(Question):
    """Whether payouts between two steps cost points."""

    WHOLE = "whole", "only full steps do; what is over counts later"
    IN_PROPORTION = "in-proportion", "every payout costs its part of them"


@MECHANISM.when("day closed", "P20.1", "P20.2")
def use_up(w: World) -> None:
    """When the day has closed, members lose points for what they have been paid in dividends."""
    for member in w.members():
        paid = member.dividends - w.state[member.at("payouts-counted")]
        steps = w.let("steps paid", _steps(w, paid), "P20.1", "P20.2")
        cost = w.numbers.minimum(w.parameters.points_used_up * steps, member.points)
        cost = w.let("points lost", cost, "P20.1")
        w.burn(member, cost, "P20.1")
        w.note(member.at("used-up"), cost)
        w.note(member.at("payouts-counted"), w.parameters.payout_step * steps, "P20.2")


def _steps(w: World, paid: Yuan) -> Amount:
    """How many steps of payouts are made up."""
    steps = w.numbers.ratio(paid, w.parameters.payout_step)
    return w.numbers.floor(steps) if w.readings.payout_steps is PayoutSteps.WHOLE else steps
