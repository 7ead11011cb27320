"""Theorems about the rooms beyond the wine shop and the mall (C4, C6, C15, C17 to C20, A16, M17).

Method: induction over events, from an arbitrary state with any number of members.
"""

from __future__ import annotations

from ..theorem import Condition, Theorem
from .price import REWARD

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

MARKET = (
    Theorem(
        name="holders_need_not_trade_below_the_quote_if_the_pool_buys_at_it",
        claim="holders_need_not_trade_below_the_quote",
        scheme="market",
        invariants=("books_balance", "pool_is_not_negative"),
        sharp_readings={"buyback_price": "market"},
    ),
    Theorem(
        name="trades_leave_the_quoted_price_if_the_pool_keeps_no_fee",
        claim="trades_leave_the_quoted_price",
        scheme="market",
        invariants=("books_balance", "pool_is_not_negative", "quote_is_the_live_price"),
        sharp_readings={"trade_fee_taker": "pool"},
    ),
    Theorem(
        name="stock_is_worth_the_points_if_converted_by_value",
        claim="stock_is_worth_the_points",
        scheme="market",
        invariants=("books_balance", "pool_is_not_negative"),
        sharp_readings={"stock_rate": "by-number"},
    ),
    Theorem(
        name="converted_points_leave_the_pool_whatever_the_rate",
        claim="converted_points_leave_the_pool",
        scheme="market",
        invariants=("books_balance", "pool_is_not_negative"),
    ),
)
GALLERY = (
    Theorem(
        name="items_are_scarce_if_the_edition_is_closed",
        claim="items_are_scarce",
        scheme="gallery",
        invariants=(),
        sharp_readings={"item_issue": "unlimited"},
    ),
    Theorem(
        name="items_are_unique_whoever_buys",
        claim="items_are_unique",
        scheme="gallery",
        invariants=(),
    ),
    Theorem(
        name="items_only_appreciate_if_the_platform_says_their_value",
        claim="items_only_appreciate",
        scheme="gallery",
        invariants=(),
        sharp_readings={"item_value": "last-paid"},
    ),
    Theorem(
        name="items_take_points_out_of_circulation_if_these_are_burned",
        claim="items_take_points_out_of_circulation",
        scheme="gallery",
        invariants=(),
        sharp_readings={"item_points": "kept"},
    ),
)
AGENTS = (
    Theorem(
        name="issue_stays_within_the_cap_if_all_points_ever_issued_count",
        claim="issue_stays_within_the_cap",
        scheme="agents",
        invariants=(),
        sharp_readings={"cap_counts": "outstanding"},
    ),
    Theorem(
        name="every_sale_pays_for_its_referral_if_the_margin_covers_it",
        claim="every_sale_pays_for_its_referral",
        scheme="agents",
        invariants=(),
        hypotheses=COST,
        sharp_readings={"referral_source": "treasury"},
    ),
    Theorem(
        name="referred_buyers_keep_their_grant_if_the_platform_pays_the_referrer",
        claim="referred_buyers_keep_their_grant",
        scheme="agents",
        invariants=(),
        sharp_readings={"referral_source": "carved-out"},
    ),
    Theorem(
        name="large_holders_are_partners_whatever_it_takes",
        claim="large_holders_are_partners",
        scheme="agents",
        invariants=(),
    ),
    Theorem(
        name="prizes_go_to_the_largest_however_many_there_are",
        claim="prizes_go_to_the_largest",
        scheme="agents",
        invariants=(),
    ),
)
OLD_MEMBERS = (
    Theorem(
        name="releases_stay_within_the_debt_at_any_pace",
        claim="releases_stay_within_the_debt",
        scheme="old-members",
        invariants=("debts_go_only_by_release",),
    ),
    Theorem(
        name="members_together_never_gain_if_releases_take_no_money",
        claim="members_together_never_gain",
        scheme="old-members",
        invariants=("books_balance", "money_is_conserved", "money_stays_out_of_reach"),
        sharp_readings={"release_source": "treasury"},
    ),
)
DEALERS = (
    Theorem(
        name="shares_come_from_new_revenue_at_any_rate",
        claim="shares_come_from_new_revenue",
        scheme="dealers",
        invariants=("only_dealers_share",),
    ),
    Theorem(
        name="only_dealers_are_paid_at_any_rate",
        claim="only_dealers_are_paid",
        scheme="dealers",
        invariants=("only_dealers_are_paid", "only_dealers_share"),
    ),
)
LINKAGE = (
    Theorem(
        name="rises_and_falls_are_carried_alike_whatever_the_gain",
        claim="rises_and_falls_are_carried_alike",
        scheme="linkage",
        invariants=(),
    ),
    Theorem(
        name="circle_stays_within_bounds_if_a_round_loses_enough",
        claim="circle_stays_within_bounds",
        scheme="linkage",
        invariants=("news_goes_round_without_loss",),
        hypotheses=GAIN,
    ),
    Theorem(
        name="buy_backs_come_from_profit_at_any_rate",
        claim="buy_backs_come_from_profit",
        scheme="linkage",
        invariants=(),
    ),
    Theorem(
        name="retired_tokens_leave_no_less_behind_if_the_assets_stay",
        claim="retired_tokens_leave_no_less_behind",
        scheme="linkage",
        invariants=(),
        sharp_readings={"retired_tokens": "assets-return"},
    ),
)
ROUNDED_SHARED_AND_LISTED = (
    Theorem(
        name="pool_covers_every_point_however_amounts_are_rounded",
        claim="pool_covers_every_point",
        scheme="counter",
        invariants=("pool_is_not_negative", "quote_is_the_live_price"),
    ),
    Theorem(
        name="full_steps_earn_their_shares_if_a_number_is_granted",
        claim="full_steps_earn_their_shares",
        scheme="shares",
        invariants=(),
        sharp_readings={"grant": "fixed-value"},
    ),
    Theorem(
        name="no_spending_earns_more_shares_than_a_full_step",
        claim="no_spending_earns_more_shares",
        scheme="shares",
        invariants=(),
    ),
    Theorem(
        name="price_never_falls_below_the_first_if_reward_within_contribution",
        claim="price_never_falls_below_the_first",
        scheme="price-list",
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

THEOREMS = (
    *MARKET,
    *GALLERY,
    *AGENTS,
    *OLD_MEMBERS,
    *DEALERS,
    *LINKAGE,
    *ROUNDED_SHARED_AND_LISTED,
)
