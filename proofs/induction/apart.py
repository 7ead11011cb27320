"""Amounts taken apart into sums of simpler ones, so that a proof can add up part by part.

A sum of ten choices has a thousand cases. Where each part has its own fact, none has to be told
from the others: that each is at least zero shows it of the sum.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from neverfalls.spec.numbers import Amount, Truth, terms
from neverfalls.spec.numbers.terms import Term


def parts_of(amount: Amount) -> Iterator[Amount]:
    """Amounts that add up to this one: the terms of a sum, also of one that is chosen or not."""
    if not isinstance(amount, Term):
        yield amount
    elif amount.kind == "sum":
        constant, summands = amount.args
        if constant:
            yield constant
        for term, factor in summands:
            yield from (terms.linear(((part, factor),)) for part in parts_of(term))
    elif amount.kind == "choice":
        condition, yes, no = amount.args
        yield from (terms.choose(condition, part, 0) for part in parts_of(yes))
        yield from (terms.choose(condition, 0, part) for part in parts_of(no))
    else:
        yield amount


def evidently_not_negative(amount: Amount, facts: Collection[Truth]) -> bool:
    """Whether an amount is at least zero by what is known of the names in it, without a proof."""
    positive: Any = amount >= 0
    if not isinstance(positive, Term) or positive in facts:
        return positive is not False
    if amount.kind == "sum":
        constant, summands = amount.args
        known = all(k > 0 and evidently_not_negative(term, facts) for term, k in summands)
        return constant >= 0 and known
    if amount.kind in ("choice", "product"):
        factors = amount.args[-2:]
        return all(evidently_not_negative(each, facts) for each in factors)
    return False


def factors_of(amount: Any) -> Iterator[tuple[Amount, Amount, Amount]]:
    """Of an amount that is a positive number times two factors: each of them, the other, and the
    number."""
    number: Any = 1
    alone = isinstance(amount, Term) and amount.kind == "sum" and len(amount.args[1]) == 1
    if alone and amount.args[0] == 0:
        ((amount, number),) = amount.args[1]
    if isinstance(amount, Term) and amount.kind == "product" and number > 0:
        one, other = amount.args
        yield from ((one, other, number), (other, one, number))
