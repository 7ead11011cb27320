"""Amounts that add up: whatever holds for each of many members holds for their sums."""

from __future__ import annotations

from typing import Any

from neverfalls.spec.claims.claim import Check, Relation
from neverfalls.spec.model.world import Price
from neverfalls.spec.numbers.terms import Term


def adds_up(check: Check, holder: str) -> bool:
    """Whether a check that holds for each of many members holds for their sums."""
    if check.when is not True or isinstance(check.left, Price) or isinstance(check.right, Price):
        return False
    if check.relation is Relation.MORE_THAN:  # no members at all have a sum of 0
        return False
    return is_additive(check.left - check.right, holder)


def is_additive(amount: Any, holder: str) -> bool:
    """Whether an amount is a plain sum of number × entry of one holder, without a constant."""
    if not isinstance(amount, Term):
        return bool(amount == 0)
    if amount.kind == "name":
        return str(amount.args[0]).startswith(f"{holder}.")
    if amount.kind != "sum" or amount.args[0] != 0:
        return False
    return all(is_additive(term, holder) and term.kind == "name" for term, _ in amount.args[1])
