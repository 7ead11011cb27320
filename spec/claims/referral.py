"""Claims about recommendations. Source: 000, 001 and 002, how to obtain equity, item 2."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import NEWCOMER, View
from .claim import Check, Kind, Relation, claim


@claim(Kind.STEP, "C6", "M9", needs=("referral",))
def every_sale_pays_for_its_referral(before: View, after: View) -> Iterator[Check]:
    """No sale costs the platform cash, whatever it pays for a recommendation."""
    sold = after.state["sales.total"] > before.state["sales.total"]
    yield Check("the platform's own cash", after.treasury, before.treasury, when=sold)


@claim(Kind.STATE, "M9", "A16", needs=("referral",))
def referred_buyers_keep_their_grant(w: View) -> Iterator[Check]:
    """A buyer whom a member brought keeps all the points that the purchase granted."""
    yield Check(
        "points that the buyer referred last was left with, against points granted",
        w.state["referral.kept"],
        w.state["referral.granted"],
        "points",
        relation=Relation.EQUAL,
    )


@claim(Kind.TWO_TRACES, "M9", "A16", needs=("referral",), per_member=True)
def referrals_leave_the_price(w: View, name: str) -> Iterator[Check]:
    """After a sale the quoted price is the same whether or not a member brought the buyer."""
    paid = w.parameters.order
    can_buy, plain = w.supposing("purchase", buyer=NEWCOMER, paid=paid)
    can_refer, brought = w.supposing("purchase_referred", buyer=NEWCOMER, referrer=name, paid=paid)
    yield Check(
        f"the price after a sale that {name} brought, against the price after a plain one",
        brought.quote,
        plain.quote,
        "yuan per point",
        Relation.EQUAL,
        w.numbers.both(can_buy, can_refer),
    )
