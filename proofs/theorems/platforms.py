"""Theorems about the other shipped platforms (C4, C6, C15, C17 to C20, A16, M17).

Method: induction over events, from an arbitrary state with any number of members.
"""

from __future__ import annotations

from .price import REWARD
from .theorem import Condition, Theorem

COST: dict[str, Condition] = {
    "margin_covers_contribution_and_commissions": lambda p: (
        p["margin"] >= p["contribution"] + p["commission"] + p["upline_commission"]
    ),
}
GAIN: dict[str, Condition] = {
    # the rounds are a geometric series; so this gain is below one
    "amplification_covers_all_rounds": lambda p: (
        p["amplification"]
        * (1 - p["token_to_earnings"] * p["earnings_to_share"] * p["share_to_token"])
        >= 1
    ),
}

THEOREMS = (
    Theorem(
        "holders_need_not_trade_below_the_quote",
        "if_the_pool_buys_at_it",
        "market",
        invariants=("books_balance", "pool_is_not_negative"),
        sharp_readings={"buyback_price": "market"},
    ),
    Theorem(
        "trades_leave_the_quoted_price",
        "if_the_pool_keeps_no_fee",
        "market",
        invariants=("books_balance", "pool_is_not_negative", "quote_is_the_live_price"),
        sharp_readings={"trade_fee_taker": "pool"},
    ),
    Theorem(
        "stock_is_worth_the_points",
        "if_converted_by_value",
        "market",
        invariants=("books_balance", "pool_is_not_negative"),
        sharp_readings={"stock_rate": "by-number"},
    ),
    Theorem(
        "converted_points_leave_the_pool",
        "whatever_the_rate",
        "market",
        invariants=("books_balance", "pool_is_not_negative"),
    ),
    Theorem(
        "items_are_scarce",
        "if_the_edition_is_closed",
        "gallery",
        sharp_readings={"item_issue": "unlimited"},
    ),
    Theorem("items_are_unique", "whoever_buys", "gallery"),
    Theorem(
        "items_only_appreciate",
        "if_the_platform_says_their_value",
        "gallery",
        sharp_readings={"item_value": "last-paid"},
    ),
    Theorem(
        "items_take_points_out_of_circulation",
        "if_these_are_burned",
        "gallery",
        sharp_readings={"item_points": "kept"},
    ),
    Theorem(
        "issue_stays_within_the_cap",
        "if_all_points_ever_issued_count",
        "agents",
        sharp_readings={"cap_counts": "outstanding"},
    ),
    Theorem(
        "every_sale_pays_for_its_referral",
        "if_the_margin_covers_it",
        "agents",
        hypotheses=COST,
        sharp_readings={"referral_source": "treasury"},
    ),
    Theorem(
        "referred_buyers_keep_their_grant",
        "if_the_platform_pays_the_referrer",
        "agents",
        sharp_readings={"referral_source": "carved-out"},
    ),
    Theorem("large_holders_are_partners", "whatever_it_takes", "agents"),
    Theorem("prizes_go_to_the_largest", "however_many_there_are", "agents"),
    Theorem(
        "releases_stay_within_the_debt",
        "at_any_pace",
        "old-members",
        invariants=("debts_go_only_by_release",),
    ),
    Theorem(
        "members_together_never_gain",
        "if_releases_take_no_money",
        "old-members",
        invariants=("books_balance", "money_is_conserved", "money_stays_out_of_reach"),
        sharp_readings={"release_source": "treasury"},
    ),
    Theorem(
        "shares_come_from_new_revenue",
        "at_any_rate",
        "dealers",
        invariants=("only_dealers_share",),
    ),
    Theorem(
        "only_dealers_are_paid",
        "at_any_rate",
        "dealers",
        invariants=("only_dealers_are_paid", "only_dealers_share"),
    ),
    Theorem("rises_and_falls_are_carried_alike", "whatever_the_gain", "linkage"),
    Theorem(
        "circle_stays_within_bounds",
        "if_a_round_loses_enough",
        "linkage",
        invariants=("news_goes_round_without_loss",),
        hypotheses=GAIN,
    ),
    Theorem("buy_backs_come_from_profit", "at_any_rate", "linkage"),
    Theorem(
        "retired_tokens_leave_no_less_behind",
        "if_the_assets_stay",
        "linkage",
        sharp_readings={"retired_tokens": "assets-return"},
    ),
    Theorem(
        "pool_covers_every_point",
        "however_amounts_are_rounded",
        "counter",
        invariants=("pool_is_not_negative", "quote_is_the_live_price"),
    ),
    Theorem(
        "full_steps_earn_their_shares",
        "if_a_number_is_granted",
        "shares",
        sharp_readings={"grant": "fixed-value"},
    ),
    Theorem("no_spending_earns_more_shares", "than_a_full_step", "shares"),
    Theorem(
        "price_never_falls_below_the_first",
        "if_reward_within_contribution",
        "price-list",
        invariants=(
            "books_balance",
            "price_never_falls_below_the_first",
            "pool_is_not_negative",
            "quote_is_the_live_price",
            "listed_price_is_a_price",
            "listed_price_is_not_below_the_first",
        ),
        hypotheses=REWARD,
        sharp_readings={"step_view": "pay-then-burn"},
    ),
)
