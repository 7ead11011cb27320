"""Invariants of points that payouts use up."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, own
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("used-up",), per_member=True)
def counted_payouts_cover_points_used_up(w: View, name: str) -> Iterator[Check]:
    """Payouts that have cost points were made, and no more points went than they cost."""
    t, member = w.parameters, own(w, name)
    counted, used = (getattr(member, entry) for entry in ("payouts-counted", "used-up"))
    yield Check("paid", member.dividends, counted)
    yield Check("cost", t.points_used_up * counted, t.payout_step * used)
