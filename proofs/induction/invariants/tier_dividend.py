"""Invariants of the tiers' funds."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check
from neverfalls.spec.mechanisms.tier_dividend import EmptyTier
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("tier-dividend",))
def tier_funds_are_emptied(w: View) -> Iterator[Check]:
    """Between days nothing is left in the tiers' funds, unless it is carried over."""
    if w.readings.empty_tier is not EmptyTier.CARRIED_OVER:
        for tier in range(len(w.parameters.tier_thresholds)):
            yield Check("fund", 0, w.state[f"tier-{tier + 1}.yuan"])


@invariant(needs=("tier-dividend",))
def tier_shares_are_paid_out(w: View) -> Iterator[Check]:
    """Between days nothing is left of what was to be split among the members of the tiers."""
    yield Check("shares", 0, w.state["tier-shares.yuan"])
