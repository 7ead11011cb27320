"""Invariants of pay by difference of rank."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation, own
from neverfalls.spec.mechanisms.level_difference import top_rate
from neverfalls.spec.model.world import Member, View
from neverfalls.spec.numbers import Yuan

from .invariant import invariant


@invariant(needs=("level-difference",), per_member=True)
def differences_are_part_of_the_top_rate(w: View, name: str) -> Iterator[Check]:
    """Of a purchase no more was paid in differences than the top rate of it."""
    yield Check("rest", _left(w, own(w, name)), 0)


@invariant(needs=("level-difference",), per_member=True)
def differences_have_a_last_one(w: View, name: str) -> Iterator[Check]:
    """Where a difference was paid, one of them was the last."""
    buyer = own(w, name)
    paid, last = (getattr(buyer, entry) for entry in ("differences-paid", "last-difference"))
    yield Check("last", last, 0, relation=Relation.MORE_THAN, when=paid > 0)


@invariant(needs=("level-difference",))
def treasury_keeps_what_ranks_can_take(w: View) -> Iterator[Check]:
    """The treasury holds what can still be paid to ranks for purchases that go up the line."""
    yield Check("treasury", w.treasury, w.total(lambda member: _left(w, member)))


@invariant(needs=("level-difference",))
def ranks_take_the_top_rate_of_sales(w: View) -> Iterator[Check]:
    """What ranks were paid and can still be paid is no more than the top rate of all sales."""
    sales = top_rate(w) * w.state["sales.total"]
    ranks = w.total(lambda member: _left(w, member) + getattr(member, "difference-pay"))
    yield Check("rate", sales, ranks)


def _left(w: View, buyer: Member) -> Yuan:
    """What ranks above can still be paid for a member's last purchase."""
    return top_rate(w) * getattr(buyer, "going-up") - getattr(buyer, "differences-paid")
