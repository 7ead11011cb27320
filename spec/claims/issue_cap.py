"""Claims about the number of points. Source: 000, 001 and 002, properties 2 and 3."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import View
from .claim import Check, Kind, Relation, claim, own


@claim(Kind.STATE, "C4", "M10.1", needs=("issue-cap",))
def issue_stays_within_the_cap(w: View) -> Iterator[Check]:
    """No more points are ever issued than were announced."""
    yield Check("the cap, against points ever issued", w.parameters.cap, _issued(w), "points")


@claim(Kind.STEP, "C4", needs=("issue-cap",))
def number_issued_never_changes(before: View, after: View) -> Iterator[Check]:
    """The number of points issued never changes, whatever is bought."""
    yield Check(
        "points ever issued, after the step and before",
        _issued(after),
        _issued(before),
        "points",
        relation=Relation.EQUAL,
    )


@claim(Kind.STEP, "C5")
def circulating_points_become_fewer(before: View, after: View) -> Iterator[Check]:
    """The points in circulation become fewer and fewer, never more."""
    yield Check(
        "points in circulation, after the step and before",
        after.supply,
        before.supply,
        "points",
        relation=Relation.AT_MOST,
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


@claim(Kind.STEP, "X14", "M10.2")
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
