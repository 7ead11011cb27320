"""Claims about old members. Source: 001 use case 2; 003 section 5, old members."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import View
from ..numbers import Yuan
from .claim import Check, Kind, claim, own


@claim(Kind.STATE, "C15", "M14.3", needs=("migration", "cash-exit"), per_member=True)
def old_members_are_made_whole(w: View, name: str) -> Iterator[Check]:
    """Once a member's whole old debt has become points, they can leave with at least as much money.

    What counts is the money they got for points sold, and what they would get for all points
    they still hold, those they bought included.
    """
    member = own(w, name)
    allowed, after = w.supposing("sell", seller=name, points=member.points)
    proceeds = w.numbers.choose(allowed, own(after, name).proceeds, member.proceeds)
    yield Check(
        f"what {name} can get for its points in all, against its old debt",
        proceeds,
        member.released,
        when=w.numbers.both(member.released > 0, member.debt <= 0),
    )


@claim(Kind.STATE, "C15", "M14.3", needs=("migration",), per_member=True)
def released_points_keep_their_value(w: View, name: str) -> Iterator[Check]:
    """On paper, the points granted for an old debt are never worth less than the debt.

    Their worth on paper is their number times the quoted price.
    """
    member = own(w, name)
    yield Check(
        f"quoted value of the points granted to {name}, against the old debt",
        w.worth(getattr(member, "released-points"), w.quote),
        member.released,
    )


@claim(Kind.STATE, "C15", "M14.2", needs=("migration",))
def releases_stay_within_the_debt(w: View) -> Iterator[Check]:
    """No more is ever released than old members were owed at the opening."""
    yield Check(
        "old debts at the opening, against what was released of them",
        opening_debt(w),
        w.total(lambda member: member.released),
    )


def opening_debt(w: View) -> Yuan:
    """What all old members together were owed at the opening."""
    return sum((v for key, v in w.scheme.opening.items() if key.endswith(".debt")), 0)
