"""Claims about rounded amounts. Source: the figures of the growth example, 000 and 003."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.rounding import shown
from ..model.world import View
from .claim import Check, Kind, Relation, claim, own, points


@claim(Kind.STATE, "Q8", needs=("rounding",), per_member=True)
def buyers_are_granted_points(w: View, name: str) -> Iterator[Check]:
    """A member who makes a typical purchase is granted some points."""
    possible, after = w.supposing("purchase", buyer=name, paid=w.parameters.order)
    yield Check(
        f"points that {name} is granted",
        own(after, name).points - own(w, name).points,
        0,
        "points",
        relation=Relation.MORE_THAN,
        when=possible,
    )


@claim(Kind.STEP, "Q7", "C1", needs=("rounding",), about=points)
def rounding_never_shows_a_fall(before: View, after: View) -> Iterator[Check]:
    """A price that does not fall is never shown as falling."""
    yield Check(
        "the price shown after the step, against before it",
        shown(after, after.quote),
        shown(before, before.quote),
        "yuan per point",
        when=after.quote.at_least(before.quote),
    )


@claim(Kind.STATE, "Q7", "C2", needs=("rounding",))
def pool_covers_the_shown_price(w: View) -> Iterator[Check]:
    """The pool can buy back every circulating point at the price that is shown."""
    yield Check(
        "the live price, against the price shown",
        w.price,
        shown(w, w.price),
        "yuan per point",
        when=w.supply > 0,
    )
