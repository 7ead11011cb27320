"""Share grant by amount spent.

Source: 001 sections 3, 4 (example) and 5, item 1; 002 section 2, item 1.
Keeps: nothing of its own. Where a purchase grants points by number, this says how many.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import Meaning, declare, parse_amount
from ..model.readings import Reading, asks
from ..model.world import View
from ..numbers import Points, Yuan

MECHANISM = Mechanism(
    name="share-grant",
    title="Share grant by amount spent",
    clauses=("M17",),
    needs=("purchase",),
    parameters=("share_step", "share_number", "share_number_restated", "share_number_least"),
    readings=("share_steps", "share_number"),
)

declare(
    share_step=Meaning(
        "yuan", "amount for which shares are granted", 0, False, None, "M17", parse_amount("2000")
    ),
    share_number=Meaning(
        "points", "shares granted for that amount", 0, False, None, "M17", parse_amount("10")
    ),
    share_number_restated=Meaning(
        "points", "the same number in another place", 0, False, None, "A41", parse_amount("20")
    ),
    share_number_least=Meaning(
        "points", "the same number in the example", 0, False, None, "A41", parse_amount("1")
    ),
)


@asks("A17")
class ShareSteps(Reading):
    """Whether a remainder of the amount spent earns anything."""

    PER_FULL_STEP = "per-full-step"  # only full steps count
    PROPORTIONAL = "proportional"


@asks("A41")
class ShareNumber(Reading):
    """How many shares the amount of one step earns."""

    TEN = "ten"
    TWENTY = "twenty"
    ONE = "one"


@MECHANISM.amends("points by number", "M17", "A17", "A41")
def in_shares(w: View, _points: Points, paid: Yuan) -> Points:
    """A fixed number of points is granted for each step of the price."""
    t = w.parameters
    steps = w.numbers.ratio(paid, t.share_step)
    if w.readings.share_steps is ShareSteps.PER_FULL_STEP:
        steps = w.numbers.floor(steps)
    return steps * shares_per_step(w)


def shares_per_step(w: View) -> Points:
    """How many shares the amount of one step earns."""
    if w.readings.share_number is ShareNumber.TWENTY:
        return w.parameters.share_number_restated
    if w.readings.share_number is ShareNumber.ONE:
        return w.parameters.share_number_least
    return w.parameters.share_number
