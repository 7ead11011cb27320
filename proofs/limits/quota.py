"""How much of the promised quotas dividends can pay, and to how many members.

Of a day's sales at most the two announced funds are paid, while the same sales grant the
multiple of themselves in quota. Clauses: C7, M5.1, M6.1, M7.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import sympy

from neverfalls.spec import terms
from neverfalls.spec.claim import Check, Kind, Relation, own
from neverfalls.spec.loader import load_scheme
from neverfalls.spec.numbers import SymbolicNumbers, Yuan
from neverfalls.spec.scheme import Scheme
from neverfalls.spec.world import View, World

from ..algebra import Algebra, Equation, Expr, fraction, positive, tidy
from ..jobs import Solvers
from .limit import Ground, Limit, LimitFailed, Meets, Witness, require_closer, require_reached
from .showing import History, proved, statement

NAMES = {"quota_multiple": positive("m"), "daily_rate": positive("d"), "tier_rate": positive("t")}
CLAIM, CLAUSES = "every_quota_is_paid", ("C7", "M5.1", "M6.1", "M7.1")
CROWDS = (10, 100)
"""Numbers of small buyers beside one large one."""


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
    """In a step, daily dividends grow by no more than their rate of the day's sales."""
    most = _daily(before) + after.parameters.daily_rate * before.state["day.sales"]
    yield Check("daily dividends", most, _daily(after))


def tier_dividends_grow_by_the_funds(before: View, after: View) -> Iterator[Check]:
    """In a step, tier dividends and what is set aside for them grow by no more than their rate
    of the day's sales."""
    then, now = (_tier_dividends(w) + _tier_money(w) for w in (before, after))
    yield Check(
        "tier dividends", then + after.parameters.tier_rate * before.state["day.sales"], now
    )


def dividends_stay_within_the_rates(w: View) -> Iterator[Check]:
    """All dividends ever paid, times the multiple, stay within both rates of all quota ever
    granted, the quota of the current day left out."""
    p = w.parameters
    granted = w.total(lambda member: member.granted) - p.quota_multiple * w.state["day.sales"]
    paid = w.state["dividends.total"] + w.state["dividends.yuan"] + _tier_money(w)
    yield Check("dividends", (p.daily_rate + p.tier_rate) * granted, p.quota_multiple * paid)


def members_receive_all_dividends(w: View) -> Iterator[Check]:
    """What all members have been paid is all that was paid as dividends."""
    each = w.total(lambda member: member.dividends)
    yield Check("dividends", each, w.state["dividends.total"], relation=Relation.EQUAL)


def nobody_is_paid_less_than_nothing(w: View, name: str) -> Iterator[Check]:
    """No member's dividends are below zero."""
    yield Check("dividends", own(w, name).dividends, 0)


def share(scheme: Scheme) -> Expr:
    """What a day's funds can pay of the quota that its sales grant, by the rules on symbols.

    One member buys; the day is then closed without members, so that the announced funds show
    whole: the daily one as announced, those of the tiers as what nobody claimed.
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
    unclaimed = [closed.state[key] for key in closed.state if key.endswith(".unclaimed")]
    funds = algebra.amount(closed.state["day.fund"] + sum(unclaimed))
    granted = algebra.amount(bought.state[f"{roster[0]}.granted"])
    found = tidy(funds / granted)
    if found.free_symbols - set(NAMES.values()):
        raise LimitFailed("share of the quota", found, "a formula in the rates and the multiple")
    return found


def quota_paid(solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The part of all quota ever granted that dividends can pay."""
    scheme = scheme or load_scheme("mall")
    formula, value = _bound(scheme)
    history = History(scheme, 1)
    who = history.world.roster[0]
    history.do("purchase", buyer=who, paid=_whale(scheme))
    history.do("close_day")
    paid = history.held(who, "dividends") / history.held(who, "granted")
    require_reached("quota paid", paid, value)
    bodies = {
        daily_dividends_grow_by_the_fund: Kind.STEP,
        tier_dividends_grow_by_the_funds: Kind.STEP,
        dividends_stay_within_the_rates: Kind.STATE,
    }
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
        grounds=tuple(proved(scheme, bodies, solvers)),
        witnesses=(Witness(history.told(), paid),),
    )


def members_paid(solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The part of members, each granted the same quota, who can be paid all of it."""
    scheme = scheme or load_scheme("mall")
    formula, value = _bound(scheme)
    bodies = {
        daily_dividends_grow_by_the_fund: Kind.STEP,
        tier_dividends_grow_by_the_funds: Kind.STEP,
        dividends_stay_within_the_rates: Kind.STATE,
    }
    lemmas = [
        statement(Kind.STATE, members_receive_all_dividends),
        statement(Kind.STATE, nobody_is_paid_less_than_nothing, per_member=True),
    ]
    grounds = proved(scheme, bodies, solvers, lemmas=lemmas)
    history = _favoured(scheme, value)
    paid = _paid_in_full(history)
    require_reached("members paid in full", paid, value)
    chosen = value.numerator
    told = (
        f"{value.denominator} members spend {_whale(scheme)} each on one day, {chosen} of them in"
        " one purchase, the others in portions too small for any tier, whose points they take"
        f" goods for at once; close_day ({len(history.events)} events)"
    )
    return Limit(
        name="members_paid",
        question="Of members who are granted the same quota, how many can ever be paid all of it?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="members paid in full / members, at most: k quotas are no more than all dividends",
        formula=Equation("members_paid", "", sympy.Symbol("k/N"), formula, sign="<="),
        value=value,
        unit="of the members",
        meets=Meets.REACHED,
        grounds=tuple(grounds),
        witnesses=(Witness(told, paid),),
    )


def members_paid_by_others(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The same where members may spend different sums: one large buyer can pay for all others."""
    scheme = scheme or load_scheme("mall")
    witnesses = []
    for crowd in CROWDS:
        history = History(scheme, crowd + 1)
        *small, large = history.world.roster
        for name in small:
            history.do("purchase", buyer=name, paid=scheme.parameters.order)
        # so much that the lowest tier's fund alone, split by heads, pays every small quota
        funds = len(scheme.parameters.tier_thresholds)
        order, p = scheme.parameters.order, scheme.parameters
        each = Fraction(p.quota_multiple * order * funds) / p.tier_rate
        history.do("purchase", buyer=large, paid=each * (crowd + 1))
        history.do("close_day")
        told = f"{crowd} members spend {order} each, one more spends {each * (crowd + 1)}; close_day"
        witnesses.append(Witness(told, _paid_in_full(history)))
    require_closer("members paid by others", [Fraction(str(w.value)) for w in witnesses], Fraction(1))
    n = positive("N")
    for crowd, witness in zip(CROWDS, witnesses, strict=True):
        require_reached("members paid by others", witness.value, Fraction(crowd, crowd + 1))
    return Limit(
        name="members_paid_by_others",
        question="And where they may spend different sums?",
        clauses=(*CLAUSES, "M7.3"),
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="members paid in full / members, of N members",
        formula=Equation("members_paid_by_others", "", sympy.Symbol("k/N"), 1 - 1 / n),
        value=Fraction(1),
        unit="of the members",
        meets=Meets.APPROACHED,
        grounds=(Ground("never all quotas are paid, so never all members", "quota_paid"),),
        witnesses=tuple(witnesses),
        remark="by heads there is no other bound: a large buyer's tier funds pay all small quotas,"
        " and the large one is left with most of its own unpaid",
    )


def _bound(scheme: Scheme) -> tuple[Expr, Fraction]:
    formula = share(scheme)
    numbers = {symbol: getattr(scheme.parameters, name) for name, symbol in NAMES.items()}
    at = {symbol: sympy.Rational(*value.as_integer_ratio()) for symbol, value in numbers.items()}
    return formula, fraction(formula.subs(at), "share of the quota")


def _whale(scheme: Scheme) -> Fraction:
    """A purchase that reaches the highest tier."""
    return Fraction(max(scheme.parameters.tier_thresholds)) / scheme.parameters.points_per_yuan


def _favoured(scheme: Scheme, part: Fraction) -> History:
    """A day on which this part of equal spenders gets all dividends."""
    history, spent = History(scheme, part.denominator), _whale(scheme)
    favoured = history.world.roster[: part.numerator]
    lowest = Fraction(min(scheme.parameters.tier_thresholds))
    portions = int(spent * scheme.parameters.points_per_yuan / lowest) + 1
    for name in favoured:
        history.do("purchase", buyer=name, paid=spent)
    for name in history.world.roster[part.numerator :]:
        for _ in range(portions):
            history.do("purchase", buyer=name, paid=spent / portions)
            history.do("redeem", holder=name, points=history.held(name))
    history.do("close_day")
    return history


def _paid_in_full(history: History) -> Fraction:
    roster = history.world.roster
    full = [who for who in roster if history.held(who, "dividends") >= history.held(who, "granted")]
    return Fraction(len(full), len(roster))
