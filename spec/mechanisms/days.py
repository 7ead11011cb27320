"""Days that close.

Source: 001 section 1 and section 4, dividend rules: earned today, shared out today.
Keeps: the sales of the day, and those of the day that closed last.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.world import Member, World
from ..numbers import Yuan

MECHANISM = Mechanism(
    name="days",
    title="Days that close",
    clauses=("M6",),
    needs=("purchase",),
    shared={"day.sales": 0, "closed.sales": 0},
    counters=("day.sales",),
)


@MECHANISM.when("purchased", "M6.1")
def count_sales(w: World, _buyer: Member, paid: Yuan) -> None:
    """What is paid counts towards the sales of the day."""
    w.note("day.sales", paid, "M6.1")


@MECHANISM.rule("M6.2")
def close_day(w: World) -> None:
    """The day ends: the other mechanisms do what they do every day, then a new day begins."""
    w.announce("day closing")
    w.write("closed.sales", w.state["day.sales"])
    w.write("day.sales", 0, "M6.2")
    w.announce("day closed")
