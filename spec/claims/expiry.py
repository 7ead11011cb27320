"""Claims about what expires. Source: published practice."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import View
from .claim import Check, Kind, Relation, claim, own


@claim(Kind.STEP, "P21", "P21.4", needs=("expiry",))
def expired_points_raise_the_price(before: View, after: View) -> Iterator[Check]:
    """Whenever points expire and others are left, the price of these rises."""
    gone = after.state["expired.number"] > before.state["expired.number"]
    yield Check(
        "the price quoted after the step, against before it",
        after.quote,
        before.quote,
        "yuan per point",
        Relation.MORE_THAN,
        before.numbers.both(gone, after.supply > 0, before.pool > 0),
    )


@claim(Kind.STEP, "P21", "P21.1", needs=("expiry",), per_member=True)
def nobody_loses_points_unpaid(before: View, after: View, name: str) -> Iterator[Check]:
    """Whoever loses points by their expiry is paid what they were quoted at, in that step.

    Otherwise it is not so that whoever has points can always cash them in.
    """
    lost = after.state[f"{name}.expired"] - before.state[f"{name}.expired"]
    yield Check(
        f"what {name} was paid as points expired, against what they were quoted at",
        own(after, name).yuan - own(before, name).yuan,
        before.worth(lost, before.quote),
        when=lost > 0,
    )


@claim(Kind.STATE, "P21", "P21.3", needs=("expiry",), per_member=True)
def purchases_last_the_term(w: View, name: str) -> Iterator[Check]:
    """What a purchase grants does not expire before all days of the term have passed since."""
    lasted = own(w, name).lasted
    yield Check(
        f"days from the last purchase of {name} to the expiry, against the term",
        lasted,
        w.parameters.expiry_days,
        "days",
        when=lasted > 0,
    )
