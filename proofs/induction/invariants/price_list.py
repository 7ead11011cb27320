"""Invariants of the price that is listed for a point."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation
from neverfalls.spec.mechanisms.price_list import listed
from neverfalls.spec.model.world import View

from .invariant import invariant


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


@invariant(needs=("price-list",))
def sales_lift_the_price_above_the_list(w: View) -> Iterator[Check]:
    """The price quoted is never below the one on the list, and above it once something is sold."""
    price, sold = listed(w, w.quote), w.state["day.sales"] > 0
    yield Check("quote", w.quote, price, "yuan per point")
    yield Check("quote", w.quote, price, "yuan per point", Relation.MORE_THAN, sold)
