"""A line of members.

Source: published practice; whoever was brought stands below whoever brought them.
Keeps: for each member who has joined, a number in the order of joining and the number of whoever
brought them; their last purchase, the number of the next member whom it goes up to, and how many
it has reached; what members below have bought. The last number that was given.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.world import Member, World
from ..numbers import Yuan

MECHANISM = Mechanism(
    name="line",
    title="A line of members",
    clauses=("P16",),
    needs=("purchase", "recruiting"),
    shared={"line.number": 0},
    member={
        "line-number": 0,
        "line-above": 0,
        "going-up": 0,
        "goes-up-to": 0,
        "levels-reached": 0,
        "turnover": 0,
    },
    opening=("line-number", "line-above"),
    counters=("line.number", "line-number", "line-above", "going-up", "levels-reached", "turnover"),
)


@MECHANISM.at_opening
def enter_the_line(w: World) -> None:
    """Members who open with a number have joined; the next numbers follow theirs."""
    for member in w.members():
        number = w.state[member.at("line-number")]
        w.write("line.number", w.numbers.maximum(w.state["line.number"], number))
        w.write(member.at("joined"), w.numbers.choose(number > 0, 1, 0))


@MECHANISM.when("joined", "P16.1")
def stand_on_top(w: World, newcomer: Member) -> None:
    """Who joins gets the next number."""
    w.note("line.number", 1, "P16.1")
    w.write(newcomer.at("line-number"), w.state["line.number"], "P16.1")


@MECHANISM.when("brought", "P16.1")
def stand_below(w: World, newcomer: Member, recruiter: Member) -> None:
    """Whoever was brought stands below whoever brought them."""
    w.write(newcomer.at("line-above"), w.state[recruiter.at("line-number")], "P16.1")


@MECHANISM.when("purchased", "P16.2")
def start_up(w: World, buyer: Member, paid: Yuan) -> None:
    """A purchase is to go up to whoever brought the buyer; of an earlier one, the rest lapses."""
    w.write(buyer.at("going-up"), paid, "P16.2")
    w.write(buyer.at("goes-up-to"), w.state[buyer.at("line-above")], "P16.2")
    w.write(buyer.at("levels-reached"), 0)


@MECHANISM.rule("P16.2")
def pass_up(w: World, above: Member, buyer: Member) -> None:
    """A member's last purchase goes up to the next member in the line above."""
    number, due = w.state[above.at("line-number")], w.state[buyer.at("goes-up-to")]
    paid = w.let("purchase", w.state[buyer.at("going-up")], "P16.2")
    w.require(due > 0, "somebody is above whom the purchase has not reached", "P16.2")
    w.require(w.numbers.both(number >= due, number <= due), "it is this member", "P16.2")

    w.note(above.at("turnover"), paid)
    w.announce("passed up", above, buyer)
    w.write(buyer.at("goes-up-to"), w.state[above.at("line-above")], "P16.2")
    w.note(buyer.at("levels-reached"), 1)
