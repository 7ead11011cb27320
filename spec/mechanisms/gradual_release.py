"""Release over time.

Source: published practice; a balance is locked at a purchase and given out day by day.
Keeps: for each member what is locked, what was ever locked and paid out, and the part that was to
be out since the last purchase; what was destroyed on the way.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.questions import Question, asks
from ..model.world import TREASURY, Member, Price, World
from ..numbers import Amount, Yuan

MECHANISM = Mechanism(
    name="gradual-release",
    title="Release over time",
    clauses=("P5",),
    needs=("purchase", "days"),
    shared={"issuer.locked": 0, "release.destroyed": 0},
    member={"locked": 0, "ever-locked": 0, "paid-out": 0, "part-due": 0},
    assets={"locked": "locked"},
    counters=("release.destroyed", "ever-locked", "paid-out", "part-due"),
    parameters=("lock_multiple", "release_share", "release_growth", "release_destroyed"),
    questions=("release_base", "release_condition", "released_as"),
)

declare(
    lock_multiple=rate("balance locked per yuan spent", "P5.1", "1"),
    release_share=rate(
        "share of a locked balance released each day", "P5.2", "1/100", positive=True, share=True
    ),
    release_growth=rate("growth of the day's sales on which release may depend", "P5.4", "3/20"),
    release_destroyed=rate("share of what is released that is destroyed", "P5.5", "0", share=True),
)


@asks("P5.3")
class ReleaseBase(Question):
    """What the share that is released each day is a share of."""

    OF_REST = "of-rest", "what is still locked, so that less is released every day"
    OF_START = "of-start", "all that was ever locked, in equal instalments"


@asks("P5.4")
class ReleaseCondition(Question):
    """On which days a balance is released."""

    EVERY_DAY = "every-day"
    IF_SALES_GREW = "if-sales-grew", "days whose sales are so much above those of the day before"


@asks("P5.6")
class ReleasedAs(Question):
    """What a released balance is paid in."""

    CASH = "cash", "the treasury pays it"
    POINTS = "points", "points worth as much at the live price are issued"
    VOUCHERS = "vouchers", "vouchers worth as much in goods"

    @property
    def needs(self) -> str:
        """Where there are no vouchers, the treasury pays."""
        return "vouchers" if self is ReleasedAs.VOUCHERS else ""


@MECHANISM.when("purchased", "P5.1")
def lock(w: World, buyer: Member, paid: Yuan) -> None:
    """A purchase locks a balance in proportion to what was paid."""
    locked = w.let("locked now", w.parameters.lock_multiple * paid, "P5.1")
    w.move("issuer.locked", buyer.at("locked"), locked, "P5.1")
    w.note(buyer.at("ever-locked"), locked)
    w.write(buyer.at("part-due"), 0)


@MECHANISM.when("day closing", "P5.2", "P5.3", "P5.4", "P5.5", "P5.6")
def release_daily(w: World) -> None:
    """Part of each member's locked balance is released, and is paid or destroyed."""
    part = w.let("part released", _part(w), "P5.2", "P5.4")
    price = w.price
    issue = Price(w.parameters.issue_price, 1)
    circulating = w.numbers.both(w.supply > 0, w.pool > 0)
    choose = w.numbers.choose
    if w.readings.released_as is ReleasedAs.POINTS:
        value = Price(
            choose(circulating, price.yuan, issue.yuan),
            choose(circulating, price.points, issue.points),
        )
        price = w.let("price of release", value, "P5.6")
    for member in w.members():
        _release(w, member, part, price)


def _part(w: World) -> Amount:
    """The share that is released today: nothing on a day that does not meet the condition."""
    t, share = w.parameters, w.parameters.release_share
    if w.readings.release_condition is ReleaseCondition.EVERY_DAY:
        return share
    today, before = w.state["day.sales"], w.state["closed.sales"]
    grew = w.numbers.both(today > 0, today >= (1 + t.release_growth) * before)
    return w.numbers.choose(grew, share, 0)


def _release(w: World, member: Member, part: Amount, price: Price) -> None:
    """A member's turn."""
    base = member.locked
    if w.readings.release_base is ReleaseBase.OF_START:
        base = w.state[member.at("ever-locked")]
    released = w.numbers.minimum(part * base, member.locked)
    released = w.let("released", released, "P5.2", "P5.3")
    paid = w.let("paid out", (1 - w.parameters.release_destroyed) * released, "P5.5")
    got = paid
    w.move(member.at("locked"), "issuer.locked", released, "P5.2", "P5.3")
    if w.readings.released_as is ReleasedAs.POINTS:
        points = w.mint(member, w.numbers.ratio(paid * price.points, price.yuan), "P5.6")
        got = w.value_of(points, price)
        w.announce("points gained", member)
    elif w.readings.released_as is ReleasedAs.VOUCHERS and "issuer.vouchers" in w.state:
        w.move("issuer.vouchers", member.at("vouchers"), paid, "P5.6")
    else:
        w.pay(TREASURY, member, paid, "P5.6")
    w.note(member.at("paid-out"), got)
    w.note("release.destroyed", released - paid, "P5.5")
    w.note(member.at("part-due"), w.parameters.release_share, "P5.2")
