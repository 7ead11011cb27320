"""Claims about the number of points. Source: 000, 001 and 002, properties 2 and 3."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import View
from ..numbers import Points, Truth
from .claim import Check, Kind, Relation, claim, own, points
from .fairness import selling


@claim(Kind.STATE, "C4", "M10.1", needs=("issue-cap",), about=points)
def issue_stays_within_the_cap(w: View) -> Iterator[Check]:
    """No more points are ever issued than were announced."""
    yield Check("the cap, against points ever issued", w.parameters.cap, _issued(w), "points")


@claim(Kind.TWO_TRACES, "C5", "M2.2", needs=("cash-exit",), per_member=True)
def points_sold_are_destroyed(w: View, name: str) -> Iterator[Check]:
    """When a member sells all their points, as many fewer circulate."""
    yield _destroyed(w, *selling(w, name), own(w, name).points)


@claim(Kind.TWO_TRACES, "C5", "M3.2", needs=("goods",), per_member=True)
def points_redeemed_are_destroyed(w: View, name: str) -> Iterator[Check]:
    """When a member redeems all their points for goods, as many fewer circulate."""
    points = own(w, name).points
    yield _destroyed(w, *w.supposing("redeem", holder=name, points=points), points)


def _destroyed(w: View, possible: Truth, after: View, points: Points) -> Check:
    """Points that leave a member's hands leave circulation too."""
    return Check(
        "points that left circulation, against points given up",
        w.supply - after.supply,
        points,
        "points",
        Relation.EQUAL,
        possible,
    )


@claim(Kind.STATE, "M1", "M10.3", needs=("issue-cap",), per_member=True)
def every_sale_can_earn_points(w: View, name: str) -> Iterator[Check]:
    """While points circulate, any member can make a typical purchase and is granted points."""
    possible, after = w.supposing("purchase", buyer=name, paid=w.parameters.order)
    granted = own(after, name).points - own(w, name).points
    yield Check(
        f"points granted to {name}",
        w.numbers.choose(possible, granted, 0),
        0,
        "points",
        relation=Relation.MORE_THAN,
        when=w.supply > 0,
    )


@claim(Kind.STEP, "C4", "X14", "M10.2", about=points)
def points_come_only_from_sales(before: View, after: View) -> Iterator[Check]:
    """Points are issued only by sales that pay into the pool."""
    fed = after.state["contributions.total"] > before.state["contributions.total"]
    yield Check(
        "points issued and not destroyed, after the step and before",
        -after.state["issuer.points"],
        -before.state["issuer.points"],
        "points",
        relation=Relation.AT_MOST,
        when=after.numbers.negation(fed),
    )


def _issued(w: View) -> object:
    return w.state["issued.total"]
