"""A price list that is refreshed once a day.

Source: no document says it outright; 000 growth example and 003 section 1 show prices at which
points are counted, and a price that is put up each day would fit them too (A14).
Keeps: the price that was put up when a day closed last, and the one before it.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.world import Price, View, World

MECHANISM = Mechanism(
    name="price-list",
    title="A price list, refreshed once a day",
    clauses=("A14",),
    needs=("days",),
    shared={
        "listed.yuan-in-pool": "issue_price",
        "listed.supply": 1,
        "replaced.yuan-in-pool": "issue_price",
        "replaced.supply": 1,
        "list.refreshed": 0,
    },
)


@MECHANISM.when("day closed", "A14")
def refresh(w: World) -> None:
    """The price at which the day closes is put up for the next day."""
    circulating, live, last = w.supply > 0, w.price, w.quote
    choose = w.numbers.choose
    for entry in ("yuan-in-pool", "supply"):
        w.write(f"replaced.{entry}", w.state[f"listed.{entry}"])
    w.write("list.refreshed", 1)
    w.write("listed.yuan-in-pool", choose(circulating, live.yuan, last.yuan), "A14")
    w.write("listed.supply", choose(circulating, live.points, last.points), "A14")


@MECHANISM.at_opening
def list_the_opening(w: World) -> None:
    """Where points circulate from the start, their live price is on the list."""
    for shown in ("listed", "replaced"):
        w.write(f"{shown}.yuan-in-pool", w.quote.yuan)
        w.write(f"{shown}.supply", w.quote.points)


@MECHANISM.amends("price as listed", "A14")
def listed(w: View, _price: Price) -> Price:
    """The price that members find on the list: the one put up last."""
    return Price(w.state["listed.yuan-in-pool"], w.state["listed.supply"])
