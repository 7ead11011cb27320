"""Invariants of members who stand above each other."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation, own
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("line",), per_member=True)
def numbers_have_been_given(w: View, name: str) -> Iterator[Check]:
    """Nobody has a later number than the last that was given, and who has joined has one."""
    member = own(w, name)
    number = w.state[member.at("line-number")]
    yield Check("given", w.state["line.number"], number)
    yield Check("joined", number, 0, relation=Relation.MORE_THAN, when=member.joined > 0)
