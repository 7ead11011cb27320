"""Theorems about the price and about leaving (C1, C2, C3).

Method: induction over events, from an arbitrary state with any number of members.
Each hypothesis is dropped in turn; the counterexample that is then found is shown.
"""

from __future__ import annotations

from .theorem import Condition, Theorem

BOOKS = ("books_balance",)
QUOTED = (
    *BOOKS,
    "pool_is_not_negative",
    "supply_is_not_negative",
    "holdings_are_part_of_the_supply",
    "circulating_points_are_backed",
    "quote_is_the_live_price",
    "quote_is_positive",
)
PRICE = (*QUOTED, "empty_books_are_fresh")

REWARD: dict[str, Condition] = {"reward_within_contribution": lambda p: p["reward"] <= 1}
FEE: dict[str, Condition] = {"something_stays_on_exit": lambda p: p["exit_fee"] > 0}
PROCEEDS: dict[str, Condition] = {"something_is_paid_on_exit": lambda p: p["exit_fee"] < 1}
GRANT: dict[str, Condition] = {"something_is_granted": lambda p: p["reward"] > 0}

THEOREMS = (
    Theorem(
        "price_never_falls",
        "if_reward_within_contribution_and_something_stays_on_exit",
        "wine-shop",
        invariants=PRICE,
        hypotheses={**REWARD, **FEE},
        sharp_readings={
            "converted_points": "held-aside",
            "empty_price": "issue-price",
            "goods_payer": "pool",
            "grant": "fixed-number",
            "step_view": "pay-then-burn",
        },
    ),
    Theorem(
        "price_never_falls",
        "if_so_and_dividends_leave_the_pool_alone",
        "mall",
        readings={"grant": "fixed-value"},
        invariants=(*PRICE, "quota_covers_payouts"),
        hypotheses={**REWARD, **FEE},
        sharp_readings={"pool_use": "paid-out"},
    ),
    Theorem(
        "pool_covers_every_point",
        "whatever_is_granted",
        "wine-shop",
        invariants=QUOTED,
    ),
    Theorem(
        "holders_can_cash_out",
        "if_something_is_paid_on_exit",
        "wine-shop",
        invariants=QUOTED,
        hypotheses=PROCEEDS,
    ),
    Theorem(
        "pool_money_can_leave",
        "if_the_last_quote_stays",
        "wine-shop",
        readings={"empty_price": "last-quote"},
        invariants=QUOTED,
        hypotheses=GRANT,
        sharp_readings={"empty_price": "undefined"},
    ),
)
