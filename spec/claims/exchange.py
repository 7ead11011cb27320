"""Claims about trade between members. Source: 001 section 2, title; 000 summary, property 1."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.exchange import market_price
from ..model.world import Price, Quotient, View
from ..numbers import Truth
from .claim import Check, Kind, Relation, claim, own, points


@claim(Kind.STATE, "C11", "X3", needs=("exchange",))
def points_are_not_traded(w: View) -> Iterator[Check]:
    """No points ever change hands for money on a secondary market."""
    traded = w.state["exchange.traded"]
    yield Check("points ever traded", traded, 0, "points", Relation.AT_MOST)


@claim(Kind.STEP, "C1", "M12.2", needs=("exchange",))
def market_price_never_falls(before: View, after: View) -> Iterator[Check]:
    """No trade is made at a lower price than the trade before it."""
    yield Check(
        "the market price after the step, against before it",
        market_price(after),
        market_price(before),
        "yuan per point",
        when=before.state["market.size"] > 0,
    )


@claim(Kind.STEP, "X12", needs=("exchange",))
def market_sets_the_quoted_price(before: View, after: View) -> Iterator[Check]:
    """After a trade the quoted price is the price that was paid."""
    what = "the price quoted after a trade, against the market price"
    yield _same(what, after.quote, market_price(after), _traded(before, after))


@claim(Kind.STEP, "X12", "M12.2", needs=("exchange",))
def trades_leave_the_quoted_price(before: View, after: View) -> Iterator[Check]:
    """A trade leaves the quoted price as it was."""
    what = "the price quoted after a trade, against before it"
    yield _same(what, after.quote, before.quote, _traded(before, after))


@claim(Kind.STATE, "C2", "M12.4", needs=("exchange",), about=points)
def pool_covers_the_market_value(w: View) -> Iterator[Check]:
    """The pool can buy back every circulating point at the market price."""
    market = market_price(w)
    yield Check(
        "money in the pool, against the worth of all points at the market price",
        w.pool,
        Quotient(market.yuan * w.supply, market.points),
    )


@claim(Kind.STATE, "X12", "M12.2", needs=("exchange", "cash-exit"))
def market_is_not_below_the_pool(w: View) -> Iterator[Check]:
    """While points circulate, the market price is at least what the pool pays for a point."""
    kept = 1 - w.parameters.exit_fee
    yield Check(
        "the market price, against the live price less the exit fee",
        market_price(w),
        Price(kept * w.pool, w.supply),
        "yuan per point",
        when=w.supply > 0,
    )


@claim(Kind.STATE, "C3", "M12.1", needs=("exchange", "cash-exit"), per_member=True)
def holders_need_not_trade_below_the_quote(w: View, name: str) -> Iterator[Check]:
    """A holder can sell all their points to the pool for their quoted value less the exit fee."""
    member = own(w, name)
    allowed, after = w.supposing("sell", seller=name, points=member.points)
    received = w.numbers.choose(allowed, own(after, name).yuan - member.yuan, 0)
    yield Check(
        f"what {name} gets for all points held, against their quoted value less the fee",
        received,
        w.worth((1 - w.parameters.exit_fee) * member.points, w.quote),
        when=member.points > 0,
    )


def _traded(before: View, after: View) -> Truth:
    return after.state["exchange.traded"] > before.state["exchange.traded"]


def _same(what: str, left: Price, right: Price, when: Truth) -> Check:
    """Two prices are equal."""
    return Check(what, left, right, "yuan per point", Relation.EQUAL, when)
