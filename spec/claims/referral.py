"""Claims about recommendations. Source: 000, 001 and 002, how to obtain equity, item 2."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import NEWCOMER, View
from ..numbers import Truth
from .claim import Check, Kind, Relation, claim, own, points


@claim(Kind.STEP, "C6", "M9", needs=("referral",))
def every_sale_pays_for_its_referral(before: View, after: View) -> Iterator[Check]:
    """No sale costs the platform cash, whatever it pays for a recommendation."""
    sold = after.state["sales.total"] > before.state["sales.total"]
    yield Check("the platform's own cash", after.treasury, before.treasury, when=sold)


@claim(Kind.TWO_TRACES, "M9", "A16", needs=("referral",), per_member=True, about=points)
def referred_buyers_keep_their_grant(w: View, name: str) -> Iterator[Check]:
    """A buyer whom a member brought gets as many points as one who came alone."""
    possible, plain, brought = _two_sales(w, name)
    yield Check(
        f"points of a buyer whom {name} brought, against those of one who came alone",
        own(brought, NEWCOMER).points,
        own(plain, NEWCOMER).points,
        "points",
        Relation.EQUAL,
        possible,
    )


@claim(Kind.TWO_TRACES, "M9", "A16", needs=("referral",), per_member=True, about=points)
def referrals_leave_the_price(w: View, name: str) -> Iterator[Check]:
    """After a sale the quoted price is the same whether or not a member brought the buyer."""
    possible, plain, brought = _two_sales(w, name)
    yield Check(
        f"the price after a sale that {name} brought, against the price after a plain one",
        brought.quote,
        plain.quote,
        "yuan per point",
        Relation.EQUAL,
        possible,
    )


def _two_sales(w: View, name: str) -> tuple[Truth, View, View]:
    """Whether a newcomer could buy alone and brought by a member, and what either would leave."""
    paid = w.parameters.order
    can_buy, plain = w.supposing("purchase", buyer=NEWCOMER, paid=paid)
    can_refer, brought = w.supposing("purchase_referred", buyer=NEWCOMER, referrer=name, paid=paid)
    return w.numbers.both(can_buy, can_refer), plain, brought
