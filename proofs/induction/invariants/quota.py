"""Invariants of the quota that a purchase grants."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, own
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("quota",), per_member=True)
def quota_covers_payouts(w: View, name: str) -> Iterator[Check]:
    """What a member was granted is at least what it was paid and is still owed together."""
    member = own(w, name)
    yield Check("quota", member.granted - member.dividends, member.quota)
