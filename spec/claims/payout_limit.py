"""Claims about members who are out at a multiple. Source: published practice."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import View
from .claim import Check, Kind, claim, own


@claim(Kind.STATE, "P14", "P14.1", needs=("payout-limit",), per_member=True)
def members_are_out_only_when_paid(w: View, name: str) -> Iterator[Check]:
    """Whoever loses their points has been paid all the quota that they were granted by then."""
    member = own(w, name)
    granted = w.state[member.at("out-granted")]
    yield Check(
        f"dividends paid to {name} before the points were lost, against the quota granted",
        w.state[member.at("out-paid")],
        granted,
        when=granted > 0,
    )


@claim(Kind.STEP, "P14", "P14.1", needs=("payout-limit",), per_member=True)
def lost_points_are_paid_for(before: View, after: View, name: str) -> Iterator[Check]:
    """Whoever loses points by being out is paid at least what they were quoted at, in that step."""
    held, now = own(before, name), own(after, name)
    extinguished = after.state["extinguished.number"] > before.state["extinguished.number"]
    yield Check(
        f"what {name} was paid as the points were lost, against what they were quoted at",
        now.yuan - held.yuan,
        before.worth(held.points - now.points, before.quote),
        when=before.numbers.both(extinguished, now.points < held.points),
    )


@claim(Kind.STATE, "P20", "P20.1", needs=("used-up",), per_member=True)
def points_are_used_up_by_payouts_only(w: View, name: str) -> Iterator[Check]:
    """Nobody loses more points than what they were paid in dividends costs by the stated steps."""
    t, member = w.parameters, own(w, name)
    used = w.state[member.at("used-up")]
    yield Check(
        f"points that payouts to {name} cost by the steps, against those lost",
        t.points_used_up * member.dividends,
        t.payout_step * used,
        "points",
        when=used > 0,
    )


@claim(Kind.STEP, "P20", "P20.1", needs=("used-up",), per_member=True)
def used_up_points_are_paid_for(before: View, after: View, name: str) -> Iterator[Check]:
    """Whoever loses points for payouts is paid at least what they were quoted at, in that step."""
    held, now = own(before, name), own(after, name)
    lost = after.state[now.at("used-up")] - before.state[held.at("used-up")]
    yield Check(
        f"what {name} was paid as points were used up, against what they were quoted at",
        now.yuan - held.yuan,
        before.worth(lost, before.quote),
        when=lost > 0,
    )
