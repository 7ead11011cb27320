"""Claims about a purchase of any amount, where others speak of a typical one.

They are no claims of the shipped documents, which speak of a typical purchase; a scheme of one's
own asks them by `--rules any-amount`. The amount is what a member pays in a step, so it may be any;
what is compared with it starts from the state before that step. Source: the reader's questions.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import View, World
from ..numbers import Truth, Yuan
from .claim import Check, Kind, Relation, claim, own
from .fairness import HALF, gained


@claim(Kind.STEP, "Q2", needs=("purchase", "cash-exit"), per_member=True)
def any_purchase_sold_at_once_gains_nothing(
    before: View, after: View, name: str
) -> Iterator[Check]:
    """The points of a purchase of any amount, sold at once, fetch no more than it cost.

    The buyer keeps the points that they held before.
    """
    paid = _paid(before, after, name)
    can_buy, bought = _buying(before, name, paid)
    can_sell, sold = bought.supposing(
        "sell", seller=name, points=gained(bought, before, name, "points")
    )
    yield Check(
        f"what the purchase cost {name}, against what its points fetch",
        paid,
        gained(sold, bought, name),
        when=before.numbers.both(paid > 0, can_buy, can_sell),
        scale=bought.supply,
    )


@claim(Kind.STEP, "Q2", needs=("purchase", "cash-exit"), per_member=True)
def any_sale_bought_back_gains_no_points(before: View, after: View, name: str) -> Iterator[Check]:
    """Who buys again for all that a sale of any size brought holds no more points than before.

    Others still hold points; where none circulate, they start again at a price of their own.
    """
    received = -_paid(before, after, name)
    given = own(before, name).points - own(after, name).points
    can_buy, bought = _buying(after, name, received)
    yield Check(
        f"points of {name} before the sale, against those after buying for its proceeds",
        own(before, name).points,
        own(bought, name).points,
        "points",
        when=before.numbers.both(received > 0, given > 0, after.supply > 0, can_buy),
    )


@claim(Kind.STEP, "Q8", needs=("purchase",), per_member=True)
def any_purchase_is_granted_points(before: View, after: View, name: str) -> Iterator[Check]:
    """A purchase of any amount is granted some points."""
    paid = _paid(before, after, name)
    can_buy, bought = _buying(before, name, paid)
    yield Check(
        f"points that {name} is granted",
        gained(bought, before, name, "points"),
        0,
        "points",
        Relation.MORE_THAN,
        before.numbers.both(paid > 0, can_buy),
    )


@claim(Kind.STEP, "Q1", needs=("purchase",), per_member=True)
def splitting_any_purchase_gains_no_points(before: View, after: View, name: str) -> Iterator[Check]:
    """A purchase of any amount made in two halves is granted no more points than one at once."""
    paid = _paid(before, after, name)
    can_buy, whole = _buying(before, name, paid)
    can_start, first = _buying(before, name, HALF * paid)
    can_go_on, second = _buying(first, name, HALF * paid)
    yield Check(
        f"points granted to {name} at once, against those for two halves",
        gained(whole, before, name, "points"),
        gained(second, before, name, "points"),
        "points",
        when=before.numbers.both(paid > 0, can_buy, can_start, can_go_on),
    )


def _paid(before: View, after: View, name: str) -> Yuan:
    """What a member pays in a step; below 0 where they are paid."""
    return own(before, name).yuan - own(after, name).yuan


def _buying(w: View, name: str, paid: Yuan) -> tuple[Truth, World]:
    """Whether a member could buy for so much, and what that would leave."""
    return w.supposing("purchase", buyer=name, paid=paid)
