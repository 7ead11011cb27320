"""Forced exit.

Source: 000 and 001, property 5.
Keeps: the price from which the forced exits of the last day started; for each member, how many of
their points have been sold by force, and the quota that these had reached the last time.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.questions import Question, asks
from ..model.world import Member, Price, View, World
from ..numbers import Amount, Yuan
from .cash_exit import sell_at

MECHANISM = Mechanism(
    name="forced-exit",
    title="Forced exit",
    clauses=("M8",),
    needs=("purchase", "cash-exit", "quota", "days"),
    shared={"exits.yuan-in-pool": 0, "exits.supply": 0},
    member={"forced": 0, "quota-reached": 0},
    counters=("forced",),
    parameters=("exit_fee",),
    questions=("forced_exit_base", "forced_exit_price", "forced_exit_fee", "step_view"),
)


@asks("A12")
class ForcedExitBase(Question):
    """Which quota the value of a member's points is compared with."""

    REMAINING_QUOTA = "remaining-quota"
    GRANTED_QUOTA = "granted-quota"


@asks("A18")
class ForcedExitPrice(Question):
    """The price paid to the members who are forced out on one day."""

    ONE_BY_ONE = "one-by-one", "in the order of joining, each at the price that the one before left"
    ONE_PRICE = "one-price", "all at the price from which the day's forced exits start"


@asks("A23")
class ForcedExitFee(Question):
    """Whether the exit fee is taken from a forced sale."""

    CHARGED = "charged"
    WAIVED = "waived"


@MECHANISM.when("day closed", "M8.1", "M8.2", "M8.3", "A12", "A18", "A23")
def force_exits(w: World) -> None:
    """When the day has closed, members whose points are worth their quota or more are forced out.

    All their points are sold.
    """
    day_price = w.price
    w.write("exits.yuan-in-pool", day_price.yuan)
    w.write("exits.supply", day_price.points)
    for member in w.members():
        force_exit(w, member, day_price)


def force_exit(w: World, member: Member, day_price: Price) -> None:
    """A member's turn: all their points are sold if these are worth their quota or more."""
    price = exit_price(w, day_price)
    quota = quota_to_reach(w, member)
    reached = member.points * price.yuan >= quota * price.points
    due = w.numbers.both(member.points > 0, reached)
    points = w.numbers.choose(due, member.points, 0)
    points = w.let("points sold by force", points, "M8.1", "M8.2", "M8.3", "A12")
    price = w.let("price of a forced sale", price, "M8.2", "A18", "A23")
    w.write(
        member.at("quota-reached"),
        w.numbers.choose(due, quota, w.state[member.at("quota-reached")]),
    )
    sell_at(w, member, points, price, forced_exit_fee(w))
    w.note(member.at("forced"), points, "M8.2")


def forced_exit_fee(w: View) -> Amount:
    """The share of the proceeds of a forced sale that stays in the pool."""
    return 0 if w.readings.forced_exit_fee is ForcedExitFee.WAIVED else w.parameters.exit_fee


def price_of_the_exits(w: View) -> Price:
    """The price from which the forced exits of the day that closed last started."""
    return Price(w.state["exits.yuan-in-pool"], w.state["exits.supply"])


def exit_price(w: View, day_price: Price) -> Price:
    """The price of a forced sale on a day whose forced exits start from ``day_price``."""
    if w.readings.forced_exit_price is ForcedExitPrice.ONE_PRICE:
        return day_price
    return w.price


def quota_to_reach(w: View, member: Member) -> Yuan:
    """What a member's points have to be worth for the member to be forced out."""
    if w.readings.forced_exit_base is ForcedExitBase.GRANTED_QUOTA:
        return member.granted
    return member.quota
