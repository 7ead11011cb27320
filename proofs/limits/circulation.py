"""When fewer points circulate: those that leave a day against those that its sales grant.

A sale grants the more points, in parts of all, the smaller the pool is; points that are sold or
redeemed are destroyed. Clauses: C5, M1.2, M2.2, M3.2.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import NamedTuple

import sympy

from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.expressions import (
    PARAMETERS,
    Equation,
    Expr,
    F,
    S,
    fraction,
    plain,
    positive,
    tidy,
)
from ..algebra.recurrence import N, induction, solve
from ..algebra.symbolic_run import run_on_symbols
from ..solving.pool import Solvers
from .evidence import History
from .limit import (
    Ground,
    Limit,
    LimitFailed,
    Meets,
    Witness,
    require_closer,
    require_found,
    require_reached,
)

CLAUSES = ("C5", "M1.2", "M2.2", "M3.2")
CLAIM = "points_sold_are_destroyed"
EARLIER = 100
"""Sales before the day in question."""
REDEEMED, SOLD = Fraction(1, 100), Fraction(1, 10)
"""The parts of all points that leave every evening, in the two limits on steady sales."""
MOST = 1000
"""The most days that are run."""
DAYS = (10, 20, 40)
"""Days of steady sales, in the histories."""
U, D, Y = positive("u"), positive("d"), positive("y")
LETTERS = {
    "u": "the part of all points that leaves in the evening",
    "y": "what the day's sales add to the pool, as a part of it",
    "d": "what the day's sale adds to the pool, in yuan",
}


class Day(NamedTuple):
    """What happens to all points and to the pool, by the rules on symbols: by what factor a sale
    that adds the part y to the pool changes the points, and points that leave change both."""

    bought: Expr
    left: Expr
    pool_if_sold: Expr
    pool_if_redeemed: Expr

    def grounds(self) -> tuple[Ground, ...]:
        """What all limits of this module rest on."""
        return (
            Ground(
                f"a sale that adds the part y to the pool multiplies the points by"
                f" {plain(self.bought)}; when the part u of them leaves, by {plain(self.left)}",
                "rules on symbols",
            ),
        )


def day(scheme: Scheme) -> Day:
    """The factors, by the rules on symbols.

    Raises:
        LimitFailed: they depend on the state, or points sold and redeemed do not leave alike.
    """
    paid = Y * F / PARAMETERS["contribution"]
    purchase = run_on_symbols(scheme, scheme.rules["purchase"], {"paid": paid})
    sold, redeemed = (
        run_on_symbols(scheme, scheme.rules[rule], {"points": U * S}) for rule in ("sell", "redeem")
    )
    bought = tidy(purchase.supplies()[-1] / S)
    left, gone = (tidy(step.supplies()[-1] / S) for step in (sold, redeemed))
    pools = [tidy(step.pools()[-1] / F) for step in (sold, redeemed)]
    if left != gone or any(each.free_symbols & {F, S} for each in (bought, left, *pools)):
        raise LimitFailed("points and pool of a day", (bought, left, gone, pools), "plain factors")
    return Day(bought, left, *pools)


def circulation_falls(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The part of all points that a day's sales replace."""
    scheme = scheme or load_scheme("wine-shop")
    law = day(scheme)
    formula = tidy(sympy.solve(law.bought * law.left - 1, U)[0])
    y = Fraction(1, EARLIER)
    value = fraction(
        formula.subs(at_numbers(scheme)).subs(Y, sympy.Rational(y)), "part that leaves"
    )
    history = _bought(scheme, EARLIER)
    who = history.world.roster[0]
    morning = Fraction(history.world.supply)
    history.do("purchase", buyer=who, paid=history.order)
    noon = Fraction(history.world.supply)
    history.do("sell", seller=who, points=noon * value)
    require_reached("points in the evening", Fraction(history.world.supply), morning)
    return Limit(
        name="circulation_falls",
        question="A day brings one more sale, after a hundred equal ones: what part of all points"
        " must be sold or redeemed in the evening, so that no more circulate than in the morning?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="points that leave / all points, for as many in the evening as in the morning; if"
        f" more leave there are fewer, here for y = {y}",
        formula=Equation("circulation_falls", "", U, formula),
        value=value,
        unit="of all points",
        meets=Meets.REACHED,
        grounds=law.grounds(),
        letters=LETTERS,
        witnesses=(
            Witness(
                f"{EARLIER} sales, on the next day one more; in the evening so many points are sold"
                " that as many circulate as in the morning",
                1 - morning / noon,
            ),
        ),
        remark=f"If sales grow by the part {y} every day and points are redeemed for goods, more"
        " than this part has to leave day after day, for ever.",
        keeps=True,
    )


def day_with_most_points(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """When circulation begins to fall, for good, under steady sales."""
    scheme = scheme or load_scheme("wine-shop")
    law = day(scheme)
    if law.pool_if_redeemed != 1:
        raise LimitFailed("pool after a redemption", law.pool_if_redeemed, "the pool before it")
    # the pool after n days is n·d, so the next sale adds the part 1/n
    factor = tidy((law.bought * law.left).subs(Y, 1 / N))
    formula = tidy(sympy.solve(factor - 1, N)[0])
    if not tidy(factor.diff(N)).subs(at_numbers(scheme)).subs(U, REDEEMED).is_negative:
        raise LimitFailed("change of the points", factor, "less and less growth")
    bound = fraction(formula.subs(at_numbers(scheme)).subs(U, sympy.Rational(REDEEMED)), "day")
    most = max(ceil(bound), 1)
    if most > MOST:
        raise LimitFailed("day with most points", most, f"at most {MOST}")
    points = _evenings(scheme, "redeem", REDEEMED, most + 1)
    rising = most == 1 or points[most - 2] < points[most - 1]
    if not rising or points[most - 1] < points[most]:
        raise LimitFailed("points in the evenings", points[-3:], "a rise, then none")
    return Limit(
        name="day_with_most_points",
        question="With one equal sale every day, and one in a hundred points redeemed for goods"
        " every evening: on which day do most points circulate?",
        clauses=CLAUSES,
        claim="points_redeemed_are_destroyed",
        scheme=scheme.name,
        readings={},
        meaning=f"the least n for which, here for u = {REDEEMED}; fewer and fewer from then on,"
        " until hardly any are left",
        formula=Equation("day_with_most_points", "", sympy.Symbol("n"), formula, sign=">="),
        value=Fraction(most),
        unit="days",
        meets=Meets.REACHED,
        grounds=(
            *law.grounds(),
            Ground(
                "goods leave the pool as it is, so day n + 1 multiplies the points by"
                f" {plain(factor)}, which falls as n grows and goes to 1 - u",
                "recurrence of the rules on symbols",
            ),
        ),
        letters={**LETTERS, "n": "the number of the day"},
        witnesses=tuple(
            Witness(f"points in the evening of day {number}", points[number - 1], "points")
            for number in range(max(most - 1, 1), most + 2)
        ),
        solved_for="n",
        keeps=True,
    )


def points_left_each_day(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """By what factor circulation changes a day, in the end, if points are sold for money."""
    scheme = scheme or load_scheme("wine-shop")
    law, at = day(scheme), at_numbers(scheme)
    part = sympy.Rational(SOLD)
    step = (F + D) * law.pool_if_sold
    pool = solve("pool in the evening", step, F, D * law.pool_if_sold)
    induction("pool in the evening", pool, step, F, D * law.pool_if_sold)
    settled = tidy(sympy.solve(step - F, F)[0])
    formula = tidy((law.bought * law.left).subs(Y, D / settled))
    shrinking = sympy.factor(sympy.together(1 - formula))
    value = fraction(formula.subs(at).subs(U, part), "points of a day")
    phi, r = PARAMETERS["exit_fee"], PARAMETERS["reward"]
    # 1 - formula = u·(1 - (1 - phi)·(r + (1 - r)·u))/(1 - (1 - phi)·u), and r + (1 - r)·u <= 1
    expected = U * (1 - (1 - phi) * (r + (1 - r) * U)) / (1 - (1 - phi) * U)
    if tidy(sympy.simplify(shrinking - expected)) != 0:
        raise LimitFailed("points of a day", formula, "less than 1 for every part")
    points = _evenings(scheme, "sell", SOLD, DAYS[-1])
    most = points.index(max(points)) + 1
    witnesses = []
    for number in DAYS:
        found = points[number - 1] / points[number - 2]
        law_says = (law.bought * law.left).subs(Y, D / pool.subs(N, number - 1)).subs(at)
        require_found("points of a day", found, fraction(tidy(law_says.subs(U, part)), "points"))
        witnesses.append(Witness(f"points after day {number} / points after the day before", found))
    require_closer("points of a day", witnesses, value)
    return Limit(
        name="points_left_each_day",
        question="With one equal sale every day, and one in ten points sold for money, at once,"
        " every evening: by what factor do the points change every day, in the end?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="points in the evening / points the evening before, for large n, here for"
        f" u = {SOLD}",
        formula=Equation("points_left_each_day", "", sympy.Symbol("S'/S"), formula, sign="->"),
        value=value,
        unit="of the points before",
        meets=Meets.APPROACHED,
        grounds=(
            *law.grounds(),
            Ground(
                f"the pool goes to {plain(settled)}",
                "recurrence of the rules, checked by induction",
            ),
            Ground(
                f"1 - S'/S = {plain(expected)} is above 0 for every u up to 1, if there is a fee",
                "(1 - phi)·(r + (1 - r)·u) is below 1",
            ),
        ),
        letters={
            **LETTERS,
            "S": "the points of the evening before",
            "S'": "the points of an evening",
            "n": "the number of the day",
        },
        witnesses=tuple(witnesses),
        remark=f"Most points circulate on day {most}.",
        keeps=value < 1,
    )


def _bought(scheme: Scheme, sales: int) -> History:
    history = History(scheme, 1)
    for _ in range(sales):
        history.do("purchase", buyer=history.world.roster[0], paid=history.order)
    return history


def _evenings(scheme: Scheme, rule: str, part: Fraction, days: int) -> list[Fraction]:
    """The points in the evening of each day, by the rules."""
    history, found = History(scheme, 1), []
    who = history.world.roster[0]
    for _ in range(days):
        history.do("purchase", buyer=who, paid=history.order)
        points = history.held(who) * part
        if rule == "sell":
            history.do("sell", seller=who, points=points)
        else:
            history.do("redeem", holder=who, points=points)
        found.append(Fraction(history.world.supply))
    return found
