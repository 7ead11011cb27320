"""Claims about recruiting for a fee. Source: published practice."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import View
from ..numbers import Truth
from .claim import Check, Kind, Relation, claim, own


def _joined(w: View) -> Truth:
    """Somebody has joined."""
    return w.state["joined.number"] > 0


@claim(Kind.STATE, "P11", "P11.2", needs=("recruiting",), per_member=True)
def recruiters_get_their_fee_back(w: View, name: str) -> Iterator[Check]:
    """Whoever has brought as many members as pay for the fee has got the fee back."""
    t, member = w.parameters, own(w, name)
    yield Check(
        f"what {name} was paid for bringing members, against the fee",
        w.state[member.at("recruiting-pay")],
        t.joining_fee,
        when=t.recruiting_pay * member.recruits >= t.joining_fee,
    )


@claim(Kind.STATE, "P11", "P11.1", needs=("recruiting",), per_member=True)
def everybody_gets_their_fee_back(w: View, name: str) -> Iterator[Check]:
    """Everybody who has joined has been paid the fee back."""
    member = own(w, name)
    yield Check(
        f"what {name} was paid for bringing members, against the fee",
        w.state[member.at("recruiting-pay")],
        w.parameters.joining_fee,
        when=member.joined > 0,
    )


@claim(Kind.STATE, "P11", "P11.1", "P11.2", needs=("recruiting",), about=_joined)
def members_pay_more_than_recruiting_returns(w: View) -> Iterator[Check]:
    """All members together have paid more in fees than they were paid for bringing each other.

    As everybody is brought by one member at most, the pay is at most that for each who joined.
    """
    t, joined = w.parameters, w.state["joined.number"]
    yield Check(
        "fees of all who joined, against what all were paid for bringing members",
        t.joining_fee * joined,
        t.recruiting_pay * w.state["recruits.number"],
        relation=Relation.MORE_THAN,
        when=w.numbers.both(joined > 0, t.joining_fee > 0),
    )
