"""Invariants of a dividend that is paid only for growth."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("growth-dividend",))
def closed_sales_are_not_negative(w: View) -> Iterator[Check]:
    """The sales of the day that closed last are not below zero, so growth is part of all sales."""
    yield Check("sales", w.state["closed.sales"], 0)
