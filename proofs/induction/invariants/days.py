"""Invariants of a day that is still open."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check
from neverfalls.spec.mechanisms.purchase import kept
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("days",))
def treasury_covers_the_open_day(w: View) -> Iterator[Check]:
    """What the day's sales left the platform so far is still in its treasury."""
    sales = w.state["day.sales"]
    yield Check("treasury", w.treasury, kept(w, sales))
