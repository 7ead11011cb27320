"""How much of the promised quotas dividends can pay.

At most the two announced shares of a day's sales are paid, while the same sales grant a multiple
of themselves as quota. Clauses: C7, M5.1, M6.1, M7.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import sympy

from neverfalls.spec.claims.claim import Check, Kind
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import SymbolicNumbers, Yuan, terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.expressions import Algebra, Equation, Expr, fraction, positive, tidy
from ..algebra.letters import of_parameters
from ..solving.pool import Solvers
from .evidence import History, proved, statement
from .limit import Limit, LimitFailed, Meets, Witness, require_reached

NAMES = {"quota_multiple": positive("m"), "daily_rate": positive("d"), "tier_rate": positive("t")}
CLAIM, CLAUSES = "quota_is_paid_when_sales_stop", ("C7", "M5.1", "M6.1", "M7.1")


def _tier_dividends(w: View) -> Yuan:
    """Tier dividends of all members."""
    return w.total(lambda member: getattr(member, "tier-dividends"))


def _tier_money(w: View) -> Yuan:
    """Money on its way to be paid as tier dividends."""
    funds = len(w.parameters.tier_thresholds)
    return sum((w.state[f"tier-{v + 1}.yuan"] for v in range(funds)), w.state["tier-shares.yuan"])


def _daily(w: View) -> Yuan:
    return w.state["dividends.total"] - _tier_dividends(w) + w.state["dividends.yuan"]


def daily_dividends_grow_by_the_fund(before: View, after: View) -> Iterator[Check]:
    """In one step, daily dividends grow by no more than their rate of the day's sales."""
    most = _daily(before) + after.parameters.daily_rate * before.state["day.sales"]
    yield Check("daily dividends", most, _daily(after))


def tier_dividends_grow_by_the_funds(before: View, after: View) -> Iterator[Check]:
    """In one step, tier dividends and what is set aside for them grow by no more than their rate
    of the day's sales."""
    then, now = (_tier_dividends(w) + _tier_money(w) for w in (before, after))
    yield Check(
        "tier dividends", then + after.parameters.tier_rate * before.state["day.sales"], now
    )


def dividends_stay_within_the_rates(w: View) -> Iterator[Check]:
    """All dividends ever paid, times the multiple, stay within both rates of all quota ever
    granted, not counting the quota of the current day."""
    p = w.parameters
    granted = w.total(lambda member: member.granted) - p.quota_multiple * w.state["day.sales"]
    paid = w.state["dividends.total"] + w.state["dividends.yuan"] + _tier_money(w)
    yield Check("dividends", (p.daily_rate + p.tier_rate) * granted, p.quota_multiple * paid)


BOUND = (
    statement(Kind.STEP, daily_dividends_grow_by_the_fund),
    statement(Kind.STEP, tier_dividends_grow_by_the_funds),
    statement(Kind.STATE, dividends_stay_within_the_rates),
)


def share(scheme: Scheme) -> Expr:
    """What a day's funds can pay of the quota that its sales grant, by the rules on symbols.

    One member buys; the day is then closed without members, so that nothing is taken from the
    funds, which are seen as announced.
    """
    opened = scheme.with_parameters(**{name: terms.name(name) for name in NAMES})
    numbers = SymbolicNumbers()
    roster = opened.roster(1)
    bought = World(opened, numbers, opened.opening_state(roster), roster)
    bought.run(opened.rules["purchase"], {"buyer": roster[0], "paid": terms.name("x")})
    closed = World(opened, numbers, dict(bought.state), ())
    closed.run(opened.rules["close_day"], {})
    x = positive("x")
    algebra = Algebra(numbers, {**NAMES, "x": x})
    tiers = len(scheme.parameters.tier_thresholds)
    funds = algebra.amount(closed.state["day.fund"] + tiers * closed.state["tiers.fund"])
    granted = algebra.amount(bought.state[f"{roster[0]}.granted"])
    found = tidy(funds / granted)
    if found.free_symbols - set(NAMES.values()):
        raise LimitFailed("share of the quota", found, "a formula in the rates and the multiple")
    return found


def quota_paid(solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The part of all quota ever granted that dividends can pay."""
    scheme = scheme or load_scheme("mall")
    formula, value = bound(scheme)
    history = day_of_a_whale(scheme)
    who = history.world.roster[0]
    paid = history.held(who, "dividends") / history.held(who, "granted")
    require_reached("quota paid", paid, value)
    return Limit(
        name="quota_paid",
        question="How much of all quota ever granted can dividends pay, whatever happens?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="all dividends ever paid / all quota ever granted, at most",
        formula=Equation("quota_paid", "", sympy.Symbol("D/Q"), formula, sign="<="),
        value=value,
        unit="of the quota",
        meets=Meets.REACHED,
        grounds=tuple(proved(scheme, BOUND, solvers)),
        letters={
            "D": "all dividends ever paid",
            "Q": "all quota ever granted",
            **of_parameters(NAMES),
        },
        witnesses=(Witness(history.text(), paid),),
        keeps=value >= 1,
    )


def bound(scheme: Scheme) -> tuple[Expr, Fraction]:
    """The bound as a formula and at the scheme's numbers."""
    formula = share(scheme)
    return formula, fraction(formula.subs(at_numbers(scheme, NAMES)), "share of the quota")


def day_of_a_whale(scheme: Scheme) -> History:
    """One member buys so much that every tier is reached, and the day closes."""
    history = History(scheme, 1)
    history.do("purchase", buyer=history.world.roster[0], paid=whale(scheme))
    history.do("close_day")
    return history


def whale(scheme: Scheme) -> Fraction:
    """A purchase that reaches the highest tier."""
    t = scheme.parameters
    return Fraction(max(t.tier_thresholds)) / Fraction(t.points_per_yuan)
