"""Claims about quotas and dividends. Source: 001 sections 3 and 4, hall of fame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from ..mechanisms.quota import QuotaScope
from ..mechanisms.tier_dividend import entitled, has_reached
from ..model.world import Member, View
from ..numbers import Amount, Truth, Yuan
from .claim import Check, Kind, Relation, claim, own, points


def _quota(w: View) -> Truth:
    """Somebody has quota left."""
    return w.state["issuer.quota"] < 0


def _tier_dividends(w: View) -> Truth:
    """A tier dividend has been paid."""
    return _paid(w, "tier-dividends") > 0


@claim(Kind.EVENTUAL, "C7", needs=("daily-dividend",), per_member=True, about=_quota)
def quota_is_paid_when_sales_stop(w: View, name: str) -> Iterator[Check]:
    """Even when sales have stopped, every member's quota is paid out in full in the end."""
    left = own(w, name).quota
    yield Check(f"quota that {name} is still owed", left, 0, relation=Relation.AT_MOST)


@claim(Kind.STATE, "C8", "A10", needs=("quota",), per_member=True)
def payouts_within_quota(w: View, name: str) -> Iterator[Check]:
    """No member is ever paid more than the quota that they were granted.

    Both kinds of dividend are payments; the proceeds of points sold are payments only where they
    count against the quota.
    """
    member = own(w, name)
    paid = member.dividends + _counted_proceeds(w, member)
    yield Check(
        f"the quota granted to {name}, against payments", member.granted, paid, when=paid > 0
    )


@claim(Kind.STATE, "C7", "M5.2", needs=("quota",), per_member=True, about=_quota)
def quota_goes_only_by_payments(w: View, name: str) -> Iterator[Check]:
    """A member's quota goes down only by what they are paid.

    What is left and what was paid add up to at least what was granted. The proceeds of points
    sold are payments only where they count against the quota.
    """
    member = own(w, name)
    kept = member.quota + member.dividends + _counted_proceeds(w, member)
    yield Check(f"quota left to {name} and payments, against quota granted", kept, member.granted)


def _counted_proceeds(w: View, member: Member) -> Yuan:
    """A member's proceeds from points sold, where they count against the quota."""
    if w.readings.quota_scope is QuotaScope.DIVIDENDS_AND_EXITS:
        return w.state.get(member.at("proceeds"), 0)
    return 0


@claim(Kind.STEP, "C9", needs=("daily-dividend",))
def daily_fund_is_paid_out(before: View, after: View) -> Iterator[Check]:
    """The daily fund is paid out completely when its day closes, if anybody can be paid."""
    able = before.total(lambda m: before.numbers.choose(m.quota > 0, m.points, 0))
    paid = [_paid(w, "dividends") - _paid(w, "tier-dividends") for w in (after, before)]
    yield Check(
        "what members were paid of the fund, against the fund",
        paid[0] - paid[1],
        after.state["day.fund"],
        when=before.numbers.both(_closing(before, after), able > 0),
    )


@claim(Kind.STEP, "C14", needs=("tier-dividend",), per_member=True, about=points)
def tiers_only_rise(before: View, after: View, name: str) -> Iterator[Check]:
    """No member's tier ever goes down."""
    peak, earlier = own(after, name).peak, own(before, name).peak
    yield Check(f"the points that set {name}'s tier", peak, earlier, "points")


@claim(Kind.STEP, "C14", needs=("tier-dividend",), per_member=True, about=_tier_dividends)
def tier_dividends_reward_holders(before: View, after: View, name: str) -> Iterator[Check]:
    """Nobody is paid a tier dividend without holding points."""
    yield Check(
        f"tier dividends of {name} after the step, against before it",
        getattr(own(after, name), "tier-dividends"),
        getattr(own(before, name), "tier-dividends"),
        relation=Relation.AT_MOST,
        when=own(before, name).points <= 0,
    )


@claim(Kind.STEP, "C14", "M7.4", needs=("tier-dividend",))
def every_tier_shares_its_fund(before: View, after: View) -> Iterator[Check]:
    """When a day closes, every tier's fund to which somebody is entitled is paid out completely."""
    yield _paid_out(before, after, "tiers to which somebody is entitled", entitled)


@claim(Kind.STEP, "C14", "M7.5", needs=("tier-dividend",))
def higher_tiers_share_lower_funds(before: View, after: View) -> Iterator[Check]:
    """When a day closes, the funds of a member's tier and all lower ones are paid out in full."""
    yield _paid_out(before, after, "tiers that somebody has reached", has_reached)


@claim(Kind.STEP, "P23", "P23.1", needs=("growth-dividend",), per_member=True)
def dividends_are_paid_only_for_growth(before: View, after: View, name: str) -> Iterator[Check]:
    """A daily dividend is paid only on a day whose sales have grown by the stated share."""
    t = before.parameters
    yield Check(
        f"sales of the day that paid {name} a dividend, against the day before and growth",
        before.state["day.sales"],
        (1 + t.least_growth) * before.state["closed.sales"],
        when=_daily_dividends(after, name) > _daily_dividends(before, name),
    )


@claim(Kind.STEP, "P23", "P23.1", needs=("growth-dividend",), per_member=True)
def every_day_with_sales_pays_every_sharer(before: View, after: View, name: str) -> Iterator[Check]:
    """On a day with sales, whoever holds points and has quota left is paid a daily dividend."""
    member, both = own(before, name), before.numbers.both
    yield Check(
        f"daily dividends of {name}, after the step and before",
        _daily_dividends(after, name),
        _daily_dividends(before, name),
        relation=Relation.MORE_THAN,
        when=both(_closing(before, after), both(member.points > 0, member.quota > 0)),
    )


def _daily_dividends(w: View, name: str) -> Yuan:
    """What a member was ever paid as daily dividends."""
    member = own(w, name)
    return member.dividends - w.state.get(member.at("tier-dividends"), 0)


def _paid_out(
    before: View, after: View, which: str, counts: Callable[[View, int, Member], Truth]
) -> Check:
    """What was paid as tier dividends when a day closed, against the funds of certain tiers.

    ``counts`` says whether a member counts for a tier. No fund pays more than it has, so all of
    these together are paid out only if each of them is.
    """
    paid = _paid(after, "tier-dividends") - _paid(before, "tier-dividends")
    choose, tiers = before.numbers.choose, range(len(before.parameters.tier_thresholds))
    heads = [before.total(partial(_one_if, counts, before, tier)) for tier in tiers]
    fund = after.state["tiers.fund"]
    claimed = sum((choose(each > 0, fund, 0) for each in heads), 0)
    return Check(
        f"what was paid as tier dividends, against the funds of {which}",
        paid,
        claimed,
        when=before.numbers.both(_closing(before, after), claimed > 0),
    )


def _one_if(
    counts: Callable[[View, int, Member], Truth], w: View, tier: int, member: Member
) -> Amount:
    return w.numbers.choose(counts(w, tier, member), 1, 0)


def _closing(before: View, after: View) -> Truth:
    """Whether a day with sales closes in the step."""
    return before.numbers.both(before.state["day.sales"] > 0, after.state["day.sales"] <= 0)


def _paid(w: View, entry: str) -> Yuan:
    """What all members together have ever been paid of a kind of dividend."""
    return w.total(lambda member: w.state.get(member.at(entry), 0))
