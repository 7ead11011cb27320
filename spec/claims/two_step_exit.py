"""Claims about exits that are paid first and end later. Source: published practice."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.two_step_exit import price_before_sales
from ..model.world import View
from .claim import Check, Kind, claim


@claim(Kind.STEP, "P15", "P15.2", "P15.3", needs=("two-step-exit",))
def finished_sales_leave_the_price(before: View, after: View) -> Iterator[Check]:
    """Once all sales under way have ended, the price is at least what it was before they began.

    So nobody who stays has lost by them, whatever happened between payment and destruction.
    """
    ended = before.numbers.both(
        before.state["pending.number"] > 0,
        after.state["pending.number"] <= 0,
        after.supply > 0,
    )
    yield Check(
        "the price quoted when the sales have ended, against the price before they began",
        after.quote,
        price_before_sales(after),
        "yuan per point",
        when=ended,
    )
