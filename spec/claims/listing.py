"""Claims about the conversion into stock. Source: 000 growth example, opening."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.listing import share_price, shares_given
from ..model.world import View
from .claim import Check, Kind, Relation, claim, own


@claim(Kind.STATE, "C17", "M11.3", needs=("listing",), per_member=True)
def stock_is_worth_the_points(w: View, name: str) -> Iterator[Check]:
    """A member who converts all their points gets shares worth exactly as much as the points."""
    points, share = own(w, name).points, share_price(w)
    possible, after = w.supposing("convert_to_stock", holder=name, points=points)
    gained = own(after, name).stock - own(w, name).stock
    yield Check(
        f"worth of the shares {name} would get, against the worth of {name}'s points",
        w.worth(gained, share),
        w.worth(points, w.price),
        relation=Relation.EQUAL,
        when=possible,
    )


@claim(Kind.STATE, "C17", "M11.1", needs=("listing",))
def stock_stays_within_the_reserved_part(w: View) -> Iterator[Check]:
    """As long as no more points are converted than planned, the reserved shares are enough."""
    planned = w.parameters.planned_points
    yield Check(
        "shares reserved, against shares given for points",
        planned,
        shares_given(w),
        "shares",
        when=w.state["listing.converted"] <= planned,
    )


@claim(Kind.STEP, "C17", "M11.4", needs=("listing",))
def converted_points_leave_the_pool(before: View, after: View) -> Iterator[Check]:
    """Points converted into stock leave circulation and take no money out of the pool."""
    converted = after.state["listing.converted"] - before.state["listing.converted"]
    yield Check(
        "points that left circulation, against points converted",
        before.supply - after.supply,
        converted,
        "points",
        relation=Relation.EQUAL,
        when=converted > 0,
    )
    yield Check(
        "money in the pool after the conversion, against before it",
        after.pool,
        before.pool,
        relation=Relation.EQUAL,
        when=converted > 0,
    )
