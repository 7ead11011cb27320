"""Daily dividend.

Source: 001 section 4, dividend rule 1.
Keeps: the fund announced for the day that closed last.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.questions import Question, asks
from ..model.world import POOL, TREASURY, Member, World
from ..numbers import Points
from .quota import DividendRates, pay_dividend

DIVIDENDS = "dividends"

CLAUSES = ("M5.2", "M5.3", "M5.4", "M6.1", "M6.2", "M6.3", "M6.4", "M6.5", "A1", "A11", "A21")

MECHANISM = Mechanism(
    name="daily-dividend",
    title="Daily dividend",
    clauses=("M6",),
    needs=("purchase", "quota", "days"),
    shared={"dividends.yuan": 0, "day.fund": 0},
    counters=("dividends.yuan",),
    parameters=("daily_rate", "lowest_dividend_rate", "highest_dividend_rate"),
    questions=("pool_use", "fund_sharers", "dividend_rates", "quota_scope"),
)

declare(
    daily_rate=rate("share of a day's sales in the daily fund", "M6.1", "1/5", share=True),
)


@asks("A1")
class PoolUse(Question):
    """What the pool money is for."""

    RESERVE = "reserve", "it only backs the points"
    PAID_OUT = "paid-out", "the daily dividend is taken from the same pool"


@asks("A11")
class FundSharers(Question):
    """Whose points share the daily fund."""

    ALL_POINTS = "all-points", "the share of points without quota stays with the platform"
    ELIGIBLE_POINTS = "eligible-points", "only points of members with quota left"


@MECHANISM.when("day closing", *CLAUSES)
def pay_daily_dividend(w: World) -> None:
    """A share of the day's sales is split among the points, within each member's quota."""
    t = w.parameters
    rate = t.daily_rate
    if w.readings.dividend_rates is DividendRates.CHOSEN_DAILY:
        rate = w.decide("daily_rate", t.lowest_dividend_rate, t.highest_dividend_rate, "A21")
    sales = w.amended("sales that the daily fund shares", w.state["day.sales"])
    promised = w.let("daily fund", rate * sales, "M6.1", "A21")
    payer, fund = TREASURY, promised
    if w.readings.pool_use is PoolUse.PAID_OUT:
        payer = POOL
        fund = w.let("fund that the pool has", w.numbers.minimum(promised, w.pool), "A1")

    sharing = w.supply
    if w.readings.fund_sharers is FundSharers.ELIGIBLE_POINTS:
        sharing = w.total(lambda member: _eligible_points(w, member))
    w.pay(payer, DIVIDENDS, fund, "M6.2", "A1")
    for member, (share,) in w.allot(
        [fund], [lambda m: _sharing_points(w, m)], [sharing], "M6.3", "A11"
    ):
        pay_dividend(w, DIVIDENDS, member, share)
    w.pay(DIVIDENDS, payer, w.balance(DIVIDENDS), "M6.4", "M6.5")
    w.write("day.fund", promised, "M6.1")


def _sharing_points(w: World, member: Member) -> Points:
    """The points for which a member shares in the fund."""
    if w.readings.fund_sharers is FundSharers.ELIGIBLE_POINTS:
        return _eligible_points(w, member)
    return member.points


def _eligible_points(w: World, member: Member) -> Points:
    """A member's points if they have quota left, else none."""
    return w.numbers.choose(member.quota > 0, member.points, 0)
