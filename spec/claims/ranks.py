"""Claims about prizes and partners. Source: 001 section 8; 002 section 3."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.purchase import kept
from ..model.world import View
from ..numbers import Truth
from .claim import Check, Kind, Relation, claim, own


def _partners(w: View) -> Truth:
    """Somebody is a partner."""
    return w.total(lambda member: member.partner) > 0


def _prizes(w: View) -> Truth:
    """A prize has been paid."""
    return w.total(lambda member: member.prizes) > 0


@claim(Kind.STEP, "M18", "M18.2", needs=("ranks",), per_member=True, about=_partners)
def partners_stay_partners(before: View, after: View, name: str) -> Iterator[Check]:
    """A partner stays a partner."""
    now, earlier = own(after, name).partner, own(before, name).partner
    yield Check(f"whether {name} is a partner, after the step and before", now, earlier, "0 or 1")


@claim(Kind.STATE, "M18", "M18.2", needs=("ranks",), per_member=True)
def large_holders_are_partners(w: View, name: str) -> Iterator[Check]:
    """Every member who holds enough points is a partner."""
    member = own(w, name)
    reached = member.points >= w.parameters.partner_threshold
    yield Check(f"whether {name} is a partner", member.partner, 1, "0 or 1", when=reached)


@claim(Kind.STATE, "M18", "M18.2", needs=("ranks",), per_member=True)
def partners_are_large_holders(w: View, name: str) -> Iterator[Check]:
    """Every partner holds enough points to be one."""
    member = own(w, name)
    yield Check(
        f"points of {name}, who is a partner",
        member.points,
        w.parameters.partner_threshold,
        "points",
        when=member.partner > 0,
    )


@claim(Kind.STEP, "M18", "M18.1", needs=("ranks",), per_member=True)
def prizes_go_to_the_largest(before: View, after: View, name: str) -> Iterator[Check]:
    """Prizes go only to the largest holders of points, and to each of them only once."""
    member, won = own(before, name), own(after, name).prizes > own(before, name).prizes
    ahead = before.total(lambda each: before.numbers.choose(each.points > member.points, 1, 0))
    more, none = Relation.MORE_THAN, Relation.AT_MOST
    places = before.parameters.prize_places
    yield Check(f"places, against members ahead of {name}", places, ahead, "members", more, won)
    yield Check(f"points of {name}, who wins a prize", member.points, 0, "points", more, won)
    yield Check(f"prizes that {name} won before", member.prizes, 0, "yuan", none, won)


@claim(Kind.STATE, "M18", "M18.1", needs=("ranks",), per_member=True)
def winners_hold_points(w: View, name: str) -> Iterator[Check]:
    """A member who won a prize for their points still holds some."""
    member = own(w, name)
    yield Check(
        f"points of {name}, who has won a prize",
        member.points,
        0,
        "points",
        relation=Relation.MORE_THAN,
        when=member.prizes > 0,
    )


@claim(Kind.STATE, "C6", "M18.1", needs=("ranks",), about=_prizes)
def prizes_are_within_what_sales_left(w: View) -> Iterator[Check]:
    """All prizes together cost no more than what sales have left the platform.

    A sale leaves the margin less the contribution to the pool.
    """
    yield Check(
        "what sales left, against all prizes",
        kept(w, w.state["sales.total"]),
        w.total(lambda member: member.prizes),
    )
