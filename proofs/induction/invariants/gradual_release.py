"""Invariants of balances that are locked and released over time."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, own
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("gradual-release",), per_member=True)
def locked_balance_is_part_of_the_start(w: View, name: str) -> Iterator[Check]:
    """No more is locked than was ever locked and is not paid out."""
    member = own(w, name)
    start, paid = (w.state[member.at(entry)] for entry in ("ever-locked", "paid-out"))
    yield Check("start", start - paid, member.locked)


@invariant(needs=("gradual-release",), per_member=True)
def locked_balance_shrinks_with_the_part_due(w: View, name: str) -> Iterator[Check]:
    """Of all that was ever locked, at most the part is locked that is not due yet."""
    member = own(w, name)
    start, due = (w.state[member.at(entry)] for entry in ("ever-locked", "part-due"))
    yield Check("rest", start - due * start, member.locked, when=due <= 1)
    yield Check("nothing", 0, member.locked, when=due >= 1)
