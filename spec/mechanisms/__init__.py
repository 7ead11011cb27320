"""All mechanisms, in the order in which their effects are applied."""

from __future__ import annotations

from ..model.mechanism import Mechanism
from . import (
    cash_exit,
    circle,
    collectibles,
    constants,
    daily_dividend,
    days,
    exchange,
    forced_exit,
    goods,
    issue_cap,
    linkage,
    listing,
    membership,
    migration,
    price_list,
    purchase,
    quota,
    ranks,
    referral,
    rounding,
    share_grant,
    tier_dividend,
)

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
    )
}
