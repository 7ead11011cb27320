"""Out at a multiple.

Source: published practice; whoever has been paid a multiple of the purchase is out.
Keeps: points that were extinguished; for each member who is out, the quota that was granted and
the dividends that were paid by then.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.questions import Question, asks
from ..model.world import POOL, Member, World
from ..numbers import Yuan

MECHANISM = Mechanism(
    name="payout-limit",
    title="Out at a multiple",
    clauses=("P14",),
    needs=("purchase", "quota", "days"),
    shared={"extinguished.number": 0},
    member={"out": 0, "out-granted": 0, "out-paid": 0},
    counters=("extinguished.number", "out"),
    parameters=("out_paid",),
    questions=("reentry",),
)

declare(
    out_paid=rate(
        "share of the points of whoever is out that is paid at the live price",
        "P14.3",
        "0",
        share=True,
    ),
)


@asks("P14.2")
class Reentry(Question):
    """Whether a member who is out can buy again."""

    ALLOWED = "allowed", "and begins anew"
    REFUSED = "refused"


@MECHANISM.when("purchased", "P14.2")
def enter_again(w: World, buyer: Member, _paid: Yuan) -> None:
    """A member who is out buys again, if that is allowed."""
    if w.readings.reentry is Reentry.REFUSED:
        w.require(buyer.out <= 0, "the buyer is not out", "P14.2")
    else:
        w.write(buyer.at("out"), 0, "P14.2")


@MECHANISM.when("day closed", "P14.1", "P14.3")
def put_out(w: World) -> None:
    """When the day has closed, members who have no quota left lose all their points.

    The pool pays a share of them.
    """
    choose = w.numbers.choose
    for member in w.members():
        due = w.numbers.both(member.granted > 0, member.quota <= 0, member.points > 0)
        points = w.let("points extinguished", choose(due, member.points, 0), "P14.1")
        value = w.value_of(points, w.price)
        w.pay(POOL, member, w.parameters.out_paid * value, "P14.3")
        w.burn(member, points, "P14.1")
        w.note("extinguished.number", points)
        for entry, now in (
            ("out", 1),
            ("out-granted", member.granted),
            ("out-paid", member.dividends),
        ):
            w.write(member.at(entry), choose(due, now, w.state[member.at(entry)]))
