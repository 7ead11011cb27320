"""Histories that drive a bound to its limit, as cases for other people's ledgers.

They are the histories that meet the limits, as long as they have few events and short numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from msgspec.structs import replace

from neverfalls.counterexamples.conformance import Profile, exact_profile
from neverfalls.counterexamples.conformance.case import Ratio, Term, Witness
from neverfalls.counterexamples.conformance.recording import Handed, Purpose
from neverfalls.counterexamples.conformance.shrinking import Happening
from neverfalls.counterexamples.conformance.witness import reached
from neverfalls.counterexamples.replay import State
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from . import (
    dealers,
    dealers_wait,
    dilution,
    fall,
    goods,
    leaving,
    members,
    money_back,
    quota,
    release,
    spenders,
)
from .circle import FEEDBACKS, NEWS, TOKEN
from .evidence import History

CROWD = 10
"""The members of a history with a crowd."""

DAYS = "its histories take thousands of days, months or sales"
SALES = "its histories take a hundred sales, after which a price has hundreds of digits"
PRACTICE = "no cases are made of schemes of published practice"
UNDRIVEN = {
    **dict.fromkeys(
        (
            "equal_spenders_paid_back_with_dividends",
            "members_paid",
            "turnover_before_a_quota_is_paid",
            "first_quota_waits",
            "quotas_wait",
            "quotas_wait_with_growth",
            "quotas_paid_while_sales_fade",
            "received_by_the_forced_out",
            "forced_out_quota_waits",
            "old_debt_is_shown",
            "old_debt_is_paid",
            "first_dealer_waits",
            "dealers_before_one_earns_back",
        ),
        DAYS,
    ),
    **dict.fromkeys(
        (
            "first_member_waits",
            "members_wait",
            "old_members_wait",
            "old_members_wait_if_paid_for",
            "circulation_falls",
            "day_with_most_points",
        ),
        SALES,
    ),
    **dict.fromkeys(
        ("fees_of_full_return", "fees_of_frozen_points", "fees_last", "fees_last_in_equal_parts"),
        PRACTICE,
    ),
    "points_left_each_day": "its histories have forty days, after which a price has 79 digits",
    "old_debt_is_paid_if_paid_for": "it counts events, and no balance says how many there were",
    "leavers_paid_less": "it counts members by what they were shown, which is no balance",
    "cap_of_a_hundred_million": "it counts billions of sales; its histories have another cap",
    "cap_of_six_billion": "it counts billions of sales; its histories have another cap",
}
"""Bounds that no case drives to their limits, with the reason."""


class Driven(NamedTuple):
    """A history that drives a bound: what it runs, and how what it reaches is measured."""

    bound: str
    scheme: str
    readings: Mapping[str, str]
    run: Callable[[Scheme], History]
    measure: Callable[[History], tuple[Ratio, ...]] = lambda _history: ()
    members: Mapping[str, str] = {}


def _after(history: History, *balances: str, times: str = "1") -> list[Term]:
    return [Term(each, len(history.done), times) for each in balances]


def _over(above: str, below: str) -> Callable[[History], tuple[Ratio, ...]]:
    """One balance over another, at the end."""
    return lambda history: (Ratio(_after(history, above), _after(history, below)),)


def _per_point(history: History) -> tuple[Ratio, ...]:
    """What was paid per point."""
    points = _after(history, "issuer.points", times="-1")
    return (Ratio(_after(history, "sales.total"), points),)


def _money_back(history: History) -> tuple[Ratio, ...]:
    """What members were paid, of what they spent."""
    paid = _after(history, *(f"{name}.yuan" for name in history.world.roster), "sales.total")
    return (Ratio(paid, _after(history, "sales.total")),)


def _price_after_over_before(history: History) -> tuple[Ratio, ...]:
    """The quoted price after the last event, of that before it."""
    now = len(history.done)
    yuan, points = "quoted.yuan-in-pool", "quoted.supply"
    return (
        Ratio([Term(yuan, now)], [Term(yuan, now - 1)]),
        Ratio([Term(points, now - 1)], [Term(points, now)]),
    )


def _of_what_was_shown(*leavers: int) -> Callable[[History], tuple[Ratio, ...]]:
    """What these were paid on average, of the worth of their points before anybody left."""

    def measure(history: History) -> tuple[Ratio, ...]:
        roster = history.world.roster
        paid = [name for number, name in enumerate(roster) if number - len(roster) in leavers]
        start = len(history.done) - len(roster)
        proceeds = _after(history, *(f"{name}.proceeds" for name in paid or roster))
        return (
            Ratio(proceeds, [Term(f"{name}.points", start) for name in paid or roster]),
            Ratio([Term("quoted.supply", start)], [Term("quoted.yuan-in-pool", start)]),
        )

    return measure


def _earned(history: History) -> tuple[Ratio, ...]:
    """What dealers earned on average."""
    earned = _after(history, *(f"{name}.earned" for name in history.world.roster))
    return (Ratio(earned, _after(history, "dealers.number")),)


def _revenue(history: History) -> tuple[Ratio, ...]:
    """What others bought in a month, for each dealer, of whom each has the entry price back."""
    months = str(Fraction(1, dealers_wait.MONTHS))
    bought = _after(history, "ordinary.total", times=months)
    entry = str(1 / Fraction(history.world.scheme.parameters.entry_price))
    first = history.world.roster[0]
    one = Ratio(_after(history, f"{first}.dealer"), _after(history, f"{first}.earned", times=entry))
    return (Ratio(bought, _after(history, "dealers.number")), one)


def _strayed(history: History) -> tuple[Ratio, ...]:
    """How far the token price moved, of the news."""
    moved = [*_after(history, TOKEN), Term(TOKEN, 0, "-1")]
    return (Ratio(moved, _after(history, "news.good")),)


def _left(crowd: int) -> Callable[[Scheme], History]:
    def run(scheme: Scheme) -> History:
        history = leaving.holders_of_equal_points(scheme, crowd)
        leaving.leave(history)
        return history

    return run


def _turned(turns: int) -> Callable[[Scheme], History]:
    def run(scheme: Scheme) -> History:
        history = History(scheme, 1)
        history.do("rise", amount=NEWS)
        for _ in range(turns):
            history.do("turn")
        return history

    return run


def _fallen(each: fall.Fall, part: Fraction) -> Callable[[Scheme], History]:
    def run(scheme: Scheme) -> History:
        history = History(scheme)
        each.events(history, part)
        return history

    return run


def _released(points: Fraction) -> Callable[[Scheme], History]:
    def run(scheme: Scheme) -> History:
        history = History(scheme, 1)
        t = scheme.parameters
        paid = points * Fraction(t.issue_price) / Fraction(t.contribution * t.reward)
        history.do("purchase", buyer=history.world.roster[0], paid=paid)
        return history

    return run


def driven() -> Iterator[Driven]:
    """The histories that have few events."""
    for name, back in money_back.RETURNS.items():
        for times in (1, 2, 4):
            run = _with(money_back.sold_out, times)
            yield Driven(name, back.scheme, {}, run, _money_back)
    lucky = spenders.most_lucky(CROWD, money_back.bound_of(load_scheme("wine-shop"))[2])
    alike = _with(spenders.spend_alike, CROWD, lucky)
    yield Driven("equal_spenders_paid_back", "wine-shop", {}, alike, members={"yuan": "1"})
    unlike = _with(spenders.spend_unlike, CROWD)
    yield Driven("spenders_paid_back_by_one", "wine-shop", {}, unlike, members={"yuan": "1"})
    paid = _over("dividends.total", "alice.granted")
    yield Driven("quota_paid", "mall", {}, quota.day_of_a_whale, paid)
    full = {"dividends": "1", "granted": "-1"}
    by_one = _with(members.paid_by_one, CROWD)
    yield Driven("members_paid_by_others", "mall", {}, by_one, members=full)
    yield Driven("leavers_together", "wine-shop", {}, _left(CROWD), _of_what_was_shown())
    yield Driven("leavers_together", "wine-shop", {}, _left(1), _of_what_was_shown())
    yield Driven("last_leaver", "wine-shop", {}, _left(CROWD), _of_what_was_shown(-1))
    cost, platform = _over("goods.cost", "contributions.total"), {"goods_payer": "platform"}
    for left in (Fraction(1, 10), Fraction(1, 100), Fraction(1, 1000)):
        nearly = _with(goods.nearly_all, 3, left)
        yield Driven("goods_by_redemptions", "wine-shop", platform, nearly, cost)
    for count in (4, 31):
        equal = _with(goods.in_equal_parts, count)
        yield Driven("goods_by_equal_redemptions", "wine-shop", platform, equal, cost)
    for one in fall.FALLS:
        for part in fall.PARTS if one.on_symbols and one.name != "fall_in_sale" else fall.PARTS[:1]:
            run = _fallen(one, part)
            yield Driven(one.name, one.scheme, one.readings, run, _price_after_over_before)
    for each_way in dilution.DILUTIONS:
        for turns in dilution.TURNS[:2]:
            run = _with(dilution.restored, each_way, turns)
            reading = {"converted_points": each_way.choice}
            yield Driven(each_way.name, "wine-shop", reading, run, _price_after_over_before)
    for name, feedback in FEEDBACKS.items():
        for turns in (1, 4):
            yield Driven(name, "linkage", {"feedback": feedback}, _turned(turns), _strayed)
    for number in (2, CROWD):
        entered = _with(dealers.entered, number)
        yield Driven("dealers_earn", "dealers", dealers_wait.READINGS, entered, _earned)
    revenue = dealers_wait.steady_revenue(dealers_wait.month(None))[1]
    each_month = _with(dealers_wait.months_of_steady_revenue, 2, revenue)
    name = "revenue_that_pays_dealers"
    yield Driven(name, "dealers", dealers_wait.READINGS, each_month, _revenue)
    for points in release.CAPS.values():
        yield Driven("least_turnover", "wine-shop", {}, _released(points), _per_point)


def _with(run: Callable[..., History], *given: object) -> Callable[[Scheme], History]:
    return lambda scheme: run(scheme, *given)


def witnesses(name: str) -> Handed:
    """The cases in which bounds of a shipped scheme are driven to their limits."""
    return [_case(each) for each in driven() if each.scheme == name]


def _case(each: Driven) -> tuple[tuple[Happening, ...], Purpose]:
    scheme = load_scheme(each.scheme)
    own = {key: getattr(scheme.readings, key).value for key in each.readings}
    changed = {key: value for key, value in each.readings.items() if value != own[key]}
    setting = scheme.answering(**changed)
    history = each.run(setting)
    happenings = tuple(Happening(rule, tuple(given.items())) for rule, given in history.done)
    name = scheme.name + "".join(f".{key}={value}" for key, value in changed.items())
    found = Witness(each.bound, name, "0", list(each.measure(history)), dict(each.members))
    value = reached(found, _states(exact_profile(setting), history), history.world.roster)
    told = f"a witness of {each.bound}, a bound of docs/limits.md; it reaches {value}"
    witness = replace(found, reaches=str(value))
    return happenings, Purpose("witness", told=(told,), witnesses=(witness,))


def _states(profile: Profile, history: History) -> list[State]:
    """The balances at the opening, and after each event."""
    roster = history.world.roster
    states = [profile.opening(roster)]
    for rule, given in history.done:
        states.append(profile.ran(states[-1], roster, rule, given))
    return states
