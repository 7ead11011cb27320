"""A dividend only for growth, on exact fractions: exactly at the growth that is needed."""

from fractions import Fraction
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, Event, happen, state_after, world

F = Fraction
SCHEME = made_of(
    *("purchase", "quota", "days", "daily-dividend", "growth-dividend"),
    daily_rate="2/5",
    least_growth="3/20",
)
DAY: Event = ("close_day", {})
QUOTA: dict[str, Any] = {
    **STOCK,
    "issuer.quota": -1000,
    "alice.quota": 1000,
    "alice.granted": 1000,
    "closed.sales": 100,
}
"""Alice has two thirds of the points, and all the quota; the day before had sales of 100 yuan."""


@pytest.mark.parametrize(
    ("sales", "base", "fund"),
    [
        (F(115), "all-sales", F(46)),
        (F(115) - TINY, "all-sales", 0),
        (F(115) + TINY, "all-sales", F(2, 5) * (115 + TINY)),
        (F(115), "growth-alone", F(6)),
        (F(115) - TINY, "growth-alone", 0),
        (F(300), "growth-alone", F(80)),
        (F(100), "all-sales", 0),
        (F(0), "growth-alone", 0),
    ],
)
def test_the_growth_that_is_needed(sales: Fraction, base: str, fund: Fraction) -> None:
    """Exactly 15 % is enough; the fund is 40 % of all the sales, or of what they are above."""
    state = state_after(SCHEME, {**QUOTA, "day.sales": sales}, *DAY, dividend_base=base)
    assert (state["day.fund"], state["alice.dividends"]) == (fund, F(2, 3) * fund)
    assert (state["closed.sales"], state["alice.quota"]) == (sales, 1000 - F(2, 3) * fund)


@pytest.mark.parametrize("base", ["all-sales", "growth-alone"])
def test_any_sales_are_growth_after_a_day_without(base: str) -> None:
    """After a day without sales, the first day among them, all the sales of a day count."""
    entries = {**QUOTA, "closed.sales": 0, "day.sales": 10}
    assert state_after(SCHEME, entries, *DAY, dividend_base=base)["day.fund"] == 4


def test_every_second_day_pays_where_the_days_between_have_no_sales() -> None:
    """Sales of two days made on one of them are paid for, and on both they are not."""
    w, paid = world(SCHEME, QUOTA), []
    for sales in (0, 100, 0, 100, 50, 50):
        w.state["day.sales"] = F(sales)
        paid.append(happen(w, "close_day").state["day.fund"])
    assert paid == [0, 40, 0, 40, 0, 0]
