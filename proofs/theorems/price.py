"""Theorems about the price and about leaving (C1, C2, C3).

Method: induction over events, from an arbitrary state with any number of members.
Each hypothesis named as sharp is dropped in turn; the counterexample then found is shown.
"""

from __future__ import annotations

from ..theorem import Condition, Theorem

BOOKS = ("books_balance",)
PRICE = (
    *BOOKS,
    "pool_is_not_negative",
    "supply_is_not_negative",
    "holdings_are_part_of_the_supply",
    "circulating_points_are_backed",
    "quote_is_the_live_price",
    "quote_is_positive",
    "empty_books_are_fresh",
)

TERMS: dict[str, Condition] = {
    "something_is_contributed": lambda p: p["contribution"] > 0,
    "a_part_is_contributed": lambda p: p["contribution"] <= 1,
    "something_is_granted": lambda p: p["reward"] > 0,
    "reward_within_contribution": lambda p: p["reward"] <= 1,
    "issue_price_is_positive": lambda p: p["issue_price"] > 0,
    "exit_fee_is_not_negative": lambda p: p["exit_fee"] >= 0,
    "something_stays_on_exit": lambda p: p["exit_fee"] > 0,
    "something_is_paid_on_exit": lambda p: p["exit_fee"] < 1,
}
OPEN = ("contribution", "reward", "issue_price", "exit_fee")

THEOREMS = (
    Theorem(
        name="price_never_falls_if_reward_within_contribution",
        claim="price_never_falls",
        scheme="wine-shop",
        readings={},
        open=OPEN,
        hypotheses=TERMS,
        invariants=PRICE,
        sharp=("reward_within_contribution", "something_stays_on_exit"),
        sharp_readings={
            "converted_points": "held-aside",
            "empty_price": "issue-price",
            "goods_payer": "pool",
            "grant": "fixed-number",
            "step_view": "pay-then-burn",
        },
    ),
    Theorem(
        name="price_never_falls_with_dividends_of_the_treasury",
        claim="price_never_falls",
        scheme="mall",
        readings={"grant": "fixed-value"},
        open=OPEN,
        hypotheses=TERMS,
        invariants=(*PRICE, "quota_covers_payouts"),
        sharp=("reward_within_contribution",),
        sharp_readings={"pool_use": "paid-out"},
    ),
    Theorem(
        name="pool_covers_every_point_whatever_is_granted",
        claim="pool_covers_every_point",
        scheme="wine-shop",
        readings={},
        open=OPEN,
        hypotheses={k: v for k, v in TERMS.items() if k != "reward_within_contribution"},
        invariants=PRICE,
    ),
    Theorem(
        name="holders_can_cash_out_if_something_is_paid_on_exit",
        claim="holders_can_cash_out",
        scheme="wine-shop",
        readings={},
        open=OPEN,
        hypotheses=TERMS,
        invariants=PRICE,
        sharp=("something_is_paid_on_exit",),
    ),
    Theorem(
        name="pool_money_can_leave_if_the_last_quote_stays",
        claim="pool_money_can_leave",
        scheme="wine-shop",
        readings={"empty_price": "last-quote"},
        open=OPEN,
        hypotheses=TERMS,
        invariants=PRICE,
        sharp_readings={"empty_price": "undefined"},
    ),
)
