"""Candidate invariants of dealers and of the circle of token and equity, and of plain purchases.

Declared beside the others; like them they are proved before anything is built on them.
"""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation, own
from neverfalls.spec.claims.membership import only_dealers_are_paid, shares_come_from_new_revenue
from neverfalls.spec.claims.ranks import large_holders_are_partners
from neverfalls.spec.mechanisms.circle import round_gain
from neverfalls.spec.mechanisms.membership import BountyFor, NewRevenue
from neverfalls.spec.mechanisms.price_list import listed
from neverfalls.spec.mechanisms.purchase import Grant, by_number, contribution_of
from neverfalls.spec.model.world import View

from .common import INVARIANTS, invariant

__all__ = ["INVARIANTS"]

INVARIANTS[only_dealers_are_paid.name] = only_dealers_are_paid
INVARIANTS[large_holders_are_partners.name] = large_holders_are_partners
INVARIANTS[shares_come_from_new_revenue.name] = shares_come_from_new_revenue


@invariant()
def pool_money_has_points(w: View) -> Iterator[Check]:
    """There is no money in the pool while no points circulate."""
    yield Check("pool", 0, w.pool, when=w.supply <= 0)


@invariant()
def numbered_points_cost_their_contribution(w: View) -> Iterator[Check]:
    """Where points are granted by number, none is quoted above what a purchase pays in for it."""
    t = w.parameters
    if w.readings.grant is Grant.FIXED_NUMBER:
        paid_in, points = contribution_of(w, t.order), by_number(w, t.order)
        yield Check("contribution", paid_in * w.quote.points, points * w.quote.yuan)


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


@invariant(needs=("circle",))
def news_goes_round_without_loss(w: View) -> Iterator[Check]:
    """Where the token price stands, and what is still to come of it, follows from all news."""
    gain, strayed = round_gain(w), w.state["circle.token"] - w.parameters.opening_token_price
    news = w.state["news.good"] - w.state["news.bad"]
    to_come = gain * w.state["circle.pending"]
    yield Check("news", (1 - gain) * strayed + to_come, news, relation=Relation.EQUAL)


@invariant(needs=("circle",))
def pending_change_is_within_the_news(w: View) -> Iterator[Check]:
    """What is on its way round is no more than all good news, nor less than all bad."""
    yield Check("good news", w.state["news.good"], w.state["circle.pending"])
    yield Check("bad news", w.state["news.bad"], -w.state["circle.pending"])


@invariant(needs=("price-list",))
def listed_price_is_a_price(w: View) -> Iterator[Check]:
    """Something is listed for a point."""
    price = listed(w, w.quote)
    yield Check("points", price.points, 0, relation=Relation.MORE_THAN)
    yield Check("money", price.yuan, 0, relation=Relation.MORE_THAN)


@invariant(needs=("price-list",))
def listed_price_is_not_below_the_first(w: View) -> Iterator[Check]:
    """No point is listed below the price of the first ones."""
    price, first = listed(w, w.quote), w.parameters.issue_price
    yield Check("money", price.yuan, first * price.points)


@invariant(needs=("price-list",))
def list_of_an_empty_pool_is_fresh(w: View) -> Iterator[Check]:
    """As long as the pool is empty, the price of the first points is quoted and listed."""
    first, empty = w.parameters.issue_price, w.pool <= 0
    for price in (w.quote, listed(w, w.quote)):
        yield Check("money", price.yuan, first * price.points, relation=Relation.EQUAL, when=empty)
