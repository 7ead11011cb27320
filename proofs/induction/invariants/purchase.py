"""Invariants of the pool, the points in circulation, their price and the platform's cash."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation, own
from neverfalls.spec.claims.gains import dividend_rate, out_of_reach
from neverfalls.spec.mechanisms.purchase import Grant, by_number, contribution_of
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant()
def pool_is_not_negative(w: View) -> Iterator[Check]:
    """The pool is never overdrawn."""
    yield Check("pool", w.pool, 0)


@invariant()
def supply_is_not_negative(w: View) -> Iterator[Check]:
    """Circulating points are never below zero."""
    yield Check("supply", w.supply, 0)


@invariant(per_member=True)
def holdings_are_part_of_the_supply(w: View, name: str) -> Iterator[Check]:
    """No member holds more points than circulate."""
    yield Check("supply", w.supply, own(w, name).points)


@invariant()
def circulating_points_are_backed(w: View) -> Iterator[Check]:
    """While points circulate there is money in the pool."""
    yield Check("pool", w.pool, 0, relation=Relation.MORE_THAN, when=w.supply > 0)


@invariant()
def pool_money_has_points(w: View) -> Iterator[Check]:
    """There is no money in the pool while no points circulate."""
    yield Check("pool", 0, w.pool, when=w.supply <= 0)


@invariant()
def quote_is_the_live_price(w: View) -> Iterator[Check]:
    """The last quote is a price; while points circulate it is pool over supply."""
    yield Check("quoted points", w.quote.points, 0, relation=Relation.MORE_THAN)
    yield Check("quoted money", w.quote.yuan, 0)
    yield Check(
        "quote against live price",
        w.quote.yuan * w.supply,
        w.pool * w.quote.points,
        relation=Relation.EQUAL,
        when=w.supply > 0,
    )


@invariant()
def quote_is_positive(w: View) -> Iterator[Check]:
    """Points are never quoted at nothing."""
    yield Check("quoted money", w.quote.yuan, 0, relation=Relation.MORE_THAN)


@invariant()
def empty_books_are_fresh(w: View) -> Iterator[Check]:
    """Neither points nor pool money: then nothing has been sold, the quote is the issue price."""
    empty = w.numbers.both(w.supply <= 0, w.pool <= 0)
    yield Check("quote", w.parameters.issue_price * w.quote.points, w.quote.yuan, when=empty)


@invariant()
def numbered_points_cost_their_contribution(w: View) -> Iterator[Check]:
    """Where points are granted by number, none is quoted above what a purchase pays in for it."""
    t = w.parameters
    if w.readings.grant is Grant.FIXED_NUMBER:
        paid_in, points = contribution_of(w, t.order), by_number(w, t.order)
        yield Check("contribution", paid_in * w.quote.points, points * w.quote.yuan)


@invariant()
def treasury_is_not_negative(w: View) -> Iterator[Check]:
    """The platform never pays out more of its own cash than it has taken in."""
    yield Check("treasury", w.treasury, 0)


@invariant()
def money_stays_out_of_reach(w: View) -> Iterator[Check]:
    """Platform and suppliers keep, less dividends to come, what the platform opened with."""
    yield Check("kept", out_of_reach(w), w.scheme.opening.get("treasury.yuan", 0))


@invariant()
def unshared_spending_stays_out_of_reach(w: View) -> Iterator[Check]:
    """Platform and suppliers keep what is neither contributed to the pool nor shared as dividends.

    They keep it of all sales, beside what the platform opened with.
    """
    sales = w.state["sales.total"]
    kept_of_sales = sales - contribution_of(w, sales) - dividend_rate(w) * sales
    yield Check("kept", out_of_reach(w), kept_of_sales + w.scheme.opening.get("treasury.yuan", 0))
