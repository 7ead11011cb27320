"""Invariants of points that are granted as shares."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("share-grant",))
def quote_is_not_below_the_issue_price(w: View) -> Iterator[Check]:
    """Points are never quoted below the price of the first ones."""
    yield Check("quote", w.quote.yuan, w.parameters.issue_price * w.quote.points)
