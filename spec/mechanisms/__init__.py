"""All mechanisms, in the order in which their effects are applied."""

from __future__ import annotations

from ..mechanism import Mechanism
from . import (
    cash_exit,
    constants,
    daily_dividend,
    days,
    forced_exit,
    goods,
    purchase,
    quota,
    tier_dividend,
)

MECHANISMS: dict[str, Mechanism] = {
    room.MECHANISM.name: room.MECHANISM
    for room in (
        purchase,
        cash_exit,
        goods,
        constants,
        quota,
        days,
        daily_dividend,
        tier_dividend,
        forced_exit,
    )
}
