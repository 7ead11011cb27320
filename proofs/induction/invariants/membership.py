"""Invariants of dealers, their friends, and what they share in."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation, own
from neverfalls.spec.mechanisms.membership import BountyFor, NewRevenue
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("membership",))
def treasury_keeps_what_dealers_are_due(w: View) -> Iterator[Check]:
    """The platform's cash pays the dealers' share of this month and every bounty still due."""
    t = w.parameters
    due = t.revenue_share * w.state["month.revenue"]
    if w.readings.bounty_for is BountyFor.NEW_DEALER:
        due = due + t.bounty * w.state["friends.unpaid"]
    yield Check("treasury", w.treasury, due)


@invariant(needs=("membership",), per_member=True)
def only_dealers_share(w: View, name: str) -> Iterator[Check]:
    """Nobody shares in a month who is not a dealer."""
    member = own(w, name)
    yield Check("dealer", member.dealer, member.sharer)


@invariant(needs=("membership",))
def friends_are_dealers_after_the_first(w: View) -> Iterator[Check]:
    """There is no part of a dealer, and every friend is a dealer who came after the first."""
    dealers = w.state["dealers.number"]
    friends = w.state["friends.paid"] + w.state["friends.unpaid"]
    yield Check("dealers", dealers, 1, when=dealers > 0)
    yield Check("friends", dealers - 1, friends, when=dealers > 0)
    yield Check("none", 0, friends, when=dealers <= 0)


@invariant(needs=("membership",))
def counted_revenue_is_ordinary(w: View) -> Iterator[Check]:
    """Where entries are no new revenue, all that counts are the other sales."""
    if w.readings.new_revenue is NewRevenue.WITHOUT_ENTRIES:
        yield Check("revenue", w.state["ordinary.total"], w.state["revenue.total"])


@invariant(needs=("membership",))
def sales_count_as_revenue(w: View) -> Iterator[Check]:
    """Unless entries are left out, the month's revenue is what was sold in it."""
    if w.readings.new_revenue is not NewRevenue.WITHOUT_ENTRIES:
        sales, revenue = w.state["month.sales"], w.state["month.revenue"]
        yield Check("revenue", revenue, sales, relation=Relation.EQUAL)


@invariant(needs=("membership",), per_member=True)
def nobody_is_part_of_a_dealer(w: View, name: str) -> Iterator[Check]:
    """A member is one dealer or none, and shares in a month once or not at all."""
    member = own(w, name)
    for what, number in ("dealer", member.dealer), ("sharer", member.sharer):
        yield Check(what, 1, number)
        yield Check(what, number, 1, when=number > 0)


@invariant(needs=("membership",))
def dealers_have_bought_for_the_entry_price(w: View) -> Iterator[Check]:
    """All sales are at least the entry price of each dealer, and at least all new revenue."""
    sales = w.state["sales.total"]
    yield Check("entries", sales, w.parameters.entry_price * w.state["dealers.number"])
    yield Check("revenue", sales, w.state["revenue.total"])


@invariant(needs=("membership",))
def sales_come_back_by_shares_and_bounties(w: View) -> Iterator[Check]:
    """Of all sales, members have got back no more than the shares and bounties of dealers."""
    there = w.pool + w.treasury + w.state["supplier.yuan"]
    paid = w.state["shares.total"] + w.parameters.bounty * w.state["friends.paid"]
    yield Check("money", there, w.state["sales.total"] - paid)
