"""Claims about fees on leaving and on transfers. Source: published practice."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import View
from .claim import Check, Kind, Relation, claim

QUOTED = "the price quoted after the step, against before it"


@claim(Kind.STEP, "P7", "P7.1", needs=("platform-fee", "cash-exit"))
def exits_raise_the_price(before: View, after: View) -> Iterator[Check]:
    """Whenever points leave circulation and others are left, the price of the others rises."""
    left = before.numbers.both(after.supply < before.supply, after.supply > 0)
    yield Check(QUOTED, after.quote, before.quote, "yuan per point", Relation.MORE_THAN, left)


@claim(Kind.STEP, "P8", "P8.2", needs=("transfer",))
def transfer_fees_raise_the_price(before: View, after: View) -> Iterator[Check]:
    """Whenever points are sent, the fee raises the price of all points that are left."""
    sent = _sent(before, after)
    yield Check(QUOTED, after.quote, before.quote, "yuan per point", Relation.MORE_THAN, sent)


@claim(Kind.STEP, "P8", "P8.1", needs=("transfer",))
def transfers_keep_members_points(before: View, after: View) -> Iterator[Check]:
    """A transfer leaves members together as many points as before."""
    yield Check(
        "points in members' hands after the transfer, against before it",
        after.points_held,
        before.points_held,
        "points",
        Relation.EQUAL,
        _sent(before, after),
    )


def _sent(before: View, after: View) -> object:
    """Points were sent, and some are left."""
    sent = after.state["transferred.number"] > before.state["transferred.number"]
    return before.numbers.both(sent, after.supply > 0)
