"""Theorems about what the platform owns and owes (C6, C10, C12) and about the books.

Method: induction over events, from an arbitrary state with any number of members.
"""

from __future__ import annotations

from .dividends import MALL
from .price import BOOKS, QUOTED, REWARD
from .theorem import Condition, Theorem

MARGIN: dict[str, Condition] = {
    "margin_covers_contribution": lambda p: p["margin"] >= p["contribution"],
}

THEOREMS = (
    Theorem(
        "platform_stays_profitable",
        "if_the_pool_pays_for_goods",
        "wine-shop",
        readings={"goods_payer": "pool"},
        invariants=(
            *BOOKS,
            "pool_is_not_negative",
            "supply_is_not_negative",
            "holdings_are_part_of_the_supply",
            "treasury_is_not_negative",
        ),
        hypotheses=MARGIN,
        sharp_readings={"goods_payer": "platform"},
    ),
    Theorem(
        "goods_cost_within_contributions",
        "if_the_pool_pays_for_goods",
        "wine-shop",
        readings={"goods_payer": "pool-at-cost"},
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
        "constants_are_worth_their_face",
        "while_points_stay_circulating",
        "wine-shop",
        invariants=(*QUOTED, "platform_points_back_constants"),
        hypotheses=REWARD,
        sharp_readings={"converted_points": "held-aside", "constant_backing": "treasury"},
    ),
    Theorem(
        "money_is_conserved",
        "by_every_rule",
        "mall",
        invariants=("money_is_conserved", *MALL),
    ),
    Theorem(
        "books_balance",
        "under_every_rule",
        "mall",
        invariants=MALL,
    ),
)
