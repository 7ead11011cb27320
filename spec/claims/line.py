"""Claims about members who stand above each other. Source: published practice."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.level_difference import rank_rate, top_rate
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


@claim(Kind.STATE, "P18", "P18.2", needs=("level-difference",), per_member=True)
def differences_stay_within_the_top_rate(w: View, name: str) -> Iterator[Check]:
    """However many ranks are above, they are paid no more for a purchase than the top rate."""
    buyer = own(w, name)
    paid = w.state[buyer.at("going-up")]
    entries = ("differences-paid", "equal-ranks-paid")
    yield Check(
        f"what the top rate is of the last purchase of {name}, against what ranks were paid",
        top_rate(w) * paid,
        sum(w.state[buyer.at(entry)] for entry in entries),
        when=paid > 0,
    )


@claim(Kind.STEP, "P18", "P18.2", needs=("level-difference",), per_member=True)
def every_rank_above_is_paid(before: View, after: View, name: str) -> Iterator[Check]:
    """Whenever a purchase goes up the line to a member with a rank, the member is paid for it."""
    ranked = rank_rate(after, own(after, name)) > 0
    yield Check(
        f"what {name} was paid for the rank, after the step and before",
        after.state[f"{name}.difference-pay"],
        before.state[f"{name}.difference-pay"],
        relation=Relation.MORE_THAN,
        when=before.numbers.both(_reached(before, after, name), ranked),
    )


@claim(Kind.STATE, "P19", "P19.2", needs=("pairing",), per_member=True)
def pairs_pay_on_half_of_the_turnover_at_most(w: View, name: str) -> Iterator[Check]:
    """Nobody is paid for pairs more than the rate of half of what members below have bought."""
    member = own(w, name)
    yield Check(
        f"the rate of half of the purchases below {name}, against the pay for pairs",
        w.parameters.pairing_rate * member.turnover,
        2 * w.state[member.at("pair-pay")],
        when=member.turnover > 0,
    )


@claim(Kind.STATE, "P19", "P19.3", needs=("pairing",), per_member=True)
def unpaired_turnover_is_kept(w: View, name: str) -> Iterator[Check]:
    """Whatever members below have bought was paired for a member or still can be."""
    member = own(w, name)
    legs = w.state[member.at("first-leg")] + w.state[member.at("second-leg")]
    yield Check(
        f"what is in both legs of {name} and was paired, against all purchases below",
        legs + 2 * member.paired,
        member.turnover,
        when=member.turnover > 0,
    )
