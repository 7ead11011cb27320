"""Claims about the share grant. Source: 001 section 5, item 1; 002 section 2, item 1."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.share_grant import shares_per_step
from ..model.world import Quotient, View
from .claim import Check, Kind, Relation, claim, own


@claim(Kind.STATE, "M17", needs=("share-grant",), per_member=True)
def full_steps_earn_their_shares(w: View, name: str) -> Iterator[Check]:
    """A member who spends the amount of one full step is granted the stated number of shares."""
    possible, after = w.supposing("purchase", buyer=name, paid=w.parameters.share_step)
    yield Check(
        f"shares granted to {name}",
        own(after, name).points - own(w, name).points,
        shares_per_step(w),
        "points",
        relation=Relation.EQUAL,
        when=possible,
    )


@claim(Kind.STEP, "M17", "A17", needs=("share-grant",))
def all_spending_earns_shares(before: View, after: View) -> Iterator[Check]:
    """Every purchase earns at least as many shares per yuan as a full step does."""
    yield _earned(before, after, Relation.AT_LEAST)


@claim(Kind.STEP, "M17", "A17", needs=("share-grant",))
def no_spending_earns_more_shares(before: View, after: View) -> Iterator[Check]:
    """No purchase earns more shares per yuan than a full step does."""
    yield _earned(before, after, Relation.AT_MOST)


def _earned(before: View, after: View, relation: Relation) -> Check:
    """The shares per yuan that a purchase earns, against those of a full step."""
    paid = after.state["sales.total"] - before.state["sales.total"]
    return Check(
        "shares for each yuan paid, against those for each yuan of a full step",
        Quotient(after.supply - before.supply, paid),
        Quotient(shares_per_step(after), after.parameters.share_step),
        "points per yuan",
        relation=relation,
        when=paid > 0,
    )
