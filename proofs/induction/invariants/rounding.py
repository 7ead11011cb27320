"""Invariants of rounded amounts."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, own
from neverfalls.spec.mechanisms.rounding import Arithmetic
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("rounding",), per_member=True)
def points_are_held_in_whole_steps(w: View, name: str) -> Iterator[Check]:
    """Where amounts are rounded, members hold points only in whole steps."""
    if w.readings.arithmetic is not Arithmetic.EXACT:
        steps = w.numbers.ratio(own(w, name).points, w.parameters.points_step)
        yield Check("points", w.numbers.floor(steps), steps)
