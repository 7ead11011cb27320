"""Claims about old members. Source: 001 use case 2; 003 section 5, old members."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import View
from ..numbers import Truth, Yuan
from .claim import Check, Kind, claim, own


def _released(w: View) -> Truth:
    """Part of an old debt has been released."""
    return w.total(lambda member: member.released) > 0


@claim(Kind.STATE, "C15", "M14.3", needs=("migration", "cash-exit"), per_member=True)
def old_members_are_made_whole(w: View, name: str) -> Iterator[Check]:
    """When an old member's points are worth their old debt, they can leave with as much money.

    That moment comes once the whole debt has become points, and these, at the live price, are
    worth the debt. Points that the member bought, and what they got for points sold, count too.
    """
    member = own(w, name)
    worth = member.points * w.pool + member.proceeds * w.supply >= member.released * w.supply
    released = w.numbers.both(member.released > 0, member.debt <= 0, member.points > 0)
    allowed, after = w.supposing("sell", seller=name, points=member.points)
    proceeds = w.numbers.choose(allowed, own(after, name).proceeds, member.proceeds)
    yield Check(
        f"what {name} can get for its points in all, against its old debt",
        proceeds,
        member.released,
        when=w.numbers.both(released, worth),
    )


@claim(Kind.STATE, "C15", "M14.3", needs=("migration",), per_member=True, about=_released)
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


@claim(Kind.STATE, "C15", "M14.2", needs=("migration",), about=_released)
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
