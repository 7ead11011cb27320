"""Invariants of the conversion of points into shares of a listed company."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation
from neverfalls.spec.mechanisms.listing import shares_given
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("listing",))
def shares_are_given_one_for_a_point(w: View) -> Iterator[Check]:
    """As many shares are given as points are converted."""
    given, converted = shares_given(w), w.state["listing.converted"]
    yield Check("shares", given, converted, "shares", relation=Relation.EQUAL)
