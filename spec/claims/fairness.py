"""Claims about equal treatment. Source: the reader's questions; 000 and 001, property 5.

Most compare two ways for a state to go on. A purchase is then a typical order, a sale is a sale of
all of a member's points unless a part is named, and the newcomer is the other member who takes
part. Events count only where the rules allow them.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..mechanisms.forced_exit import forced_exit_fee, price_of_the_exits
from ..model.world import NEWCOMER, Price, View, World
from ..numbers import Amount, Points, Truth, Yuan
from .claim import Check, Kind, Relation, claim, own, points

HALF = Fraction(1, 2)


def buying(w: View, buyer: str, share: Fraction | int = 1) -> tuple[Truth, World]:
    """Whether a member could buy a share of a typical order, and what that would leave."""
    return w.supposing("purchase", buyer=buyer, paid=share * w.parameters.order)


def selling(w: View, seller: str, share: Fraction | int = 1) -> tuple[Truth, World]:
    """Whether a member could sell a share of their points, and what that would leave."""
    return w.supposing("sell", seller=seller, points=share * own(w, seller).points)


def gained(after: View, before: View, name: str, entry: str = "yuan") -> Amount:
    """By how much one of a member's balances is higher in one state than in another."""
    return after.state[f"{name}.{entry}"] - before.state[f"{name}.{entry}"]


@claim(Kind.TWO_TRACES, "Q1", per_member=True, about=points)
def splitting_a_purchase_changes_nothing(w: View, name: str) -> Iterator[Check]:
    """A typical purchase made in two halves is granted as many points as one made at once."""
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
    """A member who sells their points in two halves is paid as much as for all of them at once."""
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
    """It makes no difference whether a member's sale or another's typical purchase comes first.

    The seller gets the same money and the buyer the same points either way.
    """
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
    """A member who sells all their points is paid at least the points' value at the shown price."""
    can_sell, sold = selling(w, name)
    quote = w.amended("price as displayed", w.quote)
    yield Check(
        f"what {name} gets for all points held, against their shown value",
        gained(sold, w, name),
        w.worth(own(w, name).points, quote),
        when=can_sell,
    )


@claim(Kind.TWO_TRACES, "Q4", per_member=True, about=points)
def early_and_late_buyers_get_the_same(w: View, name: str) -> Iterator[Check]:
    """Two members who make a typical purchase one after the other get equally many points."""
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
    """Every further typical purchase raises the value of the points that members hold.

    A purchase that somebody is rewarded for is left out.
    """
    can_buy, bought = buying(w, NEWCOMER)
    yield Check(
        "the price after a purchase, against before it",
        bought.price,
        w.price,
        "yuan per point",
        Relation.MORE_THAN,
        w.numbers.both(w.points_held > 0, can_buy),
    )


@claim(Kind.STEP, "Q5", "Q9", "A18", needs=("forced-exit",), per_member=True)
def members_sold_out_on_one_day_get_one_price(
    before: View, after: View, name: str
) -> Iterator[Check]:
    """Whoever is forced out on a day is paid the price at which that day's forced exits start.

    The exit fee is taken off. So it makes no difference in which order members are forced out.
    """
    sold, paid = _forced(before, after, name)
    start = price_of_the_exits(after)
    yield Check(
        f"what {name} is paid for a point, against the price at the start, less the fee",
        Price(paid, sold),
        Price((1 - forced_exit_fee(after)) * start.yuan, start.points),
        "yuan per point",
        Relation.EQUAL,
        sold > 0,
    )


@claim(Kind.STEP, "Q9", "M8.1", needs=("forced-exit",), per_member=True)
def one_exit_does_not_bring_the_next(before: View, after: View, name: str) -> Iterator[Check]:
    """Nobody is forced out whose points were worth less than their quota before the first exit.

    The first exit is the first one of the day.
    """
    sold, _paid = _forced(before, after, name)
    yield Check(
        f"worth of {name}'s points before the first forced exit of the day, against the quota",
        after.worth(sold, price_of_the_exits(after)),
        after.state[f"{name}.quota-reached"],
        when=sold > 0,
    )


@claim(Kind.STEP, "C7", "M8.1", "A23", needs=("forced-exit",), per_member=True)
def forced_exit_completes_the_quota(before: View, after: View, name: str) -> Iterator[Check]:
    """Whoever is forced out has been paid at least their whole quota by then.

    All dividends and everything they were paid for points count as payments.
    """
    sold, _paid = _forced(before, after, name)
    member = own(after, name)
    yield Check(
        f"what {name} was paid in dividends and for points, against the quota granted",
        member.dividends + member.proceeds,
        member.granted,
        when=sold > 0,
    )


def _forced(before: View, after: View, name: str) -> tuple[Points, Yuan]:
    """How many points of a member were sold by force in a step, and what was paid for them."""
    sold, paid = gained(after, before, name, "forced"), gained(after, before, name, "proceeds")
    return sold, paid
