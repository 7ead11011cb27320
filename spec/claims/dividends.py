"""Claims about quotas and dividends. Source: 001 sections 3 and 4, hall of fame."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.quota import QuotaScope
from ..model.world import Member, View
from ..numbers import Truth, Yuan
from .claim import Check, Kind, Relation, claim, own


@claim(Kind.EVENTUAL, "C7", needs=("daily-dividend",), per_member=True)
def every_quota_is_paid(w: View, name: str) -> Iterator[Check]:
    """As long as days go by, every member's quota is paid out in full in the end."""
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
    yield Check(f"the quota granted to {name}, against payments", member.granted, paid)


@claim(Kind.STATE, "C7", "M5.2", needs=("quota",), per_member=True)
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
    closing = before.numbers.both(before.state["day.sales"] > 0, after.state["day.sales"] <= 0)
    yield Check(
        "what was paid of the fund, against the fund",
        after.state["day.paid"],
        after.state["day.fund"],
        when=before.numbers.both(closing, able > 0),
    )


@claim(Kind.STEP, "C14", needs=("tier-dividend",), per_member=True)
def tiers_only_rise(before: View, after: View, name: str) -> Iterator[Check]:
    """No member's tier ever goes down."""
    peak, earlier = own(after, name).peak, own(before, name).peak
    yield Check(f"the points that set {name}'s tier", peak, earlier, "points")


@claim(Kind.STEP, "C14", needs=("tier-dividend",), per_member=True)
def tier_dividends_reward_holders(before: View, after: View, name: str) -> Iterator[Check]:
    """Nobody is paid a tier dividend without holding points."""
    yield Check(
        f"tier dividends of {name} after the step, against before it",
        getattr(own(after, name), "tier-dividends"),
        getattr(own(before, name), "tier-dividends"),
        relation=Relation.AT_MOST,
        when=own(before, name).points <= 0,
    )


@claim(Kind.STEP, "C14", "M7.6", needs=("tier-dividend",), per_member=True)
def every_tier_shares_its_fund(before: View, after: View, name: str) -> Iterator[Check]:
    """While a member is in a tier, that tier's fund never goes unclaimed."""
    thresholds = after.parameters.tier_thresholds
    peak = own(before, name).peak
    for tier, threshold in enumerate(thresholds):
        stands = peak >= threshold
        if tier + 1 < len(thresholds):
            stands = after.numbers.both(stands, peak < thresholds[tier + 1])
        yield _claimed(before, after, tier, stands)


@claim(Kind.STEP, "C14", "M7.5", needs=("tier-dividend",), per_member=True)
def higher_tiers_share_lower_funds(before: View, after: View, name: str) -> Iterator[Check]:
    """While a member is in a tier, the funds of the tiers below it never go unclaimed."""
    for tier, threshold in enumerate(after.parameters.tier_thresholds[1:]):
        yield _claimed(before, after, tier, own(before, name).peak >= threshold)


def _claimed(before: View, after: View, tier: int, when: Truth) -> Check:
    key = f"tier-{tier + 1}.unclaimed"
    return Check(
        f"what was ever left unclaimed in the fund of tier {tier + 1}, after the step and before",
        after.state[key],
        before.state[key],
        relation=Relation.AT_MOST,
        when=when,
    )
