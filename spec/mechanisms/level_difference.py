"""Pay by difference of rank.

Source: published practice; a higher rank has a higher rate, and is paid what of it is left.
Keeps: for each member what they were paid for purchases below them; what was paid of their own
last purchase to ranks, the last of these amounts, and what members of equal rank got besides.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate, yuan
from ..model.questions import Question, asks
from ..model.world import TREASURY, Member, View, World
from ..numbers import Amount, Yuan

MECHANISM = Mechanism(
    name="level-difference",
    title="Pay by difference of rank",
    clauses=("P18",),
    needs=("purchase", "recruiting", "line"),
    member={
        "difference-pay": 0,
        "differences-paid": 0,
        "last-difference": 0,
        "equal-ranks-paid": 0,
    },
    counters=("difference-pay", "differences-paid", "last-difference", "equal-ranks-paid"),
    parameters=("rank_thresholds", "rank_rates", "equal_rank_share"),
    alike=("rank_thresholds", "rank_rates"),
    questions=("equal_ranks",),
)

declare(
    rank_thresholds=yuan(
        "purchases below a member that reach each rank", "P18.1", ("100", "1000"), positive=True
    ),
    rank_rates=rate(
        "share of a purchase that each rank has", "P18.1", ("1/20", "1/10"), share=True
    ),
    equal_rank_share=rate(
        "share, for an equal rank, of what the one below was paid", "P18.3", "1/10", share=True
    ),
)


@asks("P18.3")
class EqualRanks(Question):
    """What a member gets whose rank is no higher than one below that was paid."""

    NOTHING = "nothing"
    SHARE = "share", "a share of what was paid last for the same purchase"


@MECHANISM.when("purchased", "P18.2")
def start_differences(w: World, buyer: Member, _paid: Yuan) -> None:
    """Of a new purchase nothing has been paid to ranks."""
    for entry in ("differences-paid", "last-difference", "equal-ranks-paid"):
        w.write(buyer.at(entry), 0, "P18.2")


@MECHANISM.when("passed up", "P18.1", "P18.2", "P18.3")
def pay_difference(w: World, above: Member, buyer: Member) -> None:
    """The member whom a purchase reaches is paid what their rank has more than those below."""
    choose, earlier = w.numbers.choose, w.state[buyer.at("differences-paid")]
    last = w.state[buyer.at("last-difference")]
    share = rank_rate(w, above) * w.state[buyer.at("going-up")]
    share = w.let("share of the rank", share, "P18.1")
    pay = w.let("difference", w.numbers.maximum(share - earlier, 0), "P18.2")
    extra = 0
    if w.readings.equal_ranks is EqualRanks.SHARE:
        equal = w.numbers.both(share > 0, share <= earlier)
        extra = choose(equal, w.parameters.equal_rank_share * last, 0)
        extra = w.let("pay for an equal rank", extra, "P18.3")

    w.pay(TREASURY, above, pay, "P18.2")
    w.pay(TREASURY, above, extra, "P18.3")
    w.note(above.at("difference-pay"), pay + extra)
    w.note(buyer.at("differences-paid"), pay)
    w.note(buyer.at("equal-ranks-paid"), extra)
    w.write(buyer.at("last-difference"), choose(pay > 0, pay, last))


def rank_rate(w: View, member: Member) -> Amount:
    """The rate of a member's rank: 0 below the first threshold."""
    t, reached = w.parameters, w.state[member.at("turnover")]
    steps = zip(t.rank_thresholds, t.rank_rates, (0, *t.rank_rates[:-1]), strict=True)
    return sum(w.numbers.choose(reached >= least, here - lower, 0) for least, here, lower in steps)


def top_rate(w: View) -> Amount:
    """The rate of the highest rank."""
    return w.parameters.rank_rates[-1]
