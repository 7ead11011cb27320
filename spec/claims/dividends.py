"""Claims about quotas and dividends. Source: 001 sections 3 and 4, hall of fame."""

from __future__ import annotations

from collections.abc import Iterator

from ..claim import Check, Kind, Relation, claim, own
from ..readings import QuotaScope
from ..world import View


@claim(Kind.EVENTUAL, "C7", needs=("daily-dividend",), per_member=True)
def every_quota_is_paid(w: View, name: str) -> Iterator[Check]:
    """Every member's quota is used up by payouts in the end, as long as days go by."""
    left = own(w, name).quota
    yield Check(f"quota that {name} is still owed", left, 0, relation=Relation.AT_MOST)


@claim(Kind.STATE, "C8", "A10", needs=("quota",), per_member=True)
def payouts_within_quota(w: View, name: str) -> Iterator[Check]:
    """No member is ever paid more than the quota it was granted.

    Dividends of both kinds are payments; exit proceeds are where they count against the quota.
    """
    member = own(w, name)
    paid = member.dividends
    if w.readings.quota_scope is QuotaScope.DIVIDENDS_AND_EXITS:
        paid = paid + member.proceeds
    yield Check(f"the quota granted to {name}, against payments", member.granted, paid)


@claim(Kind.STATE, "C9", needs=("daily-dividend",))
def daily_fund_is_paid_out(w: View) -> Iterator[Check]:
    """The daily fund is paid out completely when its day closes."""
    yield Check(
        "what was paid of the fund, against the fund", w.state["day.paid"], w.state["day.fund"]
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
