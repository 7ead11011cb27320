"""How much of what members spend can ever come back to them as money.

The pool gets one share of a sale and dividends get others; the rest goes to the platform and to its
suppliers. Clauses: C13, M1.1, M6.1, M7.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

import sympy

from neverfalls.spec.claims.claim import Check, Claim, Kind, Relation
from neverfalls.spec.claims.gains import out_of_reach
from neverfalls.spec.model.world import View
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.expressions import Equation, Expr, F, S, fraction, plain, positive, tidy
from ..algebra.letters import of_parameters
from ..algebra.symbolic_run import run_on_symbols
from ..solving.pool import Solvers
from . import quota
from .evidence import BASE, History, proved, statement
from .limit import Ground, Limit, Meets, Witness, require_closer, require_found

E, K = positive("epsilon"), positive("k")
LEFT = Fraction(1, 10)
"""The part of their points that a member keeps at each sale."""


class Return(NamedTuple):
    """A scheme, and the clauses about what comes back to its members."""

    scheme: str
    clauses: tuple[str, ...]


RETURNS = {
    "money_back": Return("wine-shop", ("C13", "M1.1", "M2.3")),
    "money_back_with_dividends": Return("mall", ("C13", "M1.1", "M6.1", "M7.1")),
}


def return_of(name: str) -> Callable[..., Limit]:
    """The limit of this name."""

    def limit(solvers: Solvers, scheme: Scheme | None = None) -> Limit:
        return _money_back(
            name, RETURNS[name].clauses, solvers, scheme or load_scheme(RETURNS[name].scheme)
        )

    limit.__name__ = name
    return limit


def _money_back(name: str, clauses: tuple[str, ...], solvers: Solvers, scheme: Scheme) -> Limit:
    formula, daily, bound = bound_of(scheme)
    known = at_numbers(scheme, quota.NAMES)
    sold = run_on_symbols(scheme, scheme.rules["sell"], {"points": (1 - E) * S, "epsilon": E})
    left = tidy(sold.pools()[-1] / F)
    law = formula * (1 - left**K) + daily
    witnesses = []
    for times in (1, 2, 4):
        history = sold_out(scheme, times)
        expected = law.subs(known).subs({E: sympy.Rational(LEFT), K: times})
        spent = Fraction(history.world.state["sales.total"])
        found = 1 + history.held(history.world.roster[0], "yuan") / spent
        require_found("money back", found, fraction(expected, "share of what was spent"))
        witnesses.append(Witness(history.text(), found))
    require_closer("money back", witnesses, bound)
    return Limit(
        name=name,
        question="How much of what members spend can ever come back to them as money?",
        clauses=clauses,
        claim="most_spending_never_comes_back",
        scheme=scheme.name,
        readings={},
        meaning="all that members were paid, less what merchants among them paid suppliers / all"
        " that they spent, less than",
        formula=Equation(name, "", sympy.Symbol("B/X"), formula + daily, sign="<="),
        value=bound,
        unit="of what was spent",
        meets=Meets.APPROACHED,
        grounds=(
            *within_the_shares(scheme, bound, solvers),
            Ground(
                f"k sales, each of which leaves a part epsilon of the points: B/X = {plain(law)}",
                "the rules on symbols, re-checked on fractions",
            ),
        ),
        letters={
            "B": "what members were paid in all",
            "X": "what they spent in all",
            "k": "the number of sales",
            "epsilon": "the part that is left each time",
            **of_parameters(quota.NAMES),
        },
        witnesses=tuple(witnesses),
        remark="Goods taken for points are not money and come on top: goods_by_redemptions.",
        keeps=bound >= 1,
    )


def bound_of(scheme: Scheme) -> tuple[Expr, Expr, Fraction]:
    """The shares of a sale that the pool and that dividends get; both at the scheme's numbers."""
    sale = run_on_symbols(scheme, scheme.rules["purchase"], {}, empty=True)
    pool, daily = tidy(sale.pools()[-1] / sale.records("sales.total")[-1]), sympy.Integer(0)
    if "quota" in scheme.mechanisms:
        daily = tidy(quota.share(scheme) * quota.NAMES["quota_multiple"])
    at = at_numbers(scheme, quota.NAMES)
    return pool, daily, fraction((pool + daily).subs(at), "share of what was spent")


def within_the_shares(
    scheme: Scheme, bound: Fraction, solvers: Solvers, more: Sequence[Claim] = ()
) -> list[Ground]:
    """Prove that less than this share of all spending comes back, and ``more`` along the way."""
    claim, lemmas = _bounded(bound)
    known = (*BASE, "money_is_conserved")
    return proved(scheme, [claim, *more], solvers, known, lemmas)


def something_stays_in_the_pool(w: View) -> Iterator[Check]:
    """Once something was bought, the pool is never empty again."""
    bought = w.state["sales.total"] > 0
    yield Check("pool", w.pool, 0, relation=Relation.MORE_THAN, when=bought)


def _bounded(bound: Fraction) -> tuple[Claim, list[Claim]]:
    """What is to be proved, and the lemmas needed to prove that the bound is never reached."""

    def the_rest_stays_out_of_reach(w: View) -> Iterator[Check]:
        """Platform and suppliers keep the rest of all sales, apart from what dividends may still
        take of the current day's sales."""
        yield Check("kept", out_of_reach(w), (1 - bound) * w.state["sales.total"])

    def what_comes_back_is_within_the_shares(w: View) -> Iterator[Check]:
        """What members were paid, less what they paid other than for purchases, and the pool
        together stay within these shares of all sales."""
        sales = w.state["sales.total"]
        paid = w.total(lambda member: member.yuan) + sales
        yield Check("the shares", bound * sales, paid + w.pool)

    lemmas = (the_rest_stays_out_of_reach, something_stays_in_the_pool)
    claim = statement(Kind.STATE, what_comes_back_is_within_the_shares)
    return claim, [statement(Kind.STATE, body) for body in lemmas]


def sold_out(scheme: Scheme, times: int) -> History:
    """One member buys, is paid the day's dividends, and sells nearly all points ``times`` times."""
    dividends = "quota" in scheme.mechanisms
    history = History(scheme, 1)
    who = history.world.roster[0]
    paid = quota.whale(scheme) if dividends else scheme.parameters.order
    history.do("purchase", buyer=who, paid=paid)
    if dividends:
        history.do("close_day")
    for _time in range(times):
        history.do("sell", seller=who, points=history.held(who) * (1 - LEFT))
    return history
