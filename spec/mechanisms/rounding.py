"""Rounded amounts.

Source: 000 growth example; 003 section 1, items 1 to 4: figures with three and four decimals.
Keeps: nothing of its own.

What a purchase grants, what a sale pays and what is shown are rounded. What rounding takes off
a payment stays in the pool, so that the books balance exactly. A scheme without this mechanism
computes with exact fractions.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, number, yuan
from ..model.parameters import points as number_of_points
from ..model.questions import Question, asks
from ..model.world import Price, View, World
from ..numbers import Amount, Points, Truth, Yuan

MECHANISM = Mechanism(
    name="rounding",
    title="Rounded amounts",
    clauses=("A15",),
    needs=("purchase",),
    parameters=("price_step", "points_step", "money_step"),
    questions=("arithmetic",),
)

declare(
    price_step=number(
        "yuan per point", "step in which prices are shown", "A15", "1/10000", positive=True
    ),
    points_step=number_of_points("step in which points are counted", "A15", "1/1000"),
    money_step=yuan("step in which money is paid", "A15", "1/100", positive=True),
)


@asks("A15")
class Arithmetic(Question):
    """How an amount that lies between two steps is rounded."""

    EXACT = "exact", "it is not rounded"
    HALF_UP = "half-up"
    DOWN = "down"
    UP = "up"


@MECHANISM.amends("points granted", "A15")
def granted(w: View, points: Points) -> Points:
    """Points are granted in whole steps."""
    return _rounded(w, points, w.parameters.points_step)


@MECHANISM.amends("money paid out", "A15")
def payable(w: View, amount: Yuan) -> Yuan:
    """The pool pays in whole steps, and no more than it has."""
    if _exact(w):
        return amount
    rounded = _rounded(w, amount, w.parameters.money_step)
    return w.let("paid out", w.numbers.minimum(rounded, w.pool), "A15")


@MECHANISM.amends("price as displayed", "A15")
def shown(w: View, price: Price) -> Price:
    """Prices are shown in whole steps."""
    if _exact(w):
        return price
    return Price(_rounded(w, w.numbers.ratio(*price), w.parameters.price_step), 1)


@MECHANISM.amends("smallest coin", "A15")
def coin(w: View, _coin: Yuan) -> Yuan:
    """Nothing less than one step of money can be paid."""
    return 0 if _exact(w) else w.parameters.money_step


@MECHANISM.when("points counted", "A15")
def count_points(w: World, points: Points) -> None:
    """Points can be sold only in whole steps."""
    w.require(_in_steps(w, points, w.parameters.points_step), "they can be counted out", "A15")


@MECHANISM.when("money counted", "A15")
def count_money(w: World, amount: Yuan) -> None:
    """Money can be paid only in whole steps."""
    w.require(_in_steps(w, amount, w.parameters.money_step), "it can be paid in coins", "A15")


def _in_steps(w: View, amount: Amount, step: Amount) -> Truth:
    steps = w.numbers.ratio(amount, step)
    return _exact(w) or w.numbers.floor(steps) >= steps


def _exact(w: View) -> bool:
    return w.readings.arithmetic is Arithmetic.EXACT


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
