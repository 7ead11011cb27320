"""Claims about exits that are paid first and end later. Source: published practice."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.two_step_exit import price_before_sales
from ..model.world import View
from .claim import Check, Kind, claim, own
from .fairness import gained


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


@claim(Kind.TWO_TRACES, "P15", "P15.3", needs=("two-step-exit",), per_member=True)
def selling_in_two_steps_gains_nothing(w: View, name: str) -> Iterator[Check]:
    """A typical purchase in the middle of a sale brings no more than to sell all points at once.

    The member is paid for all their points, buys before these are destroyed, and sells at once
    what they bought when the sale has ended. Before that no sale is under way, and others hold
    points, from whom more could only come.
    """
    held = own(w, name).points
    others = w.numbers.both(w.state["pending.number"] <= 0, w.points_held > held)
    at_once, sold = w.supposing("sell", seller=name, points=held)
    begins, paid = w.supposing("begin_sale", seller=name, points=held)
    can_buy, bought = paid.supposing("purchase", buyer=name, paid=w.parameters.order)
    ends, ended = bought.supposing("end_sale", seller=name)
    can_sell, left = ended.supposing("sell", seller=name, points=own(ended, name).points)
    yield Check(
        f"what {name} gets for all points held, against what a sale with a purchase in it brings",
        gained(sold, w, name),
        gained(left, w, name),
        when=w.numbers.both(others, at_once, begins, can_buy, ends, can_sell),
    )
