"""Theorems about quotas and tiers (C8, C14).

Method: induction over events, from an arbitrary state with any number of members.
"""

from __future__ import annotations

from .price import BOOKS
from .theorem import Theorem

MALL = (
    *BOOKS,
    "pool_is_not_negative",
    "supply_is_not_negative",
    "holdings_are_part_of_the_supply",
)

THEOREMS = (
    Theorem(
        "payouts_within_quota",
        "if_both_dividends_count",
        "mall",
        invariants=(*MALL, "quota_covers_payouts"),
        sharp_readings={"quota_scope": "daily-only"},
    ),
    Theorem(
        "tiers_only_rise",
        "whatever_is_paid",
        "mall",
        invariants=MALL,
    ),
)
