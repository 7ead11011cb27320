"""Claims about money and points that enter or leave without a sale. Source: published practice."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import View
from ..numbers import Truth
from .claim import Check, Kind, Relation, claim, own

QUOTED = "the price quoted after the step, against before it"


def _grew(record: str, before: View, after: View) -> Truth:
    """Whether a record has grown in a step."""
    return after.state[record] > before.state[record]


@claim(Kind.STEP, "P1", "P1.1", needs=("gift",))
def gifts_raise_the_price(before: View, after: View) -> Iterator[Check]:
    """Money that enters the pool without a sale raises the price of the points that circulate."""
    given = before.numbers.both(_grew("gifts.total", before, after), before.supply > 0)
    yield Check(QUOTED, after.quote, before.quote, "yuan per point", Relation.MORE_THAN, given)


@claim(Kind.STEP, "P2", "P2.1", needs=("scheduled-burn",))
def scheduled_burns_raise_the_price(before: View, after: View) -> Iterator[Check]:
    """Every day on which points are destroyed by schedule ends with a higher price.

    Where all points are destroyed nothing is left that has a price.
    """
    burned = before.numbers.both(
        _grew("burned.number", before, after), before.supply > 0, after.supply > 0
    )
    yield Check(QUOTED, after.quote, before.quote, "yuan per point", Relation.MORE_THAN, burned)


@claim(Kind.STEP, "P2", "P2.2", needs=("scheduled-burn",), per_member=True)
def scheduled_burns_enrich_holders(before: View, after: View, name: str) -> Iterator[Check]:
    """What a member holds is worth more at the quoted price once points were destroyed by schedule.

    Where all points are destroyed nothing is left that has a price.
    """
    held = own(before, name).points
    burned = before.numbers.both(_grew("burned.number", before, after), held > 0, after.supply > 0)
    yield Check(
        f"what {name} holds is worth at the quoted price, after the day closed and before",
        after.worth(own(after, name).points, after.quote),
        before.worth(held, before.quote),
        relation=Relation.MORE_THAN,
        when=burned,
    )


@claim(Kind.STEP, "P3", "P3.1", needs=("company-purchase",))
def company_purchases_raise_the_price(before: View, after: View) -> Iterator[Check]:
    """When the company buys points with its own cash, the price of those that are left rises."""
    bought = before.numbers.both(_grew("company.paid", before, after), after.supply > 0)
    yield Check(QUOTED, after.quote, before.quote, "yuan per point", Relation.MORE_THAN, bought)


@claim(Kind.STEP, "P4", "P4.1", needs=("free-points",))
def free_points_leave_the_price(before: View, after: View) -> Iterator[Check]:
    """Points that are given for nothing leave the quoted price as it was."""
    given = _grew("given.number", before, after)
    yield Check(QUOTED, after.quote, before.quote, "yuan per point", Relation.EQUAL, given)


@claim(Kind.STATE, "P22", "P22.3", needs=("daily-grant",))
def points_of_the_day_are_all_given(w: View) -> Iterator[Check]:
    """Members together have got all the points that were shared out by days, and no more."""
    number = w.state["day-grants.number"]
    yield Check(
        "points that members got of those shared out, against all of these",
        w.total(lambda member: getattr(member, "day-grants")),
        number,
        "points",
        Relation.EQUAL,
        number > 0,
    )


@claim(Kind.STEP, "P22", "P22.3", needs=("daily-grant",), per_member=True)
def every_day_brings_every_holder_points(before: View, after: View, name: str) -> Iterator[Check]:
    """On a day on which points are shared out, whoever holds points gets some."""
    given = after.state["day-grants.number"] > before.state["day-grants.number"]
    yield Check(
        f"points of the day that {name} has got, after the step and before",
        after.state[f"{name}.day-grants"],
        before.state[f"{name}.day-grants"],
        "points",
        Relation.MORE_THAN,
        before.numbers.both(given, own(before, name).points > 0),
    )
