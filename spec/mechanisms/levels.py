"""Pay by levels.

Source: published practice; each member in the line above a buyer is paid a share of the purchase.
Keeps: for each member what they were paid for purchases below them; what was paid for their own
last purchase, and what is still to be paid for it.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.questions import Question, asks
from ..model.world import TREASURY, Member, View, World
from ..numbers import Amount, Yuan

MECHANISM = Mechanism(
    name="levels",
    title="Pay by levels",
    clauses=("P17",),
    needs=("purchase", "recruiting", "line"),
    member={"level-pay": 0, "levels-paid": 0, "levels-due": 0},
    counters=("level-pay", "levels-paid", "levels-due"),
    parameters=("level_rates",),
    questions=("level_limit",),
)

declare(
    level_rates=rate(
        "share of a purchase paid to each level above, the nearest first",
        "P17.1",
        ("1/10", "1/20"),
        share=True,
        unordered=True,
    ),
)


@asks("P17.2")
class LevelLimit(Question):
    """How many levels above a buyer are paid."""

    STATED = "stated", "as many as rates are stated for"
    NONE = "none", "all there are; those beyond get the last rate"


@MECHANISM.when("purchased", "P17.1")
def owe_levels(w: World, buyer: Member, paid: Yuan) -> None:
    """Of a purchase all the stated rates may have to be paid."""
    w.write(buyer.at("levels-paid"), 0)
    w.write(buyer.at("levels-due"), all_rates(w) * paid, "P17.1")


@MECHANISM.when("passed up", "P17.1", "P17.2")
def pay_level(w: World, above: Member, buyer: Member) -> None:
    """The member whom a purchase reaches is paid the rate of that level."""
    rate = w.let("rate of the level", _rate(w, buyer), "P17.1", "P17.2")
    pay = w.let("pay for the level", rate * w.state[buyer.at("going-up")], "P17.1")

    w.pay(TREASURY, above, pay, "P17.1")
    w.note(above.at("level-pay"), pay)
    w.note(buyer.at("levels-paid"), pay)
    w.note(buyer.at("levels-due"), -pay)


def all_rates(w: View) -> Amount:
    """The stated rates of all levels together."""
    return sum(w.parameters.level_rates, 0)


def _rate(w: World, buyer: Member) -> Amount:
    """The rate of the level that comes after those that were reached."""
    reached, rates = w.state[buyer.at("levels-reached")], w.parameters.level_rates
    last = rates[-1] if w.readings.level_limit is LevelLimit.NONE else 0
    steps = zip((*rates[1:], last), rates, strict=True)
    beyond = [
        w.numbers.choose(reached >= level, here - before, 0)
        for level, (here, before) in enumerate(steps, 1)
    ]
    return sum(beyond, rates[0])
