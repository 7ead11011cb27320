"""Amounts that add up: whatever holds for each of many members holds for their sums."""

from __future__ import annotations

from typing import Any

from neverfalls.spec.claims.claim import Check, Relation, parts
from neverfalls.spec.numbers.terms import Term


def adds_up(check: Check, holder: str) -> bool:
    """Whether a check that holds for each of many members holds for their sums."""
    (left, left_below), (right, right_below) = parts(check.left), parts(check.right)
    if check.when is not True or not (left_below == right_below == check.scale == 1):
        return False
    if check.relation is Relation.MORE_THAN:  # no members at all have a sum of 0
        return False
    return is_additive(left - right, holder)


def is_additive(amount: Any, holder: str) -> bool:
    """Whether an amount is a plain sum of number × entry of one holder, without a constant."""
    if not isinstance(amount, Term):
        return bool(amount == 0)
    if amount.kind == "name":
        return str(amount.args[0]).startswith(f"{holder}.")
    if amount.kind != "sum" or amount.args[0] != 0:
        return False
    return all(is_additive(term, holder) for term, _ in amount.args[1])
