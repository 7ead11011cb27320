"""Claims about members who stand above each other. Source: published practice."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.levels import all_rates
from ..model.world import View
from ..numbers import Truth
from .claim import Check, Kind, Relation, claim, own


@claim(Kind.STATE, "P16", "P16.1", needs=("line",), per_member=True)
def lines_go_up_to_earlier_members(w: View, name: str) -> Iterator[Check]:
    """Whoever brought a member joined before them, so that every line ends with a first member."""
    member = own(w, name)
    yield Check(
        f"number of {name} in the order of joining, against that of whoever is above",
        w.state[member.at("line-number")],
        w.state[member.at("line-above")],
        "members",
        Relation.MORE_THAN,
        w.state[member.at("line-above")] > 0,
    )


@claim(Kind.STATE, "P16", "P16.3", needs=("line",), per_member=True)
def everybody_brings_two(w: View, name: str) -> Iterator[Check]:
    """Everybody who has joined has brought two others."""
    member = own(w, name)
    yield Check(
        f"members whom {name} has brought", member.recruits, 2, "members", when=member.joined > 0
    )


@claim(Kind.STATE, "P17", "P17.1", needs=("levels",), per_member=True)
def level_pay_stays_within_the_stated_rates(w: View, name: str) -> Iterator[Check]:
    """However long the line, levels are paid no more for a purchase than its stated rates."""
    buyer = own(w, name)
    paid = w.state[buyer.at("going-up")]
    yield Check(
        f"what the stated rates are of the last purchase of {name}, against what levels were paid",
        all_rates(w) * paid,
        w.state[buyer.at("levels-paid")],
        when=paid > 0,
    )


@claim(Kind.STEP, "P17", "P17.2", needs=("levels",), per_member=True)
def everybody_above_is_paid(before: View, after: View, name: str) -> Iterator[Check]:
    """Whenever a purchase goes up the line to a member, the member is paid for it."""
    yield Check(
        f"what {name} was paid for levels, after the step and before",
        after.state[f"{name}.level-pay"],
        before.state[f"{name}.level-pay"],
        relation=Relation.MORE_THAN,
        when=_reached(before, after, name),
    )


def _reached(before: View, after: View, name: str) -> Truth:
    """A purchase of somebody below has gone up to the member."""
    return after.state[f"{name}.turnover"] > before.state[f"{name}.turnover"]
