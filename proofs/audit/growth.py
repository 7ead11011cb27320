"""Figures of the growth example: the wine shop's own rules, run on exact fractions.

Clauses: N1, N2, N3.
"""

from __future__ import annotations

from fractions import Fraction

from neverfalls.spec.numbers.decimals import decimal

from ..algebra.growth_example import FirstMember, first_member, quoted_price, replay
from .judging import AuditFailed
from .outcome import PLAIN, Given, Outcome, Schemes


def price_after(schemes: Schemes, given: Given) -> Outcome:
    """The quoted price after a number of equal sales, in yuan per point."""
    sales = int(given["sales"])
    price = quoted_price(replay(schemes.wine_shop, sales))
    return Outcome({PLAIN: price}, f"{_sold(schemes, sales)}; then pool over points")


def points_after(schemes: Schemes, given: Given) -> Outcome:
    """The points in circulation after a number of equal sales."""
    sales = int(given["sales"])
    return Outcome(
        {PLAIN: Fraction(replay(schemes.wine_shop, sales).supply)}, _sold(schemes, sales)
    )


def pool_after(schemes: Schemes, given: Given) -> Outcome:
    """The money in the pool after a number of equal sales, in yuan."""
    sales = int(given["sales"])
    return Outcome({PLAIN: Fraction(replay(schemes.wine_shop, sales).pool)}, _sold(schemes, sales))


def points_granted(schemes: Schemes, given: Given) -> Outcome:
    """The points that the sale of this number grants its buyer."""
    sale = int(given["sale"])
    granted = _granted(schemes, sale)
    return Outcome({PLAIN: granted}, f"{_sold(schemes, sale)}; the points of the last one")


def points_from_shown_price(schemes: Schemes, given: Given) -> Outcome:
    """The same points by the division that the example writes, with its rounded price."""
    sale = int(given["sale"])
    price = Fraction(decimal(quoted_price(replay(schemes.wine_shop, sale - 1))))
    return Outcome(
        {PLAIN: _value(schemes, sale) / price},
        f"the value granted at sale {sale} over the price before it, rounded to four places",
        {"without the rounding": _granted(schemes, sale)},
    )


def value_granted(schemes: Schemes, given: Given) -> Outcome:
    """The value of the points that a sale grants, at the price before it, in yuan."""
    sale = int(given["sale"])
    value = _value(schemes, sale)
    return Outcome(
        {PLAIN: value}, f"{_sold(schemes, sale)}; points of the last one × price before it"
    )


def rise(schemes: Schemes, given: Given) -> Outcome:
    """How many times the price has risen: a ratio or a gain, from either of two first prices."""
    sales = int(given["sales"])
    price = quoted_price(replay(schemes.wine_shop, sales))
    issue = Fraction(schemes.wine_shop.parameters.issue_price)
    first = quoted_price(replay(schemes.wine_shop, 1))
    return Outcome(
        {
            "ratio to the issue price": price / issue,
            "gain over the issue price": price / issue - 1,
            "ratio to the price after the first sale": price / first,
            "gain over the price after the first sale": price / first - 1,
        },
        f"{_sold(schemes, sales)}; the last price against the first one",
    )


def shown_proceeds(schemes: Schemes, given: Given) -> Outcome:
    """What the first buyer's points are worth at the price rounded to four places, in yuan."""
    found = _first(schemes, given)
    return Outcome(
        {PLAIN: found.gross_at_quoted},
        "the first buyer's points × the price rounded to four places",
        {"at the exact price": found.gross},
    )


def profit(schemes: Schemes, given: Given) -> Outcome:
    """What the first buyer has gained after selling: what they get less what they paid, in yuan."""
    found = _first(schemes, given)
    return Outcome(
        {PLAIN: found.gain},
        f"{_sold(schemes, int(given['sales']))}; the first buyer sells all their points",
        {
            "proceeds before the fee": found.gross,
            "fee": found.fee,
            "proceeds after the fee": found.net,
            "paid for the purchase": found.paid,
            "the stated figure less the fee on it": found.gross_at_quoted * found.net / found.gross,
        },
    )


def _first(schemes: Schemes, given: Given) -> FirstMember:
    found = first_member(schemes.wine_shop, int(given["sales"]))
    if found is None:
        raise AuditFailed("first buyer", "a scheme without a cash exit", "one with a cash exit")
    return found


def _granted(schemes: Schemes, sale: int) -> Fraction:
    after = Fraction(replay(schemes.wine_shop, sale).supply)
    return after - Fraction(replay(schemes.wine_shop, sale - 1).supply)


def _value(schemes: Schemes, sale: int) -> Fraction:
    before = replay(schemes.wine_shop, sale - 1)
    price = quoted_price(before) if sale > 1 else schemes.wine_shop.parameters.issue_price
    return _granted(schemes, sale) * Fraction(price)


def _sold(schemes: Schemes, sales: int) -> str:
    return f"{sales} purchase{'s' if sales > 1 else ''} by {schemes.growing}'s rules"


OF_A_SALE = (value_granted, points_granted, points_from_shown_price)
"""What is computed of one of the equal purchases."""

OF_SALES = (price_after, points_after, pool_after, rise, shown_proceeds, profit)
"""What is computed after some of them."""
