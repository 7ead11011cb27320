"""What members receive who are forced out, as the scheme is written, while sales continue.

Every day one new member makes one order. Whoever's points are worth the rest of the quota is forced
out: the points are sold, less the fee, and dividends for points end. Clauses: C7, M5, M6, M7, M8.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import sympy

from neverfalls.spec.numbers.decimals import decimal
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.expressions import PARAMETERS, Equation, fraction, plain, positive
from ..algebra.letters import of_parameters
from ..audit.judging import Bounds, format_exact
from ..solving.pool import Solvers
from .crowds import KINDS, PAID, RATES, WAITING, days_law
from .evidence import History
from .limit import Ground, Limit, LimitFailed, Meets, Witness, enclosed, require_closer
from .quota import CLAIM, NAMES
from .sharing import LETTERS, SCALE, exponential_between, last_term
from .waiting import paid_part

CLAUSES = ("C7", "M5.1", "M6.1", "M7.1", "M8.1", "M8.2", "A12")
FOLLOWED = (1, 10, 100)
"""The members whose exit is computed."""
SMALL, RUN = Fraction(3, 4), 30
"""A quota, in orders, that forces members out so soon that days are run; their number."""


MOST = 2_000_000
"""The most days that are followed."""


class Numbers(NamedTuple):
    """All in orders: the two funds of a day, the quota, the contribution; the part of their worth
    that is paid for points."""

    held: Fraction
    tiered: Fraction
    quota: Fraction
    deposit: Fraction
    paid: Fraction


class Exit(NamedTuple):
    """A forced exit: whose, when, after which dividends, what is paid for the points, in orders."""

    member: int
    day: int
    dividends: Bounds
    proceeds: Bounds


def numbers(scheme: Scheme) -> Numbers:
    """The numbers of a day, by the rules on symbols.

    Raises:
        LimitFailed: the funds are shared by others than expected.
    """
    law = days_law(scheme)
    if (law.of_held, law.of_tiered) != ((WAITING, PAID), KINDS):
        raise LimitFailed("who shares in the funds", law, "members with points, and all members")
    at = at_numbers(scheme, RATES)
    held, tiered, paid = (
        fraction(each.subs(at), "numbers of a day")
        for each in (law.held, law.tiered, paid_part(scheme))
    )
    history = History(scheme, 1)
    who = history.world.roster[0]
    history.do("purchase", buyer=who, paid=history.order)
    quota, deposit = history.held(who, "granted"), Fraction(history.world.pool)
    return Numbers(held, tiered, quota / history.order, deposit / history.order, paid)


def exits(day: Numbers) -> Iterator[Exit]:
    """All forced exits in turn, with one new member a day.

    Members wait in the order of joining: the longer a member has been there, the less is left of
    the quota, and all have equal points.

    Raises:
        LimitFailed: rounding leaves one undecided, or it is too far away.
    """
    held, tiered, deposit = (int(each * SCALE) for each in (day.held, day.tiered, day.deposit))
    quota, error = int(day.quota * SCALE), 0
    total, pool, today, gone = 0, 0, 0, 0
    before = [0]
    while True:
        today += 1
        pool += deposit
        total += held // (today - gone) + tiered // today
        before.append(total)
        if today > MOST:
            raise LimitFailed("days of forced exits", today, f"at most {MOST}")
        error += 8
        while gone < today:
            worth, received = pool // (today - gone), total - before[gone]
            margin = worth + received - quota
            if abs(margin) <= error:
                raise LimitFailed(f"exit on day {today}", margin, "a worth that is decided")
            if margin < 0:
                break
            proceeds = worth * day.paid.numerator // day.paid.denominator
            pool -= proceeds
            gone += 1
            yield Exit(gone, today, _within(received, error), _within(proceeds, error))


def _within(value: int, error: int) -> Bounds:
    return Bounds(Fraction(value - error, SCALE), Fraction(value + error, SCALE))


def received_by_the_forced_out(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """What members have received in all when they are forced out, in the end."""
    scheme = scheme or load_scheme("mall")
    day = numbers(scheme)
    _part, worth = _in_the_end(day)
    fee = 1 - day.paid
    value = Bounds(*(1 - fee * each / day.quota for each in (worth.high, worth.low)))
    witnesses = []
    order = Fraction(scheme.parameters.order)
    for each in exits(day):
        if each.member in FOLLOWED:
            ends = zip(each.dividends, each.proceeds, strict=True)
            both = Bounds(*(one + other for one, other in ends))
            words = (
                f"member {each.member} is forced out on day {each.day}, paid"
                f" {_yuan(both, order)} yuan, {_yuan(each.proceeds, order)} of it for points"
            )
            witnesses.append(Witness(words, Bounds(*(end / day.quota for end in both))))
        if each.member == FOLLOWED[-1]:
            break
    require_closer("received_by_the_forced_out", witnesses, value)
    alpha, v = positive("alpha"), positive("v")
    law = days_law(scheme)
    phi, c, m = PARAMETERS["exit_fee"], PARAMETERS["contribution"], NAMES["quota_multiple"]
    leaving = sympy.exp(-(m - v) / (law.tiered + law.held / (1 - alpha)))
    return Limit(
        name="received_by_the_forced_out",
        question="With one new member and one order every day: how much of the promised quota has a"
        " member received, dividends and the price of the points together, when the member is"
        " forced out?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="dividends and proceeds / quota, for late members, where v is what their points are"
        f" worth, in orders, v = {plain(c / (1 - alpha * phi))}, and alpha ="
        f" {plain(leaving)}",
        formula=Equation("forced_out", "", sympy.Symbol("B/Q"), 1 - phi * v / m, sign="->"),
        value=value,
        unit="of the quota",
        meets=Meets.APPROACHED,
        grounds=(
            *_grounds(scheme, day),
            Ground(
                "whoever is forced out has received all of the quota but what the points are worth,"
                " and is paid that less the fee",
                "the condition of the rule; the last day's dividend goes to 0",
            ),
            Ground(
                "v and alpha lie between bounds that follow from earlier bounds: members leave the"
                " sooner, the more their points are worth and the fewer share",
                "the bounds put in for both give closer ones, again and again",
            ),
        ),
        letters={
            "B": "what a member has received",
            "Q": "the quota",
            "v": "what a member's points are worth in the end, in orders",
            "alpha": "the part of all members who have been forced out",
            **_letters(),
        },
        witnesses=tuple(witnesses),
        remark="Dividends alone come to"
        f" {format_exact(Bounds(1 - worth.high / day.quota, 1 - worth.low / day.quota))}"
        " of the quota by then.",
        keeps=False,
    )


def forced_out_quota_waits(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """When the first member, once forced out, has been paid the rest of the quota after all."""
    scheme = scheme or load_scheme("mall")
    day = numbers(scheme)
    first = next(exits(day))
    rest = Bounds(day.quota - first.dividends.high, day.quota - first.dividends.low)
    if rest.low <= 0:
        raise LimitFailed("quota left to the first member", rest, "more than 0")
    value = enclosed(_tiers_pay(first, rest, day), "day")
    less = Bounds(rest.low - first.proceeds.high, rest.high - first.proceeds.low)
    counted = enclosed(_tiers_pay(first, less, day), "day")
    order = Fraction(scheme.parameters.order)
    n = sympy.Symbol("n")
    law = days_law(scheme)
    harmonic = sympy.Function("H")
    formula = harmonic(sympy.Symbol("n_0")) + positive("b") / law.tiered
    return Limit(
        name="forced_out_quota_waits",
        question="With one new member and one order every day: on which day has the first member,"
        " after being forced out, been paid the rest of the quota?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="the least n for which, the exit being on day n_0, with b orders of quota left;"
        f" here n_0 = {first.day}, b = {format_exact(rest)}",
        formula=Equation("forced_out_quota_waits", "", harmonic(n), formula, sign=">="),
        value=value,
        unit="days",
        meets=Meets.REACHED if isinstance(value, Fraction) else Meets.ENCLOSED,
        grounds=(
            *_grounds(scheme, day),
            Ground(
                "who was forced out keeps the tier and has no points: only the fund of the lowest"
                f" tier goes on paying, {plain(law.tiered)} of an order, split among all members",
                "rules on symbols, any number of members",
            ),
        ),
        letters={
            "n": "the number of the day",
            "n_0": "the day of the forced exit",
            "b": "the quota that is left by then, in orders",
            **_letters(),
        },
        witnesses=(
            Witness(
                f"the first member is forced out on day {first.day}; of the quota is left then",
                Bounds(*(end * order for end in rest)),
                "yuan",
            ),
        ),
        solved_for="n",
        remark="In the end every quota is paid, and the price of the points beside it. If the"
        " proceeds of points count against the quota (quota_scope=dividends-and-exits), it is day"
        f" {format_exact(counted)}. If tier dividends do not count (quota_scope=daily-only), or"
        " there are none, the rest of the quota is never paid.",
        keeps=True,
    )


def _tiers_pay(first: Exit, rest: Bounds, day: Numbers) -> Bounds:
    """The day by which tier dividends have paid what is left of the first member's quota."""
    return last_term(first.day + 1, Bounds(rest.low / day.tiered, rest.high / day.tiered))


def _in_the_end(day: Numbers) -> tuple[Bounds, Bounds]:
    """Bounds for the part of all members who have been forced out, and for what points are worth.

    To begin with: each exit uses up a whole quota, in dividends and in the worth of points. Both
    formulas rise or fall in each letter, so their extremes lie at the ends of the bounds.
    """
    income = day.held + day.tiered + day.deposit / day.paid
    part = Bounds(Fraction(0), income / day.quota)
    if part.high >= 1:
        raise LimitFailed("members forced out", part, "fewer than all")
    worth = Bounds(day.deposit, day.deposit / (1 - part.high))
    for _ in range(60):
        exponents = [
            (v - day.quota) / (day.tiered + day.held / (1 - a)) for v in worth for a in part
        ]
        found = exponential_between(Bounds(min(exponents), max(exponents)))
        part = _within_both(part, found)
        worths = [(day.deposit - day.paid * v * a) / (1 - a) for v in worth for a in part]
        worth = _within_both(worth, Bounds(min(worths), max(worths)))
    return part, worth


def _grounds(scheme: Scheme, day: Numbers) -> tuple[Ground, ...]:
    """The law of a day, and that a history meets it.

    Raises:
        LimitFailed: the history does not.
    """
    law = days_law(scheme)
    small = scheme.with_parameters(quota_multiple=SMALL, quota_multiple_restated=SMALL)
    derived = []
    for each in exits(day._replace(quota=SMALL)):
        if each.day > RUN:
            break
        derived.append(each)
    found = _run(small)
    same = len(found) == len(derived) and all(
        (one.member, one.day) == (other.member, other.day)
        and one.dividends.low <= other.dividends.low <= one.dividends.high
        and one.proceeds.low <= other.proceeds.low <= one.proceeds.high
        for one, other in zip(derived, found, strict=True)
    )
    if not same:
        raise LimitFailed("forced exits", found, f"{derived}, as derived")
    return (
        Ground(
            f"every day each member with points receives {plain(law.held)} of an order, divided by"
            f" the number of these, and each member {plain(law.tiered)} of an order, divided by the"
            " number of all",
            "rules on symbols, any number of members",
        ),
        Ground(
            f"with a quota of {SMALL} of the order, members 1 to {len(found)} are forced out on"
            f" days {', '.join(str(each.day) for each in found)}, with the dividends and proceeds"
            " that follow",
            "run by the rules, as derived",
        ),
    )


def _run(scheme: Scheme) -> list[Exit]:
    """The forced exits of the first days, by the rules."""
    history = History(scheme, RUN)
    found: list[Exit] = []
    for day, name in enumerate(history.world.roster, 1):
        history.do("purchase", buyer=name, paid=history.order)
        history.do("close_day")
        for number, other in enumerate(history.world.roster[:day], 1):
            if number > len(found) and not history.held(other):
                dividends, proceeds = (
                    history.held(other, entry) / history.order
                    for entry in ("dividends", "proceeds")
                )
                amounts = (Bounds(each, each) for each in (dividends, proceeds))
                found.append(Exit(number, day, *amounts))
    return found


def _letters() -> dict[str, str]:
    return {**LETTERS, **of_parameters(RATES)}


def _down(value: Fraction) -> Fraction:
    return Fraction(value.numerator * SCALE // value.denominator, SCALE)


def _within_both(one: Bounds, other: Bounds) -> Bounds:
    """Bounds for what lies within both, rounded outward."""
    low, high = max(one.low, other.low), min(one.high, other.high)
    return Bounds(_down(low), _down(high) + Fraction(1, SCALE))


def _yuan(value: Bounds, order: Fraction) -> str:
    """An amount in orders, in yuan with two places, for print."""
    return decimal(sum(value, Fraction(0)) / 2 * order, 2)
