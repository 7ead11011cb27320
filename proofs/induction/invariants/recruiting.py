"""Invariants of recruiting for a fee."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation, own
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("recruiting",))
def recruits_have_joined(w: View) -> Iterator[Check]:
    """No more members were brought than joined."""
    yield Check("joined", w.state["joined.number"], w.state["recruits.number"])


@invariant(needs=("recruiting",), per_member=True)
def recruits_are_paid_for(w: View, name: str) -> Iterator[Check]:
    """Each member was paid for everybody whom they brought."""
    member = own(w, name)
    pay = w.parameters.recruiting_pay * member.recruits
    yield Check("pay", w.state[member.at("recruiting-pay")], pay, relation=Relation.EQUAL)
