"""Rewards for rank.

Source: 001 section 8, items 1 and 2; 002 section 3, items 1 and 2.
Keeps: for each member, whether they are a partner (1 or 0) and the value of the prize they won.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, number, points, yuan
from ..model.world import TREASURY, Member, World

declare(
    partner_threshold=points("points that make a holder a partner", "M18.2", "10000"),
    prize=yuan("value of a prize for the largest holders", "M18.1", "5000"),
    prize_places=number("members", "holders who rank for a prize", "M18.1", "10", positive=True),
)

MECHANISM = Mechanism(
    name="ranks",
    title="Rewards for rank",
    clauses=("M18",),
    needs=("purchase",),
    member={"partner": 0, "prizes": 0},
    counters=("partner", "prizes"),
    parameters=("partner_threshold", "prize", "prize_places"),
)


@MECHANISM.when("points gained", "M18.2")
def make_partner(w: World, member: Member) -> None:
    """A member who reaches a certain number of points becomes a partner for good."""
    reached = w.numbers.choose(member.points >= w.parameters.partner_threshold, 1, 0)
    reached = w.let("threshold reached", reached, "M18.2")
    w.write(member.at("partner"), w.numbers.maximum(member.partner, reached), "M18.2")


@MECHANISM.at_opening
def enter_partners(w: World) -> None:
    """A member who opens with that many points is a partner."""
    for member in w.members():
        make_partner(w, member)


@MECHANISM.rule("M18.1")
def award(w: World, winner: Member) -> None:
    """One of the largest holders receives a prize, once; the treasury pays for it."""
    ahead = w.total(lambda member: w.numbers.choose(member.points > winner.points, 1, 0))
    ahead = w.let("members who hold more", ahead, "M18.1")
    w.require(winner.points > 0, "the winner holds points")
    w.require(ahead < w.parameters.prize_places, "few enough members hold more", "M18.1")
    w.require(winner.prizes <= 0, "the winner has won nothing yet")

    w.pay(TREASURY, winner, w.parameters.prize, "M18.1")
    w.note(winner.at("prizes"), w.parameters.prize)
