"""What holds for each of many members holds for their sums, if it adds up."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.proofs.induction.additive import adds_up, is_additive
from neverfalls.spec.claims.claim import Check, Relation
from neverfalls.spec.model.world import Quotient
from neverfalls.spec.numbers import terms

POINTS, QUOTA, POOL = (terms.name(each) for each in ("anyone.points", "anyone.quota", "pool.yuan"))


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (Fraction(0), True),
        (Fraction(1), False),
        (POINTS, True),
        (POOL, False),
        (2 * POINTS - 3 * QUOTA, True),
        (POINTS + POOL, False),
        (POINTS + 1, False),
        (POINTS * QUOTA, False),
        (POINTS + POINTS * QUOTA, False),
        (terms.choose(POINTS > 0, POINTS, QUOTA), False),
        (terms.floor(POINTS), False),
    ],
)
def test_only_sums_of_a_holders_entries_add_up(amount: Any, expected: bool) -> None:
    """A constant, another's balance, a product or a choice does not."""
    assert is_additive(amount, "anyone") is expected


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (Check("", POINTS, QUOTA), True),
        (Check("", POINTS, QUOTA, relation=Relation.EQUAL), True),
        (Check("", POINTS, QUOTA, relation=Relation.AT_MOST), True),
        (Check("", POINTS, QUOTA, relation=Relation.MORE_THAN), False),
        (Check("", POINTS, QUOTA, when=POINTS > 0), False),
        (Check("", POINTS, QUOTA, scale=QUOTA), False),
        (Check("", POINTS + 1, QUOTA), False),
        (Check("", POINTS + 1, QUOTA + 1), True),
        (Check("", POINTS + 1, QUOTA - 1), False),
        (Check("", Quotient(POINTS, QUOTA), QUOTA), False),
        (Check("", POINTS, Quotient(QUOTA, POOL)), False),
        (Check("", POINTS, Quotient(QUOTA, 2)), False),
    ],
)
def test_a_comparison_adds_up_if_its_difference_does(check: Check, expected: bool) -> None:
    """Where it has to hold under a condition, is strict or is divided, it does not."""
    assert adds_up(check, "anyone") is expected
