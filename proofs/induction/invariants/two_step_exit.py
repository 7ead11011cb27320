"""Invariants of sales that are paid and not ended yet."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation
from neverfalls.spec.mechanisms.two_step_exit import price_before_sales
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("two-step-exit",))
def pending_points_are_counted(w: View) -> Iterator[Check]:
    """The points that members were paid for are those that are counted as under way."""
    pending = w.total(lambda member: getattr(member, "points-pending"))
    yield Check("pending", w.state["pending.number"], pending, relation=Relation.EQUAL)


@invariant(needs=("two-step-exit",))
def points_that_stay_keep_their_price(w: View) -> Iterator[Check]:
    """While sales are under way, the pool pays the price before them for all points that stay."""
    price, pending = price_before_sales(w), w.state["pending.number"]
    staying = w.supply - pending
    yield Check("pool", w.pool * price.points, price.yuan * staying, when=pending > 0)
    yield Check("price", price.points, 0, relation=Relation.MORE_THAN, when=pending > 0)
    yield Check("worth", price.yuan, 0, when=pending > 0)
