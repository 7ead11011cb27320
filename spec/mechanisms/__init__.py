"""What can a scheme do? All mechanisms, in the order in which their effects are applied.

Front: ``MECHANISMS``. Each module declares one mechanism with its accounts, rules, questions and
parameters.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import PARAMETERS
from ..model.questions import QUESTIONS, put_in_order
from . import (
    cash_exit,
    circle,
    collectibles,
    company_purchase,
    constants,
    daily_dividend,
    daily_grant,
    days,
    decreed_price,
    exchange,
    expiry,
    forced_exit,
    free_points,
    gift,
    goods,
    gradual_release,
    growth_dividend,
    issue_cap,
    level_difference,
    levels,
    line,
    linkage,
    listing,
    membership,
    merchant_quota,
    merchant_rebate,
    migration,
    no_pool,
    pairing,
    payout_limit,
    platform_fee,
    price_list,
    purchase,
    quota,
    ranks,
    recruiting,
    referral,
    refund,
    rounding,
    scheduled_burn,
    share_grant,
    tier_dividend,
    transfer,
    two_step_exit,
    used_up,
    vouchers,
)
from .published import PARAMETER_ORDER, QUESTION_ORDER

MECHANISMS: dict[str, Mechanism] = {
    room.MECHANISM.name: room.MECHANISM
    for room in (
        rounding,
        share_grant,
        purchase,
        exchange,
        cash_exit,
        goods,
        constants,
        quota,
        days,
        daily_dividend,
        tier_dividend,
        forced_exit,
        price_list,
        listing,
        collectibles,
        referral,
        issue_cap,
        migration,
        ranks,
        membership,
        circle,
        linkage,
        gift,
        scheduled_burn,
        company_purchase,
        free_points,
        vouchers,
        gradual_release,
        platform_fee,
        transfer,
        no_pool,
        decreed_price,
        recruiting,
        refund,
        merchant_rebate,
        payout_limit,
        two_step_exit,
        line,
        levels,
        level_difference,
        pairing,
        used_up,
        expiry,
        daily_grant,
        growth_dividend,
        merchant_quota,
    )
}

put_in_order(QUESTIONS, QUESTION_ORDER)
put_in_order(PARAMETERS, PARAMETER_ORDER)
