"""The price that never falls, beside what the last buyer gets back. Clauses: C1, M1, M2, N1."""

from __future__ import annotations

from fractions import Fraction

import sympy

from neverfalls.spec.numbers.decimals import decimal
from neverfalls.spec.schemes.loader import load_scheme

from ..algebra.closed_form import SALES, at_numbers, derive_price
from ..algebra.expressions import fraction
from ..audit.bounds import power
from .history import for_all_points, standing
from .picture import Axis, Dots, Ink, Label, Line, Look, Panel, Picture, Point
from .wording import Numbers, say

SHOWN = 2 * SALES
"""How many sales are shown: the documents' hundred, and as many more."""

DIGITS = 30
"""Of the constant in the law of growth, which is no fraction."""


def price() -> Picture:
    """The price never falls, and the last buyer gets back a fifth of what they paid."""
    scheme = load_scheme("wine-shop")
    history = standing(scheme, 2)
    first, others = history.world.roster
    prices, backs = [], []
    for number in range(1, SHOWN + 1):
        buyer = first if number == 1 else others
        before = history.held(buyer)
        history.do("purchase", buyer=buyer, paid=history.order)
        prices.append(Point(Fraction(number), history.quote))
        back = for_all_points(history, buyer, history.held(buyer) - before)
        backs.append(Point(Fraction(number), back))

    derived, numbers = derive_price(scheme), at_numbers(scheme)
    exponent = fraction(derived.exponent.subs(numbers), "exponent of the price")
    exact = sympy.N(derived.constant.subs(numbers), DIGITS)
    constant = Fraction(str(exact))
    closed = tuple(Point(x, constant * power(x, exponent).low) for x, _price in prices)

    order = history.order
    ends = (Fraction(0), Fraction(SHOWN))
    at, last = prices[SALES - 1], backs[SALES - 1]
    shown: Numbers = {
        "sales": SALES,
        "first": decimal(prices[0].y),
        "price": decimal(at.y),
        "paid": order,
        "back": last.y,
    }
    return Picture(
        name="price",
        finding=say(
            "The price never falls. Whoever buys last loses: of {paid} yuan, {back} come back",
            **shown,
        ),
        shows=say(
            "Two curves over the number of sales. The price rises without end: {first} yuan per"
            " point after the first sale, {price} after {sales}, {later} after {more}, ever closer"
            " to {constant} n^{exponent}. But a buyer who sells at once gets back far"
            " less than the {paid} yuan paid: {best} the first one, {back} the one of sale"
            " {sales}, {back_later} the one of sale {more}.",
            **shown,
            later=decimal(prices[-1].y),
            more=SHOWN,
            constant=decimal(constant),
            exponent=decimal(exponent, 1),
            best=backs[0].y,
            back_later=backs[-1].y,
        ),
        rests_on=say(
            "Wine shop: {more} sales of {paid} yuan, run by the rules on exact fractions. That the"
            " price never falls is proved for every history. Buyers have their goods besides."
            " neverfalls derive price",
            more=SHOWN,
            paid=order,
        ),
        panels=(
            Panel(
                said=say("The price that is shown"),
                x=Axis(say("sales"), *ends),
                y=Axis(say("yuan per point"), Fraction(0), Fraction(7)),
                marks=(
                    Line("growth", closed[SALES - 1 :], Look.DASHED, Ink.RED),
                    Line("price", tuple(prices[:SALES])),
                    Dots("price after a hundred", (at,)),
                    Dots("price in the end", (prices[-1],), ink=Ink.RED),
                ),
                labels=(
                    Label(say("{price} after {sales} sales", **shown), at, -8, 14, align="right"),
                    Label(
                        say(
                            "and on: {constant} × n^{exponent}",
                            constant=decimal(constant),
                            exponent=decimal(exponent, 1),
                        ),
                        prices[-1],
                        -4,
                        -30,
                        Ink.RED,
                        "right",
                    ),
                ),
            ),
            Panel(
                said=say("What the last buyer gets back by selling at once"),
                x=Axis(say("sales"), *ends),
                y=Axis(say("yuan"), Fraction(0), Fraction(120)),
                marks=(
                    Line("paid", tuple(Point(x, order) for x in ends), Look.FAINT),
                    Line("back at once", tuple(backs), ink=Ink.BLUE),
                    Dots("back after a hundred", (last,), ink=Ink.BLUE),
                ),
                labels=(
                    Label(say("paid: {paid}", paid=order), Point(Fraction(5), order), 0, 10),
                    Label(
                        say("back: {back} at sale {sales}", **shown),
                        last,
                        0,
                        16,
                        Ink.BLUE,
                        "center",
                    ),
                ),
            ),
        ),
    )
