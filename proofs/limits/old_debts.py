"""After how many equal sales an old debt is shown again in full, and after how many it can be paid.

Once a debt has become points, equal purchases lift the price until price × points, or what is left
of it after the fee, is the debt. Clauses: C15, M14.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import sympy

from neverfalls.spec.model.world import Setting
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.expressions import Equation, Expr, F, fraction, plain, tidy
from ..audit.judging import Bounds, Exact
from ..audit.plan import law
from ..solving.pool import Solvers
from .evidence import History
from .limit import Ground, Limit, LimitFailed, Meets, Witness, ends
from .made_whole import CLAUSES, A, debts, lift_of_a_purchase, rise
from .waiting import MOST, paid_part, sales_to_wait

EARLIER = 1
"""Sales before the debt is released."""
SMALL = (Fraction(10), Fraction(20), Fraction(40))
"""Debts that are covered so soon that every sale is run."""


class Debt(NamedTuple):
    """One limit: who pays for the points; whether the fee has to be covered too; its question."""

    source: str
    paid: bool
    question: str


SHOWN = (
    "An old debt became points after a single sale of {order} yuan: after how many further sales"
    " like it does the platform show the old member the whole debt again (price × points)?"
)
PAID = (
    "An old debt became points after a single sale of {order} yuan: after how many further sales"
    " like it can the old member sell all points for the whole debt, the fee deducted?"
)
PAID_FOR = "The whole debt is shown from the start; only the fee has to be covered."
DEBTS = {
    "old_debt_is_shown": Debt("minted", False, SHOWN),
    "old_debt_is_paid": Debt("minted", True, PAID),
    "old_debt_is_paid_if_paid_for": Debt("treasury", True, PAID),
}


def debt_of(name: str) -> Callable[..., Limit]:
    """The function that derives how many sales it takes, for the limit of this name."""

    def derive(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
        debt = DEBTS[name]
        setting = (scheme or load_scheme("old-members")).answering(release_source=debt.source)
        (amount,) = debts(setting).values()
        formula = _rise(setting, debt)
        count = _sales(setting, debt, amount)
        witnesses = tuple(
            Witness(f"one sale, release, {sales} further sales: {_what(debt)}", found, "yuan")
            for sales, found in (
                (each, _worth(setting, debt, amount, each)) for each in (count - 1, count)
            )
        )
        before, after = (each.value for each in witnesses)
        if not (ends(before).high < amount <= ends(after).low):
            raise LimitFailed(name, (before, after), f"less than {amount}, then as much")
        price = sympy.Function("p")
        n = sympy.Symbol("n")
        return Limit(
            name=name,
            question=debt.question.format(order=setting.parameters.order),
            clauses=CLAUSES,
            claim="old_members_are_made_whole" if debt.paid else "released_points_keep_their_value",
            scheme=setting.name,
            readings={"release_source": debt.source},
            meaning="the least n for which, with F yuan in the pool before the release, here"
            f" {_pool(setting)}, and a = {amount}",
            formula=Equation(name, "", price(n) / price(0), formula, sign=">="),
            value=Fraction(count),
            unit="further sales",
            meets=Meets.REACHED,
            grounds=(
                Ground(
                    "a sale that adds the part y to the pool lifts the price by the factor"
                    f" {plain(lift_of_a_purchase(setting))}, which is more than 1",
                    "rule on symbols",
                ),
                Ground(
                    f"what the old member {'can get' if debt.paid else 'is shown'} is the debt when"
                    f" the price is {plain(formula)} times what it is after the release",
                    "rules on symbols, met by the histories",
                ),
                _run_small(setting, debt),
            ),
            letters={
                "n": "the number of further sales",
                "p": "the price; p(0) after the release, p(n) after n further sales",
                "F": "the pool before the release, in yuan",
                "a": "the old debt that is released, in yuan",
                "y": "what a sale adds, as a part of the pool",
            },
            witnesses=witnesses,
            solved_for="n",
            remark="" if debt.source == "minted" else PAID_FOR,
            keeps=True,
        )

    derive.__name__ = name
    return derive


def _rise(scheme: Scheme, debt: Debt) -> Expr:
    """By how many times the price has to rise after the release."""
    needed, _pool = rise(scheme)
    return needed if debt.paid else tidy(needed * paid_part(scheme))


def _sales(scheme: Scheme, debt: Debt, amount: Fraction) -> int:
    """The least number of further sales: run one by one, or else from bounds of the price."""
    needed = _needed(scheme, debt, amount)
    history = _released(scheme, amount)
    start = _price(history)
    for sales in range(MOST):
        if _price(history) >= needed * start:
            return sales
        _buy(history)
    if debt.source != "minted":
        raise LimitFailed("sales until a debt is covered", f"more than {MOST}", "fewer")
    # the pool is that of one sale, so the price rises as it does after the first of equal sales
    return sales_to_wait(scheme, EARLIER + 1, needed, law(scheme)) + 1


def _worth(scheme: Scheme, debt: Debt, amount: Fraction, sales: int) -> Exact:
    """What the old member is shown, or can get, after so many further sales."""
    part = fraction(paid_part(scheme).subs(at_numbers(scheme)), "part") if debt.paid else 1
    history = _released(scheme, amount)
    creditor = _creditor(scheme)
    points = history.held(creditor)
    if sales <= MOST:
        for _ in range(sales):
            _buy(history)
        if debt.paid:
            history.do("sell", seller=creditor, points=points)
            return history.held(creditor, "proceeds")
        return points * _price(history)
    growth = law(scheme)
    first, then = growth.price(EARLIER), growth.price(EARLIER + sales)
    now = part * points * _price(history)
    return Bounds(now * then.low / first.high, now * then.high / first.low)


def _run_small(scheme: Scheme, debt: Debt) -> Ground:
    """That small debts are covered, by the rules, after as many sales as the law of growth says.

    Raises:
        LimitFailed: they are not.
    """
    counts = []
    for amount in SMALL:
        count = _sales(scheme, debt, amount)
        if count:
            before, after = (_worth(scheme, debt, amount, each) for each in (count - 1, count))
            if not ends(before).high < amount <= ends(after).low:
                raise LimitFailed(f"a debt of {amount}", (before, after), "less, then as much")
        if debt.source == "minted":
            needed = _needed(scheme, debt, amount)
            by_law = sales_to_wait(scheme, EARLIER + 1, needed, law(scheme)) + 1
            if max(count, 2) != by_law:
                raise LimitFailed(f"a debt of {amount}", count, f"{by_law}, by the law of growth")
        counts.append(count)
    debts, sales = (", ".join(map(str, each)) for each in (SMALL, counts))
    return Ground(f"debts of {debts} yuan take {sales} further sales", "run by the rules")


def _needed(scheme: Scheme, debt: Debt, amount: Fraction) -> Fraction:
    """The same for a debt of this amount, as a number."""
    at = {A: sympy.Rational(*amount.as_integer_ratio()), F: sympy.Rational(_pool(scheme))}
    return fraction(_rise(scheme, debt).subs(at_numbers(scheme)).subs(at), "rise of the price")


def _what(debt: Debt) -> str:
    return "the old member can get" if debt.paid else "the old member is shown"


def _released(scheme: Scheme, amount: Fraction) -> History:
    """One sale, then the release of so much debt."""
    history = History(scheme, 2)
    for _ in range(EARLIER):
        _buy(history)
    history.do("release", creditor=_creditor(scheme), amount=amount)
    return history


def _buy(history: History) -> None:
    creditor = _creditor(history.world.scheme)
    buyer = next(each for each in history.world.roster if each != creditor)
    history.do("purchase", buyer=buyer, paid=history.order)


def _creditor(scheme: Setting) -> str:
    """The member who opens with a debt."""
    (creditor,) = debts(scheme)
    return creditor


def _price(history: History) -> Fraction:
    return Fraction(history.world.pool) / Fraction(history.world.supply)


def _pool(scheme: Scheme) -> Fraction:
    """The pool before the release."""
    history = History(scheme, 2)
    for _ in range(EARLIER):
        _buy(history)
    return Fraction(history.world.pool)
