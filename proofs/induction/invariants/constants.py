"""Invariants of constant points and of what backs them."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("constants",))
def platform_points_back_constants(w: View) -> Iterator[Check]:
    """Points the platform holds are worth the constant points given for them."""
    held = w.state["platform.points"]
    yield Check("backing", w.pool * held, w.constants_outstanding * w.supply)
    yield Check("none left", 0, w.constants_outstanding, when=w.supply <= 0)
