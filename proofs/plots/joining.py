"""Who gets what, by order of joining. Clauses: C13, C16, M1, M2."""

from __future__ import annotations

from fractions import Fraction

from neverfalls.spec.schemes.loader import load_scheme

from ..algebra.closed_form import SALES
from .history import buyers, for_all_points
from .picture import Axis, Ink, Label, Line, Look, Panel, Picture, Point
from .wording import Numbers, say


def joining() -> Picture:
    """All pay the same; the earlier one joined, the more one can get, and all leave together less
    than a third of what they paid."""
    scheme = load_scheme("wine-shop")
    history = buyers(scheme, SALES)
    roster = history.world.roster
    order, paid = history.order, history.order * SALES
    alone = [for_all_points(history, name) for name in roster]
    pool = Fraction(history.world.pool)
    for name in roster:
        history.do("sell", seller=name, points=history.held(name))
    in_order = [history.held(name, "proceeds") for name in roster]
    back = pool - Fraction(history.world.pool)
    history = buyers(scheme, SALES)
    for name in reversed(roster):
        history.do("sell", seller=name, points=history.held(name))
    reverse = [history.held(name, "proceeds") for name in roster]
    back_reverse = pool - Fraction(history.world.pool)

    ends = (Fraction(0), Fraction(SALES))
    half = sum(1 for each in alone if each >= order / 2)
    numbers: Numbers = {
        "members": SALES,
        "paid": order,
        "first": alone[0],
        "last": alone[-1],
        "back": back,
        "all": paid,
    }
    return Picture(
        name="joining",
        finding=say(
            "All paid {paid} yuan. The first could get {first} for their points, the last {last};"
            " all together get {back} of {all}",
            **numbers,
        ),
        shows=say(
            "What each of {members} members who paid {paid} yuan could get for their points, by"
            " order of joining: {first} the first, {last} the last, half of it or more only the"
            " first {half}. If all leave in the order of joining, the first gets {first} and the"
            " last {last_in_order}; if they leave in the reverse order, the first gets {waited}"
            " and the last {last}. All together get {back} of the {all} yuan that they paid, or"
            " {back_reverse}.",
            **numbers,
            half=half,
            last_in_order=in_order[-1],
            waited=reverse[0],
            back_reverse=back_reverse,
        ),
        rests_on=say(
            "Wine shop: {members} members buy once each for {paid} yuan and sell all their points,"
            " run by the rules on exact fractions. The goods that they bought are theirs besides.",
            **numbers,
        ),
        panels=(
            Panel(
                said=say("What a member gets, of {paid} yuan paid", paid=order),
                x=Axis(say("number of the member, in order of joining"), *ends),
                y=Axis(say("yuan"), Fraction(0), Fraction(145)),
                marks=(
                    Line("paid", tuple(Point(x, order) for x in ends), Look.FAINT),
                    Line("could get now", _points(alone)),
                    Line("all leave in order", _points(in_order), Look.DASHED, Ink.BLUE),
                    Line("all leave in reverse", _points(reverse), Look.DOTTED, Ink.RED),
                ),
                labels=(
                    Label(
                        say("paid: {paid}", paid=order), Point(ends[1], order), 0, 10, align="right"
                    ),
                    Label(
                        say("first: {first}", first=alone[0]),
                        Point(Fraction(1), alone[0]),
                        70,
                        -12,
                        arrow=True,
                    ),
                    Label(
                        say("the last ones leave first: {waited} for the first", waited=reverse[0]),
                        Point(Fraction(1), reverse[0]),
                        10,
                        0,
                        Ink.RED,
                    ),
                    Label(
                        say("if all leave in the order of joining"),
                        Point(Fraction(70), in_order[69]),
                        0,
                        26,
                        Ink.BLUE,
                        "center",
                    ),
                    Label(
                        say("could get now, alone"),
                        Point(Fraction(60), alone[59]),
                        0,
                        -24,
                        align="center",
                    ),
                    Label(
                        say("last: {last}", last=alone[-1]),
                        Point(ends[1], alone[-1]),
                        0,
                        -16,
                        align="right",
                    ),
                ),
            ),
        ),
    )


def _points(values: list[Fraction]) -> tuple[Point, ...]:
    return tuple(Point(Fraction(number), each) for number, each in enumerate(values, 1))
