"""The advertised profit of the first buyer, taken apart. Clauses: C16, M2.3, N1, N2, N3."""

from __future__ import annotations

from fractions import Fraction

from neverfalls.spec.numbers.decimals import decimal
from neverfalls.spec.schemes.loader import load_scheme

from ..algebra.closed_form import SALES
from ..algebra.growth_example import first_member
from ..audit.judging import AuditFailed
from .history import for_all_points, standing
from .picture import Axis, Bars, Dots, Ink, Label, Line, Look, Panel, Picture, Point, Span
from .wording import Numbers, say

SHOWN = 130


def profit() -> Picture:
    """The first buyer's profit of 108.6351 yuan is what the points seem to be worth; less the fee
    and the price of the purchase it is a loss."""
    scheme = load_scheme("wine-shop")
    found = first_member(scheme, SALES)
    if found is None:
        raise AuditFailed("first buyer", "a scheme without a cash exit", "one with a cash exit")
    history = standing(scheme, 2)
    first, others = history.world.roster
    worth, paid_out = [], []
    for number in range(1, SHOWN + 1):
        buyer = first if number == 1 else others
        history.do("purchase", buyer=buyer, paid=history.order)
        worth.append(Point(Fraction(number), history.held(first) * history.quote))
        paid_out.append(Point(Fraction(number), for_all_points(history, first)))
    even = next(each for each in paid_out if each.y >= found.paid)
    shown, out = worth[SALES - 1], paid_out[SALES - 1]
    ends = (Fraction(0), Fraction(SHOWN))
    numbers: Numbers = {
        "stated": decimal(found.gross_at_quoted),
        "loss": decimal(-found.gain),
        "sales": SALES,
        "paid": found.paid,
        "gross": found.gross,
        "fee": found.fee,
        "net": found.net,
    }
    zero, one = Fraction(0), Fraction(1)
    return Picture(
        name="profit",
        finding=say("The advertised “profit” of {stated} yuan is a loss of {loss}", **numbers),
        shows=say(
            "The first buyer pays {paid} yuan and waits. After {sales} sales the points are worth"
            " {gross} yuan ({stated} at the rounded price), which the documents call the profit."
            " The exit fee takes {fee}, so {net} are paid out; less the {paid} paid, that is a"
            " loss of {loss}, apart from the goods. Only at sale {even} is the money back.",
            **numbers,
            even=even.x,
        ),
        rests_on=say(
            "Wine shop: sales of {paid} yuan, run by the rules on exact fractions. The buyer has"
            " the goods besides. neverfalls explain first-buyer-profit",
            **numbers,
        ),
        panels=(
            Panel(
                said=say("Buy, wait, sell: the first buyer's points"),
                x=Axis(say("sales so far"), *ends),
                y=Axis(say("yuan"), Fraction(0), Fraction(135)),
                marks=(
                    Line("paid", tuple(Point(x, found.paid) for x in ends), Look.FAINT),
                    Line("worth", tuple(worth), Look.DASHED, Ink.RED),
                    Line("paid out", tuple(paid_out), ink=Ink.BLUE),
                    Dots("after a hundred", (shown, out)),
                ),
                labels=(
                    Label(say("paid: {paid}", **numbers), Point(zero, found.paid), 4, 10),
                    Label(say("shown: {gross}", **numbers), shown, -4, 16, Ink.RED, "right"),
                    Label(say("a sale pays {net}", **numbers), out, 10, -24, Ink.BLUE, "center"),
                ),
            ),
            Panel(
                said=say("Selling after {sales} sales", **numbers),
                x=Axis(
                    say("from what is shown to what is left"),
                    Fraction(1, 2),
                    Fraction(11, 2),
                    (
                        (one, say("shown")),
                        (2 * one, say("fee")),
                        (3 * one, say("paid out")),
                        (4 * one, say("paid before")),
                        (5 * one, say("left")),
                    ),
                ),
                y=Axis(say("yuan"), Fraction(-30), Fraction(135)),
                marks=(
                    Bars("shown", (Span(one, zero, found.gross),), Look.DASHED, Ink.RED),
                    Bars(
                        "taken",
                        (
                            Span(2 * one, found.net, found.gross),
                            Span(4 * one, found.gain, found.net),
                        ),
                        Look.DOTTED,
                    ),
                    Bars("paid out, bar", (Span(3 * one, zero, found.net),), ink=Ink.BLUE),
                    Bars("left", (Span(5 * one, found.gain, zero),), ink=Ink.BLACK),
                    Line(
                        "nothing",
                        (Point(Fraction(1, 2), zero), Point(Fraction(11, 2), zero)),
                        Look.FAINT,
                    ),
                ),
                labels=(
                    Label(
                        say("{gross}", **numbers), Point(one, found.gross), 0, 10, align="center"
                    ),
                    Label(
                        say("−{fee}", **numbers), Point(2 * one, found.gross), 0, 10, align="center"
                    ),
                    Label(
                        say("{net}", **numbers), Point(3 * one, found.net), 0, 10, align="center"
                    ),
                    Label(
                        say("−{paid}", **numbers), Point(4 * one, found.net), 0, 10, align="center"
                    ),
                    Label(
                        say("−{loss}", **numbers),
                        Point(5 * one, found.gain),
                        0,
                        -12,
                        align="center",
                    ),
                ),
            ),
        ),
    )
