"""Invariants of goods that are taken for points, and of who pays for them."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("goods",))
def goods_are_paid_by_contributions(w: View) -> Iterator[Check]:
    """The pool and the cost of all goods taken stay within all contributions."""
    yield Check("contributions", w.state["contributions.total"], w.pool + w.state["goods.cost"])


@invariant(needs=("goods", "daily-dividend"))
def goods_and_funds_are_paid_by_contributions(w: View) -> Iterator[Check]:
    """So do the pool, a day's fund taken out of it, and the cost of all goods."""
    pool = w.pool + w.state["dividends.yuan"]
    yield Check("contributions", w.state["contributions.total"], pool + w.state["goods.cost"])
