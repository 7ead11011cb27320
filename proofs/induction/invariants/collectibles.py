"""Invariants of collectible items."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("collectibles",))
def items_are_never_free(w: View) -> Iterator[Check]:
    """Something is asked for the next item."""
    yield Check("announced", w.state["items.announced"], 0, relation=Relation.MORE_THAN)
