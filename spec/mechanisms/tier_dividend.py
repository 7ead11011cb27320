"""Tier dividend.

Source: 001 section 4, dividend rule 2 and the hall of fame.
Keeps: the most points that each member ever held, which set their tier; a fund for each tier, and
how much was announced for each of them when the last day closed.
"""

from __future__ import annotations

from functools import partial

from ..model.mechanism import Mechanism
from ..model.parameters import declare, points, rate
from ..model.questions import Question, asks
from ..model.world import POOL, TREASURY, Member, View, World
from ..numbers import Amount, Truth
from .quota import DividendRates, QuotaScope, pay_dividend

TIER_SHARES = "tier-shares"

CLAUSES = (
    *("M7.1", "M7.2", "M7.3", "M7.4", "M7.5", "M7.8", "A6", "A7", "A8", "A10", "A21"),
    *("M5.2", "M5.3", "M5.4"),
)

MECHANISM = Mechanism(
    name="tier-dividend",
    title="Tier dividend",
    clauses=("M7",),
    needs=("purchase", "quota", "days"),
    shared={"tier-shares.yuan": 0, "tiers.fund": 0},
    counters=("tier-shares.yuan",),
    shared_for=lambda p: {f"tier-{v + 1}.yuan": 0 for v in range(len(p.tier_thresholds))},
    member={"peak": 0, "tier-dividends": 0},
    parameters=(
        "tier_rate",
        "tier_rate_restated",
        "tier_thresholds",
        "lowest_dividend_rate",
        "highest_dividend_rate",
    ),
    questions=("tier_rate", "tier_access", "empty_tier", "dividend_rates", "quota_scope"),
)

declare(
    tier_rate=rate("share of a day's sales in all tier funds", "M7.1", "1/10", share=True),
    tier_rate_restated=rate(
        "the same share where the text states it again", "A6", "1/5", share=True
    ),
    tier_thresholds=points("points that reach each tier, lowest first", "M7.9", ()),
)


@asks("A6", name="tier_rate")
class WhichTierRate(Question):
    """The share of sales that the tier funds divide."""

    TEN_PERCENT = "ten-percent"
    TWENTY_PERCENT = "twenty-percent"


@asks("A7")
class TierAccess(Question):
    """In which tier funds a member shares."""

    CUMULATIVE = "cumulative", "those of their own and of every lower tier"
    OWN_TIER_ONLY = "own-tier-only"


@asks("A8")
class EmptyTier(Question):
    """What becomes of a tier's fund when nobody is entitled to it."""

    TO_TREASURY = "to-treasury"
    TO_POOL = "to-pool"
    TO_LOWER_TIERS = "to-lower-tiers"
    CARRIED_OVER = "carried-over", "it is added to the tier's fund of the next day"


@MECHANISM.when("points gained", "M7.6", "M7.7", "M7.9")
def raise_tier(w: World, member: Member) -> None:
    """A member's tier follows the most points they ever held, so it never goes down."""
    peak = w.numbers.maximum(member.peak, member.points)
    w.write(member.at("peak"), peak, "M7.6", "M7.7", "M7.9")


@MECHANISM.at_opening
def enter_peak(w: World) -> None:
    """The points that a member opens with are the most they have held so far."""
    for member in w.members():
        w.write(member.at("peak"), member.points)


@MECHANISM.when("day closing", *CLAUSES)
def pay_tier_dividend(w: World) -> None:
    """A further share of sales is cut into equal tier funds, each split evenly among members."""
    t = w.parameters
    count = len(t.tier_thresholds)
    rate = t.tier_rate
    if w.readings.tier_rate is WhichTierRate.TWENTY_PERCENT:
        rate = t.tier_rate_restated
    if w.readings.dividend_rates is DividendRates.CHOSEN_DAILY:
        rate = w.decide("tier_rate", t.lowest_dividend_rate, t.highest_dividend_rate, "A21")
    shares = [partial(_one_if_entitled, w, tier) for tier in range(count)]
    heads = [
        w.let(f"heads of tier {tier + 1}", w.total(counted), "M7.5", "A7")
        for tier, counted in enumerate(shares)
    ]
    cut = w.numbers.ratio(rate * w.state["day.sales"], count)
    cut = w.let("tier fund", cut, "M7.1", "M7.2", "M7.3", "A6", "A21")
    w.write("tiers.fund", cut, "M7.3")

    for tier in range(count):
        w.pay(TREASURY, _fund(tier), cut, "M7.3")
    for tier in reversed(range(count)):
        unclaimed = w.numbers.choose(heads[tier] > 0, 0, w.balance(_fund(tier)))
        _pass_on(w, tier, w.let(f"unclaimed fund of tier {tier + 1}", unclaimed, "A8"))
    funds = [
        w.let(
            f"claimed fund of tier {tier + 1}",
            w.numbers.choose(heads[tier] > 0, w.balance(_fund(tier)), 0),
            "M7.4",
        )
        for tier in range(count)
    ]
    for tier in range(count):
        w.pay(_fund(tier), TIER_SHARES, funds[tier], "M7.4")
    counts = w.readings.quota_scope is not QuotaScope.DAILY_ONLY
    for member, own in w.allot(funds, shares, heads, "M7.4", "M7.5"):
        before = member.dividends
        pay_dividend(w, TIER_SHARES, member, sum(own), counts)
        w.note(member.at("tier-dividends"), member.dividends - before, "M7.8", "A10")
    w.pay(TIER_SHARES, TREASURY, w.balance(TIER_SHARES), "M7.8")


def _fund(tier: int) -> str:
    return f"tier-{tier + 1}"


def _pass_on(w: World, tier: int, unclaimed: Amount) -> None:
    """Send on the fund of a tier to which nobody is entitled."""
    if w.readings.empty_tier is EmptyTier.TO_POOL:
        w.pay(_fund(tier), POOL, unclaimed, "A8")
    elif w.readings.empty_tier is EmptyTier.TO_LOWER_TIERS and tier:
        w.pay(_fund(tier), _fund(tier - 1), unclaimed, "A8")
    elif w.readings.empty_tier is not EmptyTier.CARRIED_OVER:
        w.pay(_fund(tier), TREASURY, unclaimed, "A8")


def _one_if_entitled(w: World, tier: int, member: Member) -> Amount:
    return w.numbers.choose(entitled(w, tier, member), 1, 0)


def has_reached(w: View, tier: int, member: Member) -> Truth:
    """Whether a member has reached a tier, or a higher one."""
    return member.peak >= w.parameters.tier_thresholds[tier]


def entitled(w: View, tier: int, member: Member) -> Truth:
    """Whether a member shares in the fund of a tier."""
    thresholds, reached = w.parameters.tier_thresholds, has_reached(w, tier, member)
    if w.readings.tier_access is TierAccess.OWN_TIER_ONLY and tier + 1 < len(thresholds):
        return w.numbers.both(reached, member.peak < thresholds[tier + 1])
    return reached
