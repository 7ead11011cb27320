"""Theorems about quotas and tiers (C8, C14).

Method: induction over events, from an arbitrary state with any number of members.
"""

from __future__ import annotations

from ..theorem import Condition, Theorem
from .price import BOOKS

RATES: dict[str, Condition] = {
    "quota_multiple_is_not_negative": lambda p: p["quota_multiple"] >= 0,
    "daily_rate_is_not_negative": lambda p: p["daily_rate"] >= 0,
    "tier_rate_is_not_negative": lambda p: p["tier_rate"] >= 0,
}
OPEN = ("quota_multiple", "daily_rate", "tier_rate")
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
        readings={},
        open=OPEN,
        hypotheses=RATES,
        invariants=(*MALL, "quota_covers_payouts"),
        sharp_readings={"quota_scope": "daily-only"},
    ),
    Theorem(
        name="tiers_only_rise_whatever_is_paid",
        claim="tiers_only_rise",
        scheme="mall",
        readings={},
        open=OPEN,
        hypotheses=RATES,
        invariants=MALL,
    ),
)
