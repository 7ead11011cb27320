"""Everybody leaves, one after the other: what is shown, paid and left. Clauses: C2, M2, Q6."""

from __future__ import annotations

from fractions import Fraction

from neverfalls.spec.numbers.decimals import decimal
from neverfalls.spec.schemes.loader import load_scheme

from .history import buyers
from .picture import Axis, Bars, Dots, Ink, Label, Line, Look, Panel, Picture, Point, Span
from .wording import Numbers, say

MEMBERS = 10


def run() -> Picture:
    """The price rises to the very end of a run; nobody gets back what they paid, and some money
    stays that nobody can get."""
    history = buyers(load_scheme("wine-shop"), MEMBERS)
    order, paid = history.order, history.order * MEMBERS
    shown, payouts = [], []
    left = [Point(Fraction(1, 2), Fraction(history.world.pool))]
    for number, name in enumerate(history.world.roster, 1):
        shown.append(Point(Fraction(number), history.quote))
        history.do("sell", seller=name, points=history.held(name))
        payouts.append(Span(Fraction(number), Fraction(0), history.held(name, "proceeds")))
        left.append(Point(number + Fraction(1, 2), Fraction(history.world.pool)))
    back = sum((each.high for each in payouts), Fraction(0))
    stays = left[-1].y
    ends = (Fraction(0), Fraction(MEMBERS + 1))
    numbers: Numbers = {
        "members": MEMBERS,
        "paid": order,
        "all": paid,
        "back": back,
        "left": stays,
        "from": decimal(shown[0].y),
        "to": decimal(shown[-1].y),
    }
    return Picture(
        name="run",
        finding=say(
            "Everybody leaves: the price rises to the end, all get {back} of {all} yuan, and"
            " {left} can never leave",
            **numbers,
        ),
        shows=say(
            "{members} members who paid {paid} yuan each sell all their points, one after the"
            " other, in the order of joining. The price shown to them rises from {from} to {to}"
            " yuan per point. They are paid {first} the first, {least} at least, {last} the last,"
            " together {back} of {all} yuan. The pool falls from {pool} to {left} yuan, the fee of"
            " the last sale, which no points are left to draw on.",
            **numbers,
            first=payouts[0].high,
            least=min(each.high for each in payouts),
            last=payouts[-1].high,
            pool=left[0].y,
        ),
        rests_on=say(
            "Wine shop: {members} purchases of {paid} yuan, then {members} sales of all points,"
            " run by the rules on exact fractions. A tenth of each sale stays in the pool.",
            **numbers,
        ),
        panels=(
            Panel(
                said=say("The price shown to the one who leaves"),
                x=Axis(say("member who leaves, in order of joining"), *ends),
                y=Axis(say("yuan per point"), Fraction(0), Fraction(6)),
                marks=(
                    Line("price shown", tuple(shown)),
                    Dots("price shown to each", tuple(shown)),
                ),
                labels=(
                    Label(say("{from}", **numbers), shown[0], 0, 14, align="center"),
                    Label(say("{to}", **numbers), shown[-1], 0, 14, align="center"),
                ),
            ),
            Panel(
                said=say("What each is paid (bars), and what is left in the pool (line)"),
                x=Axis(say("member who leaves, in order of joining"), *ends),
                y=Axis(say("yuan"), Fraction(0), Fraction(320)),
                marks=(
                    Bars("paid out", tuple(payouts), Look.DASHED, Ink.BLUE),
                    Line("paid in", tuple(Point(x, order) for x in ends), Look.FAINT),
                    Line("pool", tuple(left), ink=Ink.RED),
                ),
                labels=(
                    Label(
                        say("each had paid {paid}", paid=order),
                        Point(Fraction(1, 4), order),
                        0,
                        10,
                    ),
                    Label(say("pool: {pool}", pool=left[0].y), left[0], 10, 2, Ink.RED),
                    Label(
                        say("{left} left for ever", **numbers),
                        left[-1],
                        0,
                        92,
                        Ink.RED,
                        "right",
                        arrow=True,
                    ),
                ),
            ),
        ),
    )
