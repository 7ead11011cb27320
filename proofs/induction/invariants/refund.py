"""Invariants of purchases that can still be given back."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation, own
from neverfalls.spec.mechanisms.purchase import kept
from neverfalls.spec.model.world import View
from neverfalls.spec.numbers import Yuan

from .invariant import invariant


@invariant(needs=("refund",))
def treasury_keeps_what_refunds_take(w: View) -> Iterator[Check]:
    """What sales left the platform that can still be given back is still in its treasury."""
    yield Check("treasury", w.treasury, kept(w, _refundable(w)))


@invariant(needs=("refund",))
def suppliers_keep_what_refunds_take(w: View) -> Iterator[Check]:
    """What suppliers were paid for goods that can still be sent back is still theirs."""
    cost = (1 - w.parameters.margin) * _refundable(w)
    yield Check("supplier", w.state["supplier.yuan"], cost)


@invariant(needs=("refund",), per_member=True)
def refundable_purchases_were_granted_points(w: View, name: str) -> Iterator[Check]:
    """Every purchase that can be given back was granted points."""
    member = own(w, name)
    granted = getattr(member, "refundable-points")
    yield Check("granted", granted, 0, relation=Relation.MORE_THAN, when=member.refundable > 0)


def _refundable(w: View) -> Yuan:
    """What all purchases cost that can still be given back."""
    return w.total(lambda member: member.refundable)
