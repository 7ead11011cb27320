"""Pay by pairs.

Source: published practice; a member has two legs below, and is paid on the smaller one.
Keeps: for each member the leg in which they stand, what has gone up to them in either leg and is
not paired yet, what was paired and paid; for their last purchase, the leg in which it goes up next.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.questions import Question, asks
from ..model.world import TREASURY, Member, World
from ..numbers import Yuan

MECHANISM = Mechanism(
    name="pairing",
    title="Pay by pairs",
    clauses=("P19",),
    needs=("purchase", "recruiting", "line", "days"),
    member={"leg": 0, "leg-next": 0, "first-leg": 0, "second-leg": 0, "paired": 0, "pair-pay": 0},
    opening=("leg",),
    counters=("leg", "first-leg", "second-leg", "paired", "pair-pay"),
    parameters=("pairing_rate",),
    questions=("unpaired",),
)

declare(
    pairing_rate=rate("share of the smaller leg paid for a pair", "P19.2", "1/10", share=True),
)


@asks("P19.3")
class Unpaired(Question):
    """What becomes of the part of the larger leg that finds no counterpart on a day."""

    CARRIED = "carried", "it is kept for later days"
    LOST = "lost", "both legs start at nothing the next day"


@MECHANISM.when("brought", "P19.1")
def choose_leg(w: World, newcomer: Member, _recruiter: Member) -> None:
    """Whoever was brought is put into the first or the second leg of whoever is above."""
    leg = w.decide("leg", 1, 2, "P19.1")
    w.require(w.numbers.either(leg <= 1, leg >= 2), "it is the first leg or the second", "P19.1")
    w.write(newcomer.at("leg"), leg, "P19.1")


@MECHANISM.when("purchased", "P19.1")
def start_in_leg(w: World, buyer: Member, _paid: Yuan) -> None:
    """A purchase goes up in the leg in which its buyer stands."""
    w.write(buyer.at("leg-next"), buyer.leg, "P19.1")


@MECHANISM.when("passed up", "P19.1")
def count_in_leg(w: World, above: Member, buyer: Member) -> None:
    """It counts for that leg of whoever is above, and goes on in the leg of that member."""
    first, paid = w.state[buyer.at("leg-next")] <= 1, w.state[buyer.at("going-up")]
    w.note(above.at("first-leg"), w.numbers.choose(first, paid, 0), "P19.1")
    w.note(above.at("second-leg"), w.numbers.choose(first, 0, paid), "P19.1")
    w.write(buyer.at("leg-next"), above.leg, "P19.1")


@MECHANISM.when("day closing", "P19.2", "P19.3")
def pay_pairs(w: World) -> None:
    """When a day closes, each member is paid a share of the smaller of their legs."""
    for member in w.members():
        first, second = (w.state[member.at(leg)] for leg in ("first-leg", "second-leg"))
        paired = w.let("paired now", w.numbers.minimum(first, second), "P19.2")
        pay = w.parameters.pairing_rate * paired
        w.pay(TREASURY, member, pay, "P19.2")
        w.note(member.at("paired"), paired)
        w.note(member.at("pair-pay"), pay)
        lost = w.readings.unpaired is Unpaired.LOST
        for leg, held in (("first-leg", first), ("second-leg", second)):
            w.write(member.at(leg), 0 if lost else held - paired, "P19.3")
