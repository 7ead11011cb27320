"""The plan: how many points planned sales release, and at which price.

The wine shop's purchase rule is run on symbols. The result is F' = F + d and, where F = n·d,
S' = S·(1 + s/n). So S is a product of n - 1 factors, which ``bounds.py`` encloses.
Clauses: N9, M1, M10.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import sympy

from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.expressions import Expr, F, S, fraction, tidy
from ..algebra.recurrence import N
from ..algebra.symbolic_run import run_on_symbols
from .bounds import gamma_product, least
from .judging import AuditFailed, Bounds
from .mall import SHARE_RATES, shares
from .outcome import Given, Outcome, Schemes

BY_VALUE = "points of fixed value, 100 yuan a sale"


class Law(NamedTuple):
    """How pool and points grow with each sale: by ``deposit`` yuan, by the factor 1 + ``s``/n."""

    deposit: Fraction
    first: Fraction
    s: Fraction

    def points(self, sales: int) -> Bounds:
        """Bounds for the points after a number of sales."""
        low, high = gamma_product(self.s, sales)
        return Bounds(self.first * low, self.first * high)

    def price(self, sales: int) -> Bounds:
        """Bounds for the price after a number of sales, in yuan per point."""
        low, high = self.points(sales)
        pool = self.deposit * sales
        return Bounds(pool / high, pool / low)

    def sales_to_release(self, points: Fraction) -> Bounds:
        """Bounds for the least number of sales after which that many points exist."""
        certain = least(lambda sales: self.points(sales).low >= points)
        possible = least(lambda sales: self.points(sales).high >= points)
        return Bounds(Fraction(possible), Fraction(certain))


def law(scheme: Scheme) -> Law:
    """The law of growth that a scheme's purchase rule implies for its typical purchase.

    Raises:
        AuditFailed: the points do not grow by factors 1 + s/n with s from 0 to 1.
        DerivationFailed: the rule cannot be run on symbols.
    """
    rule, numbers = scheme.rules["purchase"], at_numbers(scheme)
    step = run_on_symbols(scheme, rule, {})
    first = run_on_symbols(scheme, rule, {}, empty=True)
    pool, supply = (each[-1].subs(numbers) for each in (step.pools(), step.supplies()))
    deposit = _number(tidy(pool - F), "deposit of a sale")
    if _number(tidy(first.pools()[-1].subs(numbers)), "pool after the first sale") != deposit:
        raise AuditFailed("pool after the first sale", first.pools()[-1], f"{deposit}")
    s = _number(tidy((supply / S - 1).subs(F, N * deposit) * N), "growth of the points")
    if not 0 <= s <= 1:
        raise AuditFailed("growth of the points", s, "a number from 0 to 1")
    opening = _number(first.supplies()[-1].subs(numbers), "points after the first sale")
    return Law(deposit, opening, s)


def planned_points(schemes: Schemes, given: Given) -> Outcome:
    """The points that the planned sales release, against the number issued for them."""
    turnover, issue = Fraction(given["turnover"]), Fraction(given["issue"])
    growth = law(schemes.wine_shop)
    order = Fraction(schemes.wine_shop.parameters.order)
    sales = int(turnover / order)
    released = growth.points(sales)
    return Outcome(
        {BY_VALUE: released},
        "the purchase rule run on symbols gives a product of Gamma functions; it is enclosed by"
        " whole-number arithmetic",
        {
            "number of sales": Fraction(sales),
            "price after them, yuan per point": growth.price(sales),
            "points never released": Bounds(issue - released.high, issue - released.low),
            "sales that would release all": growth.sales_to_release(issue),
            "points if it were one single sale": growth.first * sales,
        },
    )


def planned_shares(schemes: Schemes, given: Given) -> Outcome:
    """The shares that the planned sales grant by number, and the points by value."""
    turnover = Fraction(given["turnover"])
    found = {f"{rate} per 2000": shares(schemes.mall, rate, turnover) for rate in SHARE_RATES}
    exact = {**found, **planned_points(schemes, given).exact}
    return Outcome(exact, "the mall's purchase rule run on the planned sales, at each stated rate")


def _number(expression: Expr, what: str) -> Fraction:
    if sympy.sympify(expression).free_symbols:
        raise AuditFailed(what, expression, "a number")
    return fraction(expression, what)
