"""Claims about equal treatment: two continuations of one state. Source: the reader's questions.

A typical order stands for any purchase, all of a member's points for any sale; the newcomer is
whoever else takes part.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..mechanisms.forced_exit import exit_price, quota_to_reach, sell_out
from ..model.world import NEWCOMER, Price, View, World
from ..numbers import Truth
from .claim import Check, Kind, Relation, claim, own

HALF = Fraction(1, 2)


def buying(w: View, buyer: str, share: Fraction | int = 1) -> tuple[Truth, World]:
    """Whether a member could buy a share of a typical order, and what that would leave."""
    return w.supposing("purchase", buyer=buyer, paid=share * w.parameters.order)


def selling(w: View, seller: str, share: Fraction | int = 1) -> tuple[Truth, World]:
    """Whether a member could sell a share of its points, and what that would leave."""
    return w.supposing("sell", seller=seller, points=share * own(w, seller).points)


def gained(after: View, before: View, name: str, entry: str = "yuan") -> object:
    """What a member has more of an entry in one state than in another."""
    return after.state[f"{name}.{entry}"] - before.state[f"{name}.{entry}"]


@claim(Kind.TWO_TRACES, "Q1", per_member=True)
def splitting_a_purchase_changes_nothing(w: View, name: str) -> Iterator[Check]:
    """Whoever makes a typical purchase in two halves is granted as many points as at once."""
    can_buy, whole = buying(w, name)
    can_start, first = buying(w, name, HALF)
    can_go_on, second = buying(first, name, HALF)
    yield Check(
        f"points granted to {name} for two halves, against those for the whole",
        gained(second, w, name, "points"),
        gained(whole, w, name, "points"),
        "points",
        Relation.EQUAL,
        w.numbers.both(can_buy, can_start, can_go_on),
    )


@claim(Kind.TWO_TRACES, "Q1", needs=("cash-exit",), per_member=True)
def splitting_a_sale_changes_nothing(w: View, name: str) -> Iterator[Check]:
    """Whoever sells its points in two halves is paid as much as for all at once."""
    can_sell, whole = selling(w, name)
    can_start, first = selling(w, name, HALF)
    can_go_on, second = selling(first, name)
    yield Check(
        f"what {name} gets for two halves, against the whole",
        gained(second, w, name),
        gained(whole, w, name),
        relation=Relation.EQUAL,
        when=w.numbers.both(can_sell, can_start, can_go_on),
    )


@claim(Kind.TWO_TRACES, "Q1", needs=("cash-exit",), per_member=True)
def order_of_arrival_changes_nothing(w: View, name: str) -> Iterator[Check]:
    """Whether a sale of points or another's typical purchase comes first changes nothing."""
    can_sell, sold = selling(w, name)
    can_buy_then, sold_first = buying(sold, NEWCOMER)
    can_buy, bought = buying(w, NEWCOMER)
    can_sell_then, bought_first = selling(bought, name)
    possible = w.numbers.both(can_sell, can_buy_then, can_buy, can_sell_then)
    yield Check(
        f"what {name} gets for its points after the purchase, against before it",
        gained(bought_first, w, name),
        gained(sold, w, name),
        relation=Relation.EQUAL,
        when=possible,
    )
    yield Check(
        "points the purchase is granted after the sale, against before it",
        own(sold_first, NEWCOMER).points,
        own(bought, NEWCOMER).points,
        "points",
        Relation.EQUAL,
        possible,
    )


@claim(Kind.TWO_TRACES, "Q3", needs=("cash-exit",), per_member=True)
def shown_value_is_paid(w: View, name: str) -> Iterator[Check]:
    """Whoever sells its points is paid at least their value at the price that is shown."""
    can_sell, sold = selling(w, name)
    quote = w.amended("price as displayed", w.quote)
    yield Check(
        f"what {name} gets for all points held, against their shown value",
        gained(sold, w, name),
        w.worth(own(w, name).points, quote),
        when=can_sell,
    )


@claim(Kind.TWO_TRACES, "Q4", per_member=True)
def early_and_late_buyers_get_the_same(w: View, name: str) -> Iterator[Check]:
    """Of two who make a typical purchase one after the other, both get as many points."""
    can_buy, early = buying(w, name)
    can_follow, late = buying(early, NEWCOMER)
    yield Check(
        f"points granted to the newcomer, against those granted to {name} just before",
        own(late, NEWCOMER).points,
        gained(early, w, name, "points"),
        "points",
        Relation.EQUAL,
        w.numbers.both(can_buy, can_follow),
    )


@claim(Kind.TWO_TRACES, "C16", "Q4")
def later_purchases_raise_earlier_points(w: View) -> Iterator[Check]:
    """Every further typical purchase makes a point that somebody holds worth more."""
    can_buy, bought = buying(w, NEWCOMER)
    yield Check(
        "the price after a purchase, against before it",
        bought.price,
        w.price,
        "yuan per point",
        Relation.MORE_THAN,
        w.numbers.both(w.points_held > 0, can_buy),
    )


@claim(Kind.TWO_TRACES, "Q5", "A18", needs=("forced-exit",), per_member=True)
def members_sold_out_on_one_day_get_one_price(w: View, name: str) -> Iterator[Check]:
    """Of two members who are sold out one after the other, the second gets the first one's price.

    The first is a newcomer after a typical purchase; whether the two are due is left open.
    """
    can_buy, bought = buying(w, NEWCOMER)
    first, second = own(bought, NEWCOMER), own(bought, name)
    one_gone = bought.fork()
    _sell_out(one_gone, NEWCOMER, bought)
    both_gone = one_gone.fork()
    _sell_out(both_gone, name, bought)
    yield Check(
        f"what {name} is paid for a point, against what the newcomer was paid",
        Price(gained(both_gone, bought, name), second.points),
        Price(gained(one_gone, bought, NEWCOMER), first.points),
        "yuan per point",
        Relation.EQUAL,
        w.numbers.both(can_buy, second.points > 0),
    )


@claim(Kind.TWO_TRACES, "Q9", "A18", needs=("forced-exit",), per_member=True)
def order_of_forced_exits_changes_nothing(w: View, name: str) -> Iterator[Check]:
    """Whoever is sold out gets as much after another member as before it, on the same day.

    The other is a newcomer after a typical purchase; whether the two are due is left open.
    """
    can_buy, bought = buying(w, NEWCOMER)
    alone, after_another = bought.fork(), bought.fork()
    _sell_out(alone, name, bought)
    _sell_out(after_another, NEWCOMER, bought)
    _sell_out(after_another, name, bought)
    yield Check(
        f"what {name} is paid after the newcomer, against before it",
        gained(after_another, bought, name),
        gained(alone, bought, name),
        relation=Relation.EQUAL,
        when=w.numbers.both(can_buy, own(bought, name).points > 0),
    )


@claim(Kind.TWO_TRACES, "Q9", "M8.1", needs=("forced-exit",), per_member=True)
def one_exit_does_not_bring_the_next(w: View, name: str) -> Iterator[Check]:
    """Nobody's points come to be worth its quota because another member's are sold out."""
    can_buy, bought = buying(w, NEWCOMER)
    left = bought.fork()
    _sell_out(left, NEWCOMER, bought)
    quota, points = quota_to_reach(w, own(w, name)), own(w, name).points
    yield Check(
        f"{name}'s quota, against the worth of {name}'s points",
        quota,
        w.worth(points, left.price),
        "yuan",
        Relation.MORE_THAN,
        w.numbers.both(can_buy, points > 0, quota * bought.supply > points * bought.pool),
    )


def _sell_out(w: World, name: str, morning: View) -> None:
    """Sell a member out on a day whose forced exits start from another state."""
    member = w.member(name)
    sell_out(w, member, member.points, exit_price(w, morning.price))
