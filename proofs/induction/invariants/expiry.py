"""Invariants of what expires."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, own
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("expiry",), per_member=True)
def term_days_have_passed_since_a_purchase(w: View, name: str) -> Iterator[Check]:
    """Where each purchase starts the term anew, its days are no more than those since the last."""
    member = own(w, name)
    since, term = (getattr(member, entry) for entry in ("days-since-purchase", "term-days"))
    yield Check("days", since, term)
