"""How long members wait for the whole of their quota while sales continue.

Every member makes one order and keeps all points. A day's funds are split evenly among ever more
members, so what one of them receives is a sum of shares, as ``sharing.py`` has them.
Clauses: C7, M5.1, M6.1, M6.3, M7.1, M7.5.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import NamedTuple

import sympy

from neverfalls.spec.mechanisms.forced_exit import ForcedExitBase
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.expressions import Equation, Expr, fraction, plain, positive, tidy
from ..algebra.letters import of_parameters
from ..audit.judging import Bounds, format_exact
from ..solving.pool import Solvers
from .crowds import KINDS, PAID, RATES, WAITING, DaysLaw, days_law
from .evidence import History
from .limit import Ground, Limit, LimitFailed, Meets, Witness, enclosed, require_closer
from .quota import CLAIM, NAMES
from .sharing import (
    HARMONIC,
    LETTERS,
    NO_FASTER,
    SCALE,
    exponential,
    last_term,
    shares,
)

CLAUSES = ("C7", "M5.1", "M6.1", "M6.3", "M7.1", "M7.5")
KEPT = {"forced_exit_base": ForcedExitBase.GRANTED_QUOTA.value}
"""The reading under which no member is forced out by steady sales; the others are in
``forced_out.py``."""
OTHERS = (
    {"quota_multiple": "one"},
    {"tier_rate": "twenty-percent"},
    {"empty_tier": "to-lower-tiers"},
)
"""Other answers that change how long members wait."""
FOLLOWED = (1, 10, 100, 1000)
"""The members whose waiting is computed."""
SUMMED_EXACTLY, MOST_MEMBERS = 10_000, 200
"""Most shares that are added as fractions; most members of a history that is run."""
SMALL, WAITED = Fraction(1, 2), (1, 2, 3)
"""A quota, in orders, that is paid so soon that every event is run; the members who wait for it."""
GROWTH = Fraction(101, 100)
"""Each day's sales as a multiple of those of the day before."""
G = positive("g")


class Needed(NamedTuple):
    """A member's quota, measured in funds of a day with one order: as a formula, as a number."""

    formula: Expr
    value: Fraction
    law: DaysLaw


def needed(scheme: Scheme) -> Needed:
    """How many such funds it takes to pay one quota, by the rules on symbols.

    Raises:
        LimitFailed: the two funds are not shared by all members there are.
    """
    law = days_law(scheme)
    if (law.of_held, law.of_tiered) != ((WAITING, PAID), KINDS):
        raise LimitFailed("who shares in the funds", law, "members with points, and all members")
    history = History(scheme, 1)
    who = history.world.roster[0]
    history.do("purchase", buyer=who, paid=history.order)
    granted = history.held(who, "granted") / history.order
    fund = fraction((law.held + law.tiered).subs(at_numbers(scheme, RATES)), "funds of a day")
    return Needed(tidy(NAMES["quota_multiple"] / (law.held + law.tiered)), granted / fund, law)


def turnover_before_a_quota_is_paid(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """By how many times everything ever sold has to grow before a member is paid in full."""
    setting, need = setting_and_need(scheme)
    value = exponential(need.value)
    witnesses = [
        Witness(
            f"one new member a day: member {member}'s quota is paid on day {day}",
            Fraction(day, member - 1),
        )
        for member, day in ((each, _day(each, need.value)) for each in FOLLOWED[1:])
    ]
    require_closer("turnover_before_a_quota_is_paid", witnesses, value.low)
    return Limit(
        name="turnover_before_a_quota_is_paid",
        question="If every member orders once, all for the same amount, and keeps the points: by"
        " how many times must everything ever sold grow before a new member has been paid the"
        " whole quota?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=setting.name,
        readings=KEPT,
        meaning="members by the day on which one of them has been paid in full / members before"
        " that one joined, at least, however sales come in",
        formula=Equation("turnover", "", sympy.Symbol("U'/U"), sympy.exp(need.formula), ">="),
        value=value,
        unit="times",
        meets=Meets.APPROACHED,
        grounds=(*grounds_of(setting, need), NO_FASTER),
        letters={
            "U'": "the number of members by the day on which one of them has been paid in full",
            "U": "the number of members before that one joined",
            **letters_of(),
        },
        witnesses=tuple(witnesses),
        remark=_others(setting),
        keeps=True,
    )


def first_quota_waits(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The day on which the first member has been paid in full, with one new member a day."""
    setting, need = setting_and_need(scheme)
    day = _day(1, need.value)
    quota = _quota(setting)
    if day > SUMMED_EXACTLY:
        raise LimitFailed("day on which the first quota is paid", day, f"at most {SUMMED_EXACTLY}")
    sums = shares(lambda _day: Fraction(1))
    paid = [next(sums) * quota / need.value for _ in range(day)][-2:]
    if not paid[0] < quota <= paid[1]:
        raise LimitFailed("paid to the first member", paid, f"less than {quota}, then all of it")
    return Limit(
        name="first_quota_waits",
        question="With one new member and one order every day, and nobody selling points: on which"
        " day has the first member been paid the whole quota?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=setting.name,
        readings=KEPT,
        meaning="the least n for which",
        formula=Equation(
            "first_quota_waits", "", sympy.Function("H")(sympy.Symbol("n")), need.formula, sign=">="
        ),
        value=Fraction(day),
        unit="days",
        meets=Meets.REACHED,
        grounds=grounds_of(setting, need),
        letters={"n": "the number of the day", **letters_of()},
        witnesses=tuple(
            Witness(f"paid to the first member by day {day - 1 + i}, by the law", each, "yuan")
            for i, each in enumerate(paid)
        ),
        solved_for="n",
        keeps=True,
    )


def quotas_wait(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """How the waiting grows with the number of the member, with one new member a day."""
    setting, need = setting_and_need(scheme)
    bound = exponential(need.value)
    value = Bounds(bound.low - 1, bound.high - 1)
    witnesses = []
    for member in FOLLOWED:
        days = _day(member, need.value) - member
        words = f"member {member} waits for {days} further days"
        witnesses.append(Witness(words, Fraction(days, member)))
    require_closer("quotas_wait", witnesses, value.low)
    n, k = sympy.symbols("n k")
    return Limit(
        name="quotas_wait",
        question="With one new member and one order every day, and nobody selling points: how does"
        " the wait for the whole quota grow with the number of the member?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=setting.name,
        readings=KEPT,
        meaning="further days / number of the member, for large k; every quota is paid in the end",
        formula=Equation("quotas_wait", "", n / k, sympy.exp(need.formula) - 1, sign="->"),
        value=value,
        unit="days per number",
        meets=Meets.APPROACHED,
        grounds=(*grounds_of(setting, need), HARMONIC),
        letters={
            "n": "the number of further days",
            "k": "the number of the member, in order of purchase",
            **letters_of(),
        },
        witnesses=tuple(witnesses),
        keeps=True,
    )


def quotas_wait_with_growth(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """How long members wait if each day's sales are a multiple of those of the day before."""
    setting, need = setting_and_need(scheme)
    days = ceil(need.value / (1 - 1 / GROWTH)) - 1
    witnesses = []
    for day in FOLLOWED:
        waited = _growing(day, need.value)
        witnesses.append(Witness(f"members of day {day}", Fraction(waited)))
    if witnesses[-1].value != days:
        raise LimitFailed("wait of late members", witnesses[-1].value, str(days))
    n = sympy.Symbol("n")
    bound = tidy(need.formula / (1 - 1 / G))
    grown = GROWTH**days
    least_growth = exponential(need.value)
    return Limit(
        name="quotas_wait_with_growth",
        question="If sales grow every day, and nobody sells points: how long does any member wait"
        " for the whole quota?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=setting.name,
        readings=KEPT,
        meaning="further days, at most; late members wait for the least n for which, here for"
        f" g = {GROWTH}",
        formula=Equation("quotas_wait_with_growth", "", n + 1, bound, sign=">="),
        value=Fraction(days),
        unit="further days",
        meets=Meets.REACHED,
        grounds=(
            *grounds_of(setting, need, GROWN),
            Ground(
                "on day k every member receives the part (1 - 1/g)/(1 - g^(-k)) of the funds of"
                " one order, ever less, and more than 1 - 1/g",
                "sum of the members of all days",
            ),
        ),
        letters={
            "n": "the number of further days",
            "g": "a day's sales, measured in those of the day before",
            "k": "the number of a day",
            **letters_of(),
        },
        witnesses=tuple(witnesses),
        solved_for="n",
        remark=f"By then a day's sales are {format_exact(bounds_of(grown))} times as large; however"
        f" fast they grow, at least {format_exact(least_growth)} times for late members"
        " (turnover_before_a_quota_is_paid).",
        keeps=True,
    )


def setting_and_need(scheme: Scheme | None) -> tuple[Scheme, Needed]:
    """The mall under the reading that forces nobody out, and what a quota takes.

    Raises:
        LimitFailed: a member's points are worth the quota from the start, or the first day pays it.
    """
    setting = (scheme or load_scheme("mall")).answering(**KEPT)
    deposit, granted = Fraction(setting.parameters.contribution), _quota(setting)
    if deposit * Fraction(setting.parameters.order) >= granted:
        raise LimitFailed("worth of a member's points", deposit, "less than the quota")
    need = needed(setting)
    if need.value <= 1:
        raise LimitFailed("funds of a day that a quota takes", need.value, "more than 1")
    return setting, need


def _quota(scheme: Scheme) -> Fraction:
    """The quota that one order grants, in yuan."""
    history = History(scheme, 1)
    who = history.world.roster[0]
    history.do("purchase", buyer=who, paid=history.order)
    return history.held(who, "granted")


def letters_of() -> dict[str, str]:
    return {**LETTERS, "x": "what one order pays, in yuan", **of_parameters(RATES)}


GROWN = 2
"""New members of a day for each one of the day before, in the histories that are run."""


def grounds_of(scheme: Scheme, need: Needed, growth: int = 1) -> tuple[Ground, ...]:
    """The law of a day, and that histories meet it.

    Raises:
        LimitFailed: a history does not.
    """
    law = need.law
    small = scheme.with_parameters(quota_multiple=SMALL, quota_multiple_restated=SMALL)
    smaller = SMALL * need.value / (_quota(scheme) / Fraction(scheme.parameters.order))
    derived = [_by_shares(day, smaller, growth) for day in WAITED]
    found = _run(small, derived[-1], growth)
    if found != derived:
        raise LimitFailed("days on which quotas are paid", found, f"{derived}, as derived")
    days = ", ".join(map(str, found))
    joining = "one new member a day" if growth == 1 else f"{growth} for each one of the day before"
    return (
        Ground(
            "on a day on which N_k members join, with one order of x each, every member with quota"
            f" left receives x·{plain(law.held)}·N_k/U_k for points and"
            f" x·{plain(law.tiered)}·N_k/U_k as tier dividend",
            "rules on symbols, any number of members",
        ),
        Ground(
            f"histories with a quota of {SMALL} of the order, {joining}: the members of days"
            f" {', '.join(map(str, WAITED))} are paid in full on days {days}",
            "run by the rules, as derived",
        ),
    )


def _by_shares(since: int, total: Fraction, growth: int) -> int:
    """The day on which the shares of the members of a day add up to so much.

    Raises:
        LimitFailed: more members have joined by then than can be run.
    """
    sums = shares(lambda day: Fraction(growth ** (day - 1)), since)
    day, members = since, sum(growth**before for before in range(since))
    while next(sums) < total:
        members += growth**day
        day += 1
        if members > MOST_MEMBERS:
            raise LimitFailed("members of a history", members, f"at most {MOST_MEMBERS}")
    return day


def _run(scheme: Scheme, days: int, growth: int) -> list[int]:
    """The days on which members of the first days have been paid in full, by the rules."""
    counts = [growth**day for day in range(days)]
    history, joined = History(scheme, sum(counts)), 0
    first: list[str] = []
    paid: dict[str, int] = {}
    for day, count in enumerate(counts, 1):
        for name in history.world.roster[joined : joined + count]:
            history.do("purchase", buyer=name, paid=history.order)
        first.append(history.world.roster[joined])
        joined += count
        history.do("close_day")
        for name in first[: len(WAITED)]:
            if not history.held(name, "quota"):
                paid.setdefault(name, day)
    return [paid.get(name, 0) for name in first[: len(WAITED)]]


def _day(member: int, total: Fraction) -> int:
    """The day on which a member is paid in full, with one new member a day."""
    found = enclosed(last_term(member, total), f"member {member}")
    if not isinstance(found, Fraction):
        raise LimitFailed(f"day of member {member}", found, "bounds that lie closer together")
    return int(found)


def _growing(since: int, total: Fraction) -> int:
    """How many further days members of a day wait if sales grow.

    Raises:
        LimitFailed: rounding leaves the day undecided.
    """
    rate, shrunk = 1 - 1 / GROWTH, SCALE
    g = GROWTH
    for _ in range(since - 1):
        shrunk = shrunk * g.denominator // g.numerator
    low, high, day = 0, 0, since - 1
    while True:
        day += 1
        shrunk = shrunk * g.denominator // g.numerator  # between this and one more for each day
        part = rate.numerator * SCALE * SCALE // (rate.denominator * (SCALE - shrunk))
        more = rate.numerator * SCALE * SCALE // (rate.denominator * (SCALE - shrunk - day)) + 1
        low, high = low + part, high + more
        if low >= total * SCALE:
            return day - since
        if high >= total * SCALE:
            raise LimitFailed("shares while sales grow", day, "bounds that lie closer together")


def _rounded(value: Fraction) -> Fraction:
    return Fraction(value.numerator * SCALE // value.denominator, SCALE)


def bounds_of(value: Fraction) -> Bounds:
    low = _rounded(value)
    return Bounds(low, low + Fraction(1, SCALE))


def _others(setting: Scheme) -> str:
    """What it is under other answers, one at a time."""
    found = []
    for answers in OTHERS:
        total = needed(setting.answering(**answers)).value
        read = ", ".join(f"{key}={choice}" for key, choice in answers.items())
        found.append(f"{read}: {format_exact(exponential(total))}")
    return "Under other answers: " + "; ".join(found) + "."
