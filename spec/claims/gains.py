"""Claims about who can gain at whose expense. Source: the reader's questions; 001 use case 4."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.quota import DividendRates
from ..mechanisms.tier_dividend import WhichTierRate
from ..model.world import NEWCOMER, View
from ..numbers import Yuan
from .claim import Check, Kind, Relation, claim, own
from .fairness import buying, gained, selling


@claim(Kind.TWO_TRACES, "Q2", needs=("cash-exit",))
def buying_to_sell_at_once_gains_nothing(w: View) -> Iterator[Check]:
    """The points of a typical purchase, sold at once, fetch no more than the purchase cost."""
    can_buy, bought = buying(w, NEWCOMER)
    can_sell, sold = selling(bought, NEWCOMER)
    yield Check(
        "what a purchase cost, against what its points fetch",
        w.parameters.order,
        gained(sold, bought, NEWCOMER),
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


@claim(Kind.STEP, "Q9", needs=("purchase",))
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


@claim(Kind.STATE, "C13")
def members_consume_for_free(w: View) -> Iterator[Check]:
    """What members were paid, the pool and the dividends of the current day cover what they spent.

    All members are taken together, and the whole pool and these dividends are counted as theirs
    already. If even that is not enough, members have lost money unless the platform pays them
    out of its own cash.
    """
    yield Check(
        "what members were paid, with the pool and dividends to come, less what they spent",
        w.total(lambda member: member.yuan) + w.pool + dividends_to_come(w),
        0,
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
    """The most that both dividends can still take of the sales of the current day."""
    t, rooms = w.parameters, w.scheme.mechanisms
    daily, tiers = t.daily_rate, t.tier_rate
    if w.readings.tier_rate is WhichTierRate.TWENTY_PERCENT:
        tiers = t.tier_rate_restated
    if w.readings.dividend_rates is DividendRates.CHOSEN_DAILY:
        daily = tiers = t.highest_dividend_rate
    rate = ("daily-dividend" in rooms) * daily + ("tier-dividend" in rooms) * tiers
    return rate * w.state.get("day.sales", 0)


@claim(Kind.TRACE, "C1", "Q4")
def price_never_falls_below_the_first(opening: View, now: View) -> Iterator[Check]:
    """The quoted price is never below the price at the opening."""
    yield Check("the price quoted now", now.quote, opening.quote, "yuan per point")
