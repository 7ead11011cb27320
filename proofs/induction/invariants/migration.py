"""Invariants of old members' debts and their release."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation
from neverfalls.spec.claims.migration import opening_debt
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("migration",))
def debts_go_only_by_release(w: View) -> Iterator[Check]:
    """What was released and what is still owed make up the old debts of the opening."""
    kept = w.total(lambda member: member.debt + member.released)
    yield Check("debts", opening_debt(w), kept, relation=Relation.EQUAL)
