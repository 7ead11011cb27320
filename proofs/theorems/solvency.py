"""Theorems about what the platform owns and owes (C6, C10, C12) and about the books.

Method: induction over events, from an arbitrary state with any number of members.
"""

from __future__ import annotations

from ..theorem import Condition, Theorem
from .dividends import MALL, RATES
from .dividends import OPEN as RATES_OPEN
from .price import BOOKS, OPEN, PRICE, TERMS

MARGIN: dict[str, Condition] = {
    **TERMS,
    "margin_covers_contribution": lambda p: p["margin"] >= p["contribution"],
    "margin_is_a_part": lambda p: p["margin"] <= 1,
}

THEOREMS = (
    Theorem(
        name="platform_stays_profitable_if_the_pool_pays_for_goods",
        claim="platform_stays_profitable",
        scheme="wine-shop",
        readings={"goods_payer": "pool"},
        open=(*OPEN, "margin"),
        hypotheses=MARGIN,
        invariants=(
            *BOOKS,
            "pool_is_not_negative",
            "supply_is_not_negative",
            "holdings_are_part_of_the_supply",
            "treasury_is_not_negative",
        ),
        sharp=("margin_covers_contribution",),
        sharp_readings={"goods_payer": "platform"},
    ),
    Theorem(
        name="goods_cost_within_contributions_if_the_pool_pays_for_goods",
        claim="goods_cost_within_contributions",
        scheme="wine-shop",
        readings={"goods_payer": "pool-at-cost"},
        open=(*OPEN, "margin"),
        hypotheses=MARGIN,
        invariants=(
            *BOOKS,
            "pool_is_not_negative",
            "supply_is_not_negative",
            "holdings_are_part_of_the_supply",
            "goods_are_paid_by_contributions",
        ),
        sharp_readings={"goods_payer": "platform"},
    ),
    Theorem(
        name="constants_are_worth_their_face_while_points_stay_circulating",
        claim="constants_are_worth_their_face",
        scheme="wine-shop",
        readings={},
        open=OPEN,
        hypotheses=TERMS,
        invariants=(*PRICE, "platform_points_back_constants"),
        sharp=("reward_within_contribution",),
        sharp_readings={"converted_points": "held-aside", "constant_backing": "treasury"},
    ),
    Theorem(
        name="money_is_conserved_by_every_rule",
        claim="money_is_conserved",
        scheme="mall",
        readings={},
        open=RATES_OPEN,
        hypotheses=RATES,
        invariants=("money_is_conserved", *MALL),
    ),
    Theorem(
        name="books_balance_under_every_rule",
        claim="books_balance",
        scheme="mall",
        readings={},
        open=RATES_OPEN,
        hypotheses=RATES,
        invariants=MALL,
    ),
)
