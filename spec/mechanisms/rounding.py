"""Rounded amounts.

Source: 000 growth example; 003 section 1, items 1 to 4: figures with three and four decimals.
Keeps: nothing of its own.

Rounded is what a purchase grants, what a sale pays and what is shown. What rounding leaves of a
payment stays in the pool, so that the books balance exactly. A scheme without this mechanism
computes with exact fractions.
"""

from __future__ import annotations

from ..mechanism import Mechanism
from ..numbers import Amount, Points, Truth, Yuan
from ..parameters import Meaning, declare, parse_amount
from ..readings import Reading, asks
from ..world import Price, View

MECHANISM = Mechanism(
    name="rounding",
    title="Rounded amounts",
    clauses=("A15",),
    needs=("purchase",),
    parameters=("price_step", "points_step", "money_step"),
    readings=("arithmetic",),
)

declare(
    price_step=Meaning(
        "yuan per point",
        "step in which prices are shown",
        0,
        False,
        None,
        "A15",
        parse_amount("1/10000"),
    ),
    points_step=Meaning(
        "points", "step in which points are counted", 0, False, None, "A15", parse_amount("1/1000")
    ),
    money_step=Meaning(
        "yuan", "step in which money is paid", 0, False, None, "A15", parse_amount("1/100")
    ),
)


@asks("A15")
class Arithmetic(Reading):
    """Where an amount goes that lies between two steps."""

    EXACT = "exact"  # it stays where it is
    HALF_UP = "half-up"
    DOWN = "down"
    UP = "up"


def granted(w: View, points: Points) -> Points:
    """As many points as are granted where these are earned."""
    return _rounded(w, points, w.parameters.points_step)


def payable(w: View, amount: Yuan) -> Yuan:
    """What the pool pays where this is owed: rounded, and no more than is there."""
    rounded = _rounded(w, amount, w.parameters.money_step)
    return rounded if _exact(w) else w.numbers.minimum(rounded, w.pool)


def shown(w: View, price: Price) -> Price:
    """A price as members see it."""
    if _exact(w):
        return price
    return Price(_rounded(w, w.numbers.ratio(*price), w.parameters.price_step), 1)


def countable(w: View, points: Points) -> Truth:
    """Whether points can be counted out, in whole steps."""
    return _in_steps(w, points, w.parameters.points_step)


def coined(w: View, amount: Yuan) -> Truth:
    """Whether money can be paid, in whole steps."""
    return _in_steps(w, amount, w.parameters.money_step)


def _in_steps(w: View, amount: Amount, step: Amount) -> Truth:
    steps = w.numbers.ratio(amount, step)
    return _exact(w) or w.numbers.floor(steps) >= steps


def _exact(w: View) -> bool:
    return MECHANISM.name not in w.scheme.mechanisms or w.readings.arithmetic is Arithmetic.EXACT


def _rounded(w: View, amount: Amount, step: Amount) -> Amount:
    """The amount in whole steps."""
    if _exact(w):
        return amount
    steps = w.numbers.ratio(amount, step)
    if w.readings.arithmetic is Arithmetic.UP:
        return -w.numbers.floor(-steps) * step
    if w.readings.arithmetic is Arithmetic.HALF_UP:
        steps = w.numbers.ratio(2 * steps + 1, 2)
    return w.numbers.floor(steps) * step
