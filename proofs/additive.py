"""Amounts that add up: whatever holds for each of many members holds for their sums."""

from __future__ import annotations

from typing import Any

from neverfalls.spec.terms import Term


def is_additive(amount: Any, holder: str) -> bool:
    """Whether an amount is a plain sum of number × entry of one holder, without a constant."""
    if not isinstance(amount, Term):
        return amount == 0
    if amount.kind == "name":
        return str(amount.args[0]).startswith(f"{holder}.")
    if amount.kind != "sum" or amount.args[0] != 0:
        return False
    return all(is_additive(term, holder) and term.kind == "name" for term, _ in amount.args[1])
