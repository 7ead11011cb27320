"""Claims about who can gain at whose expense. Source: the reader's questions; 001 use case 4."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.daily_dividend import PoolUse
from ..mechanisms.purchase import contribution_of
from ..mechanisms.quota import DividendRates
from ..mechanisms.tier_dividend import WhichTierRate
from ..model.world import NEWCOMER, View
from ..numbers import Amount, Truth, Yuan
from .claim import Check, Kind, Relation, claim, own, points
from .fairness import buying, gained


def _spending(w: View) -> Truth:
    """Something has been bought."""
    return w.state["sales.total"] > 0


@claim(Kind.TWO_TRACES, "Q2", needs=("cash-exit",), per_member=True)
def buying_to_sell_at_once_gains_nothing(w: View, name: str) -> Iterator[Check]:
    """The points that a typical purchase grants, sold at once, fetch no more than it cost.

    The buyer is any member, and keeps the points that they held before.
    """
    can_buy, bought = buying(w, name)
    granted = gained(bought, w, name, "points")
    can_sell, sold = bought.supposing("sell", seller=name, points=granted)
    yield Check(
        f"what the purchase cost {name}, against what its points fetch",
        w.parameters.order,
        gained(sold, bought, name),
        when=w.numbers.both(can_buy, can_sell),
        scale=bought.supply,
    )


@claim(Kind.TWO_TRACES, "Q2", needs=("constants",), per_member=True)
def friendly_merchant_gains_nothing(w: View, name: str) -> Iterator[Check]:
    """Points converted, spent in a friend's shop and turned back are worth no more than before.

    The member converts all their points into constant points and spends these with a merchant,
    who turns them back. What the goods cost the merchant is left out, which favours the two.
    """
    points = own(w, name).points
    can_convert, converted = w.supposing("convert", holder=name, points=points)
    gotten = gained(converted, w, name, "constants")
    can_spend, spent = converted.supposing("spend", buyer=name, merchant=NEWCOMER, constants=gotten)
    can_restore, restored = spent.supposing("restore", merchant=NEWCOMER, constants=gotten)
    together = own(restored, name).points + own(restored, NEWCOMER).points
    yield Check(
        "worth of the points before, against that of both members' points afterwards",
        w.worth(points, w.price),
        w.worth(together, restored.price),
        when=w.numbers.both(can_convert, can_spend, can_restore),
    )


@claim(Kind.STEP, "Q9", needs=("purchase",), about=points)
def points_come_only_from_purchases(before: View, after: View) -> Iterator[Check]:
    """Without a purchase the points in circulation never become more.

    So every chain of forced exits ends: each exit takes all of a holder's points.
    """
    yield Check(
        "points in circulation before the step, against those after it",
        before.supply,
        after.supply,
        "points",
        when=after.state["sales.total"] <= before.state["sales.total"],
    )


@claim(Kind.STEP, "A19", needs=("cash-exit",))
def pool_pays_only_for_points(before: View, after: View) -> Iterator[Check]:
    """Whenever money leaves the pool, points leave circulation in the same step."""
    yield Check(
        "points in circulation before the step, against those after it",
        before.supply,
        after.supply,
        "points",
        Relation.MORE_THAN,
        after.pool < before.pool,
    )


@claim(Kind.STATE, "C13", about=_spending)
def most_spending_never_comes_back(w: View) -> Iterator[Check]:
    """Members together get back no more money than contributions and dividends of all they spent.

    Money that the opening brought in is left out. As long as both shares together are less than
    the whole, members as a whole pay for what they consume. So of members who spend equally, and
    pay each other nothing, no larger share than this can have all of their money back.
    """
    spent, opening = w.state["sales.total"], w.scheme.opening_money
    yield Check(
        "contributions and dividends of all spending, against what members got back",
        contribution_of(w, spent) + dividend_rate(w) * spent + opening,
        w.total(lambda member: member.yuan) + spent,
    )


@claim(Kind.STATE, "Q2")
def members_together_never_gain(w: View) -> Iterator[Check]:
    """All members together never take out more money than they and the opening brought in."""
    yield Check(
        "money of all members, against all money of the opening",
        w.total(lambda member: member.yuan),
        w.scheme.opening_money,
        relation=Relation.AT_MOST,
    )


def out_of_reach(w: View) -> Yuan:
    """Money that no dividend can reach: the platform's and suppliers', less dividends to come."""
    outside = w.treasury + w.state["supplier.yuan"] + w.state.get("exchange.yuan", 0)
    return outside - dividends_to_come(w)


def dividends_to_come(w: View) -> Yuan:
    """The most that dividends can still take of the sales of the current day, beside the pool."""
    return dividend_rate(w) * w.state.get("day.sales", 0)


def dividend_rate(w: View) -> Amount:
    """The largest share of sales that dividends take from the platform's own cash.

    A daily dividend that the pool pays is part of the contributions already.
    """
    t, rooms = w.parameters, w.scheme.mechanisms
    daily, tiers = t.daily_rate, t.tier_rate
    if w.readings.tier_rate is WhichTierRate.TWENTY_PERCENT:
        tiers = t.tier_rate_restated
    if w.readings.dividend_rates is DividendRates.CHOSEN_DAILY:
        daily = tiers = t.highest_dividend_rate
    own_daily = "daily-dividend" in rooms and w.readings.pool_use is PoolUse.RESERVE
    return own_daily * daily + ("tier-dividend" in rooms) * tiers


@claim(Kind.TRACE, "C1", "Q4", about=points)
def price_never_falls_below_the_first(opening: View, now: View) -> Iterator[Check]:
    """The quoted price is never below the price at the opening."""
    yield Check("the price quoted now", now.quote, opening.quote, "yuan per point")
