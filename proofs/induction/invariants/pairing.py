"""Invariants of pay by pairs."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation, own
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("pairing",), per_member=True)
def legs_are_part_of_the_turnover(w: View, name: str) -> Iterator[Check]:
    """What is in both legs or was paired is no more than what members below have bought."""
    member = own(w, name)
    legs = sum(getattr(member, leg) for leg in ("first-leg", "second-leg"))
    yield Check("turnover", member.turnover, legs + 2 * member.paired)


@invariant(needs=("pairing",), per_member=True)
def pairs_are_paid_at_the_rate(w: View, name: str) -> Iterator[Check]:
    """For all that was paired the rate was paid."""
    member = own(w, name)
    pay, paired = getattr(member, "pair-pay"), member.paired
    yield Check("pay", pay, w.parameters.pairing_rate * paired, relation=Relation.EQUAL)
