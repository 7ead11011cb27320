"""Invariants of the cap on points that are issued."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("issue-cap",))
def points_in_use_were_issued(w: View) -> Iterator[Check]:
    """All points that are not destroyed have been issued, and were counted then."""
    yield Check("issued", w.state["issued.total"], -w.state["issuer.points"])


@invariant(needs=("issue-cap",))
def points_in_use_are_within_the_cap(w: View) -> Iterator[Check]:
    """Points that are not destroyed are no more than the cap."""
    yield Check("cap", w.parameters.cap, -w.state["issuer.points"])
