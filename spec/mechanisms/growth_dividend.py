"""A dividend only for growth.

Source: published practice; a period pays a dividend only if its sales have grown enough.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.questions import Question, asks
from ..model.world import View, World
from ..numbers import Truth, Yuan

MECHANISM = Mechanism(
    name="growth-dividend",
    title="A dividend only for growth",
    clauses=("P23",),
    needs=("daily-dividend",),
    parameters=("least_growth",),
    questions=("dividend_base",),
)

declare(
    least_growth=rate(
        "growth of the day's sales without which no daily dividend is paid", "P23.1", "3/20"
    ),
)


@asks("P23.2")
class DividendBase(Question):
    """What is shared out on a day whose sales have grown enough."""

    ALL_SALES = "all-sales", "a share of all the sales of the day"
    GROWTH = "growth-alone", "a share of what they are above those of the day before"


@MECHANISM.amends("sales that the daily fund shares", "P23.1", "P23.2")
def share_only_growth(w: World, sales: Yuan) -> Yuan:
    """The daily fund has no part of a day's sales that have not grown enough."""
    shared = sales
    if w.readings.dividend_base is DividendBase.GROWTH:
        shared = sales - w.state["closed.sales"]
    counted = w.numbers.choose(has_grown(w), shared, 0)
    return w.let("sales that count", counted, "P23.1", "P23.2")


def has_grown(w: View) -> Truth:
    """Whether the sales of the open day are above those of the day before by the stated share."""
    before = w.state["closed.sales"]
    return w.state["day.sales"] >= (1 + w.parameters.least_growth) * before
