"""Claims about purchases that are given back. Source: published practice."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import View
from .claim import Check, Kind, Relation, claim
from .fairness import buying, gained


@claim(Kind.STEP, "P12", "P12.4", needs=("refund",))
def refunds_do_not_lower_the_price(before: View, after: View) -> Iterator[Check]:
    """Giving back a purchase never lowers the quoted price."""
    refunded = after.state["refunds.total"] > before.state["refunds.total"]
    what = "the price quoted after the refund, against before it"
    yield Check(what, after.quote, before.quote, "yuan per point", when=refunded)


@claim(Kind.TWO_TRACES, "P12", "P12.2", "P12.4", needs=("refund",), per_member=True)
def refund_undoes_the_purchase(w: View, name: str) -> Iterator[Check]:
    """A typical purchase that is given back at once leaves pool and points as they were."""
    can_buy, bought = buying(w, name)
    can_return, back = bought.supposing("refund", buyer=name)
    possible = w.numbers.both(can_buy, can_return)
    what = "after purchase and refund, against before them"
    yield Check(f"money in the pool {what}", back.pool, w.pool, "yuan", Relation.EQUAL, possible)
    yield Check(
        f"points in circulation {what}", back.supply, w.supply, "points", Relation.EQUAL, possible
    )


@claim(Kind.TWO_TRACES, "P12", "P12.2", needs=("refund",), per_member=True)
def refund_leaves_the_buyer_no_points(w: View, name: str) -> Iterator[Check]:
    """Who makes a typical purchase and gives it back at once holds no more points than before."""
    can_buy, bought = buying(w, name)
    can_return, back = bought.supposing("refund", buyer=name)
    yield Check(
        f"points that {name} has gained by a purchase that was given back",
        gained(back, w, name, "points"),
        0,
        "points",
        Relation.AT_MOST,
        w.numbers.both(can_buy, can_return),
    )
