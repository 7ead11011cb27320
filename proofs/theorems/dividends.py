"""Theorems about quotas and tiers (C8, C14).

Method: induction over events, from an arbitrary state with any number of members.
"""

from __future__ import annotations

from ..theorem import Theorem
from .price import BOOKS

MALL = (
    *BOOKS,
    "pool_is_not_negative",
    "supply_is_not_negative",
    "holdings_are_part_of_the_supply",
)

THEOREMS = (
    Theorem(
        name="payouts_within_quota_if_both_dividends_count",
        claim="payouts_within_quota",
        scheme="mall",
        invariants=(*MALL, "quota_covers_payouts"),
        sharp_readings={"quota_scope": "daily-only"},
    ),
    Theorem(
        name="tiers_only_rise_whatever_is_paid",
        claim="tiers_only_rise",
        scheme="mall",
        invariants=MALL,
    ),
)
