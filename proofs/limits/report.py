"""All limits, by name, as text, as LaTeX and as data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..algebra.expressions import aligned
from . import (
    circle,
    circulation,
    dealers,
    dealers_wait,
    fees,
    forced_out,
    goods,
    leaving,
    made_whole,
    members,
    money_back,
    old_debts,
    quota,
    quotas_fade,
    quotas_wait,
    release,
    spenders,
    waiting,
)
from .dilution import DILUTIONS, dilution_of
from .fall import FALLS, fall_of
from .limit import Limit

FORMAT = "neverfalls-limits/1"

LIMITS: dict[str, Callable[..., Limit]] = {
    each.__name__: each
    for each in (
        *(money_back.return_of(name) for name in money_back.RETURNS),
        *(spenders.equals_of(name) for name in spenders.EQUALS),
        spenders.spenders_paid_back_by_one,
        quota.quota_paid,
        members.members_paid,
        members.members_paid_by_others,
        quotas_wait.turnover_before_a_quota_is_paid,
        quotas_wait.first_quota_waits,
        quotas_wait.quotas_wait,
        quotas_wait.quotas_wait_with_growth,
        quotas_fade.quotas_paid_while_sales_fade,
        forced_out.received_by_the_forced_out,
        forced_out.forced_out_quota_waits,
        leaving.leavers_together,
        leaving.last_leaver,
        leaving.leavers_paid_less,
        goods.goods_by_redemptions,
        goods.goods_by_equal_redemptions,
        *(fall_of(fall) for fall in FALLS),
        *(dilution_of(dilution) for dilution in DILUTIONS),
        waiting.first_member_waits,
        waiting.members_wait,
        *(made_whole.whole_of(name) for name in made_whole.SOURCES),
        *(old_debts.debt_of(name) for name in old_debts.DEBTS),
        *(circle.circle_of(name) for name in circle.FEEDBACKS),
        dealers.dealers_earn,
        dealers_wait.revenue_that_pays_dealers,
        dealers_wait.first_dealer_waits,
        dealers_wait.dealers_before_one_earns_back,
        circulation.circulation_falls,
        circulation.day_with_most_points,
        circulation.points_left_each_day,
        release.least_turnover,
        *(release.cap_of(name, points) for name, points in release.CAPS.items()),
        *(fees.covered_of(name) for name in fees.COVERED),
        *(fees.lasts_of(name) for name in fees.LASTS),
    )
}
"""What derives each limit, by its name, given the solvers and perhaps another scheme."""


def render(limits: Sequence[Limit], exact: bool = False) -> str:
    """All limits in lines, one for each sentence."""
    return "\n".join(each.text(exact) for each in limits)


def as_latex(limits: Sequence[Limit]) -> str:
    """All bounds as one display."""
    return aligned([each.latex() for each in limits])


def to_data(limits: Sequence[Limit]) -> dict[str, Any]:
    """All limits as data."""
    return {"format": FORMAT, "limits": [each.to_dict() for each in limits]}
