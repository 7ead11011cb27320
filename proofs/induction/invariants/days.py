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


@invariant(needs=("growth-dividend",))
def closed_sales_are_not_negative(w: View) -> Iterator[Check]:
    """The sales of the day that closed last are not below zero, so growth is part of all sales."""
    yield Check("sales", w.state["closed.sales"], 0)
