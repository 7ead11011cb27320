"""Symbolic truths: how they are joined and turned around."""

from __future__ import annotations

from typing import Any

from .nodes import Term, remembered, sign


def equal(left: Any, right: Any) -> Any:
    """The truth that two amounts are the same."""
    return sign("zero", left - right)


def all_of(*truths: Any) -> Any:
    """True when every one is."""
    return _joined("and", False, truths)


def any_of(*truths: Any) -> Any:
    """True when at least one is."""
    return _joined("or", True, truths)


@remembered
def _joined(kind: str, decisive: bool, truths: tuple[Any, ...]) -> Any:
    kept: dict[Term, None] = {}
    for truth in truths:
        if isinstance(truth, Term):
            kept.update(dict.fromkeys(truth.args if truth.kind == kind else (truth,)))
        elif bool(truth) is decisive:
            return decisive
    if not kept:
        return not decisive
    return next(iter(kept)) if len(kept) == 1 else Term(kind, *kept)


@remembered
def negate(truth: Any) -> Any:
    """True when the other is not."""
    if not isinstance(truth, Term):
        return not truth
    if truth.kind == "not":
        return truth.args[0]
    if truth.kind == "positive":
        return sign("nonnegative", -truth.args[0])
    if truth.kind == "nonnegative":
        return sign("positive", -truth.args[0])
    return Term("not", truth)
