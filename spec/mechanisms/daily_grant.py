"""Points of the day.

Source: published practice; every day a number of points is shared out among members by weights.
Keeps: for each member what they bought today and what they were granted in this way; all of it.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, points, yuan
from ..model.questions import Question, asks
from ..model.world import POOL, TREASURY, Member, World
from ..numbers import Amount, Yuan

MECHANISM = Mechanism(
    name="daily-grant",
    title="Points of the day",
    clauses=("P22",),
    needs=("purchase", "days"),
    shared={"day-grants.number": 0},
    member={"bought-today": 0, "bought-ever": 0, "day-grants": 0},
    counters=("day-grants.number", "bought-today", "bought-ever", "day-grants"),
    parameters=("daily_points", "most_daily_points", "qualifying_purchase"),
    questions=("daily_total", "daily_weights", "daily_grant_payer"),
    picks={"points_of_the_day": "Points"},
)

declare(
    daily_points=points("points shared out each day", "P22.1", "999"),
    most_daily_points=points("most points that the platform may pick for a day", "P22.2", "10000"),
    qualifying_purchase=yuan("purchases of a day that qualify a member", "P22.3", "100"),
)


@asks("P22.2")
class DailyTotal(Question):
    """Who says how many points are shared out on a day."""

    STATED = "stated", "the text: the same number every day"
    PICKED = "picked", "the platform, which types a number in, day by day"


@asks("P22.3")
class DailyWeights(Question):
    """By what the points of the day are shared out."""

    TODAY = "bought-today", "what each member has bought today"
    EVER = "bought-ever", "what each member has ever bought"
    HEADS = "heads", "equally among members who have bought enough today"
    POINTS = "points", "the points that each member holds"


@asks("P22.4")
class DailyGrantPayer(Question):
    """Who pays for the points of the day."""

    NOBODY = "nobody", "they are issued on top"
    TREASURY = "treasury", "the treasury pays their value into the pool"


@MECHANISM.when("purchased", "P22.3")
def weigh_purchase(w: World, buyer: Member, paid: Yuan) -> None:
    """What is paid counts for the buyer's part of the points of the day."""
    w.note(buyer.at("bought-today"), paid, "P22.3")
    w.note(buyer.at("bought-ever"), paid, "P22.3")


@MECHANISM.when("day closing", "P22.1", "P22.2", "P22.3", "P22.4")
def share_out(w: World) -> None:
    """Points are issued and shared out by weights, while points circulate and somebody has any."""
    t = w.parameters
    number = t.daily_points
    if w.readings.daily_total is DailyTotal.PICKED:
        number = w.decide("points_of_the_day", 0, t.most_daily_points, "P22.2")
    weights = w.let("weights of all", w.total(lambda member: _weight(w, member)), "P22.3")
    some = w.numbers.both(weights > 0, w.supply > 0)
    given = w.let("points of the day", w.numbers.choose(some, number, 0), "P22.1", "P22.2")
    if w.readings.daily_grant_payer is DailyGrantPayer.TREASURY:
        w.pay(TREASURY, POOL, w.value_of(given, w.price), "P22.4")

    for member, (share,) in w.allot([given], [lambda m: _weight(w, m)], [weights], "P22.3"):
        w.note(member.at("day-grants"), w.mint(member, share, "P22.1", "P22.3"))
        w.write(member.at("bought-today"), 0, "P22.3")
        w.announce("points gained", member)
    w.note("day-grants.number", given)


def _weight(w: World, member: Member) -> Amount:
    """By what a member shares in the points of the day."""
    today = getattr(member, "bought-today")
    if w.readings.daily_weights is DailyWeights.EVER:
        return getattr(member, "bought-ever")
    if w.readings.daily_weights is DailyWeights.HEADS:
        enough = w.numbers.both(today > 0, today >= w.parameters.qualifying_purchase)
        return w.numbers.choose(enough, 1, 0)
    return member.points if w.readings.daily_weights is DailyWeights.POINTS else today
