"""Claims about the price and about leaving. Source: 000 and 001, properties 1 and 5."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.price_list import listed
from ..mechanisms.purchase import MintPrice, contribution_of, seen
from ..model.world import Price, Quotient, View
from .claim import Check, Kind, Relation, claim, own, points
from .fairness import gained, selling


@claim(Kind.STEP, "C1", about=points)
def price_never_falls(before: View, after: View) -> Iterator[Check]:
    """The quoted price never falls, whatever happens."""
    yield Check("the price quoted after the step", after.quote, before.quote, "yuan per point")


@claim(Kind.STATE, "C1", "X13", needs=("price-list",))
def listed_price_rises_every_day(w: View) -> Iterator[Check]:
    """Whenever a day with a sale closes, the price that is put up is above the one it replaces."""
    yield Check(
        "the price put up when the day closed, against the one before",
        listed(w, w.quote),
        Price(w.state["replaced.yuan-in-pool"], w.state["replaced.supply"]),
        "yuan per point",
        Relation.MORE_THAN,
        w.numbers.both(w.state["list.refreshed"] > 0, w.state["closed.sales"] > 0),
    )


@claim(Kind.STATE, "C2", about=points)
def pool_covers_every_point(w: View) -> Iterator[Check]:
    """The pool can buy back every circulating point at the quoted price.

    That price is the pool divided by the points, so what is quoted is always there.
    """
    yield Check("money in the pool", w.pool, 0)
    yield Check(
        "money in the pool, against the quoted value of all points",
        w.pool,
        Quotient(w.quote.yuan * w.supply, w.quote.points),
    )


@claim(Kind.TWO_TRACES, "C2", "M2.1", "M2.3", needs=("cash-exit",), per_member=True)
def everybody_can_leave_at_the_shown_price(w: View, name: str) -> Iterator[Check]:
    """Everybody can leave, one after the other, and is paid at least the price shown to them.

    The exit fee is taken off, as announced. Whoever leaves is paid that price, and a sale never
    lowers the price that is shown to those who stay; so it holds for any number of members who
    leave, in any order, and the pool runs short for none of them.
    """
    points, fee = own(w, name).points, w.parameters.exit_fee
    can_sell, sold = selling(w, name)
    shown, shown_then = (_shown(each) for each in (w, sold))
    yield Check(
        f"what {name} gets for all points held, against their shown value less the fee",
        w.numbers.choose(can_sell, gained(sold, w, name), 0),
        w.worth((1 - fee) * points, shown),
        when=points > 0,
    )
    yield Check(
        f"the price shown once {name} has left, against the price shown before",
        shown_then,
        shown,
        "yuan per point",
        when=w.numbers.both(can_sell, sold.supply > 0),
    )


def _shown(w: View) -> Price:
    """The live price as members are shown it."""
    shown: Price = w.amended("price as displayed", w.price)
    return shown


@claim(Kind.STATE, "C16", "M1.2", per_member=True)
def grant_is_worth_its_reward(w: View, name: str) -> Iterator[Check]:
    """The points that a purchase grants are worth the reward share of its contribution.

    They are valued at the price at which the reading counts them. The buyer is any
    member who makes a typical purchase while points circulate.
    """
    t = w.parameters
    possible, after = w.supposing("purchase", buyer=name, paid=t.order)
    granted = own(after, name).points - own(w, name).points
    price = seen(w, after.price if w.readings.mint_price is MintPrice.AFTER else w.price)
    yield Check(
        "worth of the points granted, against the reward share of the contribution",
        w.worth(granted, price),
        t.reward * contribution_of(w, t.order),
        relation=Relation.EQUAL,
        when=w.numbers.both(w.supply > 0, possible),
    )


@claim(Kind.POSSIBLE, "C3", needs=("cash-exit",), per_member=True)
def holders_can_cash_out(w: View, name: str) -> Iterator[Check]:
    """Every holder can sell all their points at once and is paid something for them.

    Points that are worth less than the smallest coin after the fee are left out.
    """
    member, coin = own(w, name), w.amended("smallest coin", 0)
    holds = member.points > 0
    if not isinstance(coin, int):  # without coins any amount can be paid
        worth = (1 - w.parameters.exit_fee) * member.points * w.pool
        holds = w.numbers.both(holds, worth >= coin * w.supply)
    allowed, after = w.supposing("sell", seller=name, points=member.points)
    received = own(after, name).yuan - member.yuan
    yield Check(
        f"what {name} gets for all its points",
        w.numbers.choose(allowed, received, 0),
        0,
        relation=Relation.MORE_THAN,
        when=holds,
    )


@claim(Kind.POSSIBLE, "Q6", needs=("cash-exit",), per_member=True)
def pool_money_can_leave(w: View, name: str) -> Iterator[Check]:
    """While there is money in the pool, somebody holds points or a new buyer can be granted some.

    Only points give access to pool money; that holders can sell them is a claim of its own. The
    new buyer is any member who makes a typical purchase.
    """
    can_buy, bought = w.supposing("purchase", buyer=name, paid=w.parameters.order)
    granted = own(bought, name).points > 0
    yield Check(
        "pool money that nobody can draw on",
        w.numbers.choose(w.numbers.both(can_buy, granted), 0, w.pool),
        0,
        relation=Relation.AT_MOST,
        when=w.numbers.both(w.pool > 0, w.points_held <= 0),
    )
