"""Share grant by amount spent.

Source: 001 sections 3, 4 (example) and 5, item 1; 002 section 2, item 1.
Keeps: nothing of its own. Where a purchase grants points by number, this says how many.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, yuan
from ..model.parameters import points as number_of_points
from ..model.questions import Question, asks
from ..model.world import View
from ..numbers import Points, Yuan

MECHANISM = Mechanism(
    name="share-grant",
    title="Share grant by amount spent",
    clauses=("M17",),
    needs=("purchase",),
    parameters=("share_step", "share_number", "share_number_restated", "share_number_least"),
    questions=("share_steps", "share_number"),
)

declare(
    share_step=yuan("amount for which shares are granted", "M17", "2000", positive=True),
    share_number=number_of_points("shares granted for that amount", "M17", "10"),
    share_number_restated=number_of_points("the same number in another place", "A41", "20"),
    share_number_least=number_of_points("the same number in the example", "A41", "1"),
)


@asks("A17")
class ShareSteps(Question):
    """Whether money spent beyond full steps earns anything."""

    PER_FULL_STEP = "per-full-step", "only full steps count"
    PROPORTIONAL = "proportional"


@asks("A41", name="share_number")
class WhichShareNumber(Question):
    """How many shares one step of the amount spent earns."""

    TEN = "ten"
    TWENTY = "twenty"
    ONE = "one"


@MECHANISM.amends("points by number", "M17", "A17", "A41")
def in_shares(w: View, _points: Points, paid: Yuan) -> Points:
    """A fixed number of points is granted for each step of the amount spent."""
    t = w.parameters
    steps = w.numbers.ratio(paid, t.share_step)
    if w.readings.share_steps is ShareSteps.PER_FULL_STEP:
        steps = w.numbers.floor(steps)
    steps = w.let("steps", steps, "M17", "A17")
    return steps * shares_per_step(w)


def shares_per_step(w: View) -> Points:
    """How many shares one step of the amount spent earns."""
    if w.readings.share_number is WhichShareNumber.TWENTY:
        return w.parameters.share_number_restated
    if w.readings.share_number is WhichShareNumber.ONE:
        return w.parameters.share_number_least
    return w.parameters.share_number
