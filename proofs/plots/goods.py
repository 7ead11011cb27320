"""Goods for points: what breaks, whoever pays for them. Clauses: A2, C1, C6, M3, Q6."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from neverfalls.spec.claims.claim import CLAIMS
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.mechanisms.goods import GoodsPayer
from neverfalls.spec.numbers.decimals import decimal
from neverfalls.spec.schemes.loader import load_scheme

from ..limits.evidence import History
from ..limits.limit import LimitFailed
from .picture import Axis, Ink, Label, Line, Look, Panel, Picture, Point
from .wording import Numbers, say

PURCHASES, PARTS = 2, 10
"""How many orders there are before goods are taken; in how many parts the points go."""


NEXT = PARTS + 2
"""Where the next sale stands in the picture."""


class Course(NamedTuple):
    """The price and the platform's own money, by how many parts have been given for goods; the
    price once somebody buys again, if anybody still can."""

    price: tuple[Point, ...]
    platform: tuple[Point, ...]
    then: Point | None


def course(payer: GoodsPayer) -> Course:
    """What happens if this one pays for the goods, by the rules."""
    history = History(load_scheme("wine-shop").answering(goods_payer=payer.value), 1)
    (holder,) = history.world.roster
    for _ in range(PURCHASES):
        history.do("purchase", buyer=holder, paid=history.order)
    part = history.held(holder) / PARTS
    prices, platform = [history.quote], [Fraction(history.world.treasury)]
    for _ in range(PARTS):
        history.do("redeem", holder=holder, points=part)
        prices.append(history.quote)
        platform.append(Fraction(history.world.treasury))
    try:
        history.do("purchase", buyer=holder, paid=history.order)
    except NotEnabled:
        then = None
    else:
        then = Point(Fraction(NEXT), history.quote)
    return Course(_points(prices), _points(platform), then)


def goods() -> Picture:
    """If the pool pays for goods, the price falls; if the platform does, it is ruined; if the pool
    pays what they cost, nobody can buy any more."""
    pool, platform, at_cost = (
        course(each) for each in (GoodsPayer.POOL, GoodsPayer.PLATFORM, GoodsPayer.POOL_AT_COST)
    )
    if pool.then is None or platform.then is not None or at_cost.then is not None:
        found = [each.then for each in (pool, platform, at_cost)]
        raise LimitFailed("the next sale", found, "one where the pool pays the full value")
    again = (pool.price[-1], pool.then)
    order = load_scheme("wine-shop").parameters.order
    numbers: Numbers = {
        "parts": PARTS,
        "before": decimal(pool.price[-1].y),
        "after": decimal(pool.then.y),
        "loss": -platform.platform[-1].y,
        "kept": at_cost.platform[-1].y,
    }
    last = PARTS - 1
    ends = (Fraction(0), Fraction(PARTS + 5))
    places = (
        *((Fraction(each), say("{number}", number=each)) for each in range(0, PARTS + 1, 2)),
        (Fraction(NEXT), say("next sale")),
    )
    return Picture(
        name="goods",
        finding=say(
            "Goods for points: if the pool pays, the price falls from {before} to {after};"
            " if the platform pays, it is {loss} yuan short",
            **numbers,
        ),
        shows=say(
            "Two purchases of {order} yuan, then all points are given for goods in {parts} equal"
            " parts, under each answer to the question who pays. If the pool pays their value, the"
            " price stays at {before} yuan per point and falls to {after} at the next sale. If the"
            " platform pays their cost, the price rises to {risen} and the platform's own money"
            " falls from {start} to {minus} yuan. If the pool pays their cost, the price rises to"
            " {risen_at_cost}, and the platform keeps its {kept} yuan. In the last two cases there"
            " are no points left, but there is money in the pool: nobody can buy any more.",
            **numbers,
            order=order,
            risen=decimal(platform.price[last].y),
            risen_at_cost=decimal(at_cost.price[last].y),
            start=platform.platform[0].y,
            minus=platform.platform[-1].y,
        ),
        rests_on=say(
            "Wine shop, read in three ways (goods_payer): run by the rules on exact fractions;"
            " goods cost half their price, a number of ours. neverfalls explain {trace}",
            trace=f"wine-shop.{CLAIMS['price_never_falls'].name}.goods_payer=pool",
        ),
        panels=(
            Panel(
                said=say("The price"),
                x=Axis(say("parts of all points given for goods"), *ends, places),
                y=Axis(say("yuan per point"), Fraction(0), Fraction(18)),
                marks=(
                    Line("price, platform pays", platform.price[:-1], Look.DASHED, Ink.BLUE),
                    Line("price, pool pays cost", at_cost.price[:-1], Look.DOTTED),
                    Line("price, pool pays value", pool.price, ink=Ink.RED),
                    Line("price at the next sale", again, ink=Ink.RED),
                ),
                labels=(
                    Label(
                        say("the platform pays"), platform.price[last], -14, 0, Ink.BLUE, "right"
                    ),
                    Label(say("the pool pays the cost"), at_cost.price[last], 8, 4),
                    Label(say("the pool pays"), pool.then, 6, 8, Ink.RED),
                    Label(say("{after}", **numbers), pool.then, 6, -6, Ink.RED),
                ),
            ),
            Panel(
                said=say("The platform's own money"),
                x=Axis(say("parts of all points given for goods"), *ends, places),
                y=Axis(say("yuan"), Fraction(-60), Fraction(90)),
                marks=(
                    Line("nothing", tuple(Point(x, Fraction(0)) for x in ends), Look.FAINT),
                    Line("money, platform pays", platform.platform, Look.DASHED, Ink.BLUE),
                    Line("money, pool pays cost", at_cost.platform, Look.DOTTED),
                    Line("money, pool pays value", pool.platform, ink=Ink.RED),
                ),
                labels=(
                    Label(
                        say("the platform pays: {minus}", minus=platform.platform[-1].y),
                        platform.platform[-1],
                        -26,
                        0,
                        Ink.BLUE,
                        "right",
                    ),
                    Label(say("the pool pays the cost"), at_cost.platform[-1], 8, 0),
                    Label(say("the pool pays"), pool.platform[-1], 8, 0, Ink.RED),
                ),
            ),
        ),
    )


def _points(values: list[Fraction]) -> tuple[Point, ...]:
    return tuple(Point(Fraction(number), each) for number, each in enumerate(values))
