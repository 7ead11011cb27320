"""How long members wait for the 4000 that they were promised for 2000. Clauses: C7, M5, M6, M7."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

from ..limits.evidence import History
from ..limits.limit import LimitFailed, require_found
from ..limits.quotas_wait import Needed, setting_and_need
from ..limits.sharing import last_term, shares
from .picture import Axis, Ink, Label, Line, Look, Panel, Picture, Point
from .wording import Numbers, say

YEAR = 365
STOPS = YEAR
"""The day after which nobody joins any more, in one of the courses."""

MEMBERS = 10
"""How many members' waiting is shown."""

RUN = 12
"""How many days are run by the rules, event by event, before the law of a day takes over."""


def quota_waiting() -> Picture:
    """With a new member every day, the first one has the promised 4000 after 21 years, and each
    later one waits longer still; if sales stop, nobody is paid any more."""
    setting, need = setting_and_need(None)
    order = Fraction(setting.parameters.order)
    quota, income = _by_the_rules(need)
    waits = [_day(member, need.value) - member for member in range(1, MEMBERS + 1)]
    days = waits[0] + 1
    sums = [Fraction(0), *islice(shares(lambda _day: Fraction(1)), days)]
    sampled = [*range(100), *range(100, days, 100), days]
    first = tuple(Point(Fraction(day), income * sums[day]) for day in sampled)
    later = tuple(
        Point(Fraction(day), income * (sums[day] - sums[MEMBERS - 1]))
        for day in sampled
        if day >= MEMBERS - 1
    )
    stopped = (
        *(each for each in first if each.x < STOPS),
        Point(Fraction(STOPS), income * sums[STOPS]),
    )
    flat = Point(Fraction(days), stopped[-1].y)
    ends = (Fraction(0), Fraction(8000))
    years = tuple(
        Point(Fraction(number), Fraction(each, YEAR)) for number, each in enumerate(waits, 1)
    )
    numbers: Numbers = {
        "order": order,
        "quota": quota,
        "first": days,
        "years": _whole(years[0].y),
        "member": MEMBERS,
        "tenth": _whole(years[-1].y),
        "stops": STOPS,
        "flat": flat.y,
    }
    return Picture(
        name="quota-waiting",
        finding=say(
            "Spend {order}, receive {quota}: with a new member every day the first waits {years}"
            " years, the {member}th {tenth}; if sales stop, for ever",
            **numbers,
        ),
        shows=say(
            "What dividends have paid to the first member, by day, if one new member spends {order}"
            " yuan every day: it grows like 1 + 1/2 + 1/3 + … and comes to {quota} yuan on day"
            " {first}. Member {member} has by then {later} yuan. If sales stop after day {stops},"
            " the first member stays at {flat} yuan for ever. Below, the wait for all of the"
            " {quota} yuan by number of the member: {years} years for the first, {tenth} for"
            " member {member}.",
            **numbers,
            later=later[-1].y,
        ),
        rests_on=say(
            "Mall, read so that nobody is forced out (forced_exit_base=granted-quota): a day's law"
            " from the rules on symbols, any number of members; the first {run} days run event by"
            " event. neverfalls limits first_quota_waits quotas_wait",
            run=RUN,
        ),
        panels=(
            Panel(
                said=say("Received in dividends"),
                x=Axis(say("days, each with one new member"), *ends),
                y=Axis(say("yuan"), Fraction(0), Fraction(4500)),
                marks=(
                    Line("promised", tuple(Point(x, quota) for x in ends), Look.FAINT),
                    Line("first member", first),
                    Line("member ten", later, Look.DASHED, Ink.BLUE),
                    Line("sales stop", (*stopped, flat), Look.DOTTED, Ink.RED),
                ),
                labels=(
                    Label(say("promised: {quota}", **numbers), Point(Fraction(100), quota), 0, 10),
                    Label(
                        say("first member: all of it on day {first}", **numbers),
                        Point(Fraction(days), quota),
                        0,
                        -34,
                        align="right",
                    ),
                    Label(
                        say("sales stop after day {stops}: {flat}", **numbers),
                        flat,
                        0,
                        -24,
                        Ink.RED,
                        "right",
                    ),
                    Label(
                        say("member {member}", **numbers),
                        next(each for each in later if each.x >= 2000),
                        0,
                        -18,
                        Ink.BLUE,
                    ),
                ),
                height=3,
            ),
            Panel(
                said=say("The wait for all of it"),
                x=Axis(say("number of the member"), Fraction(0), Fraction(MEMBERS + 1)),
                y=Axis(say("years"), Fraction(0), Fraction(420)),
                marks=(Line("wait", years),),
                labels=(
                    Label(say("{years} years", **numbers), years[0], 0, 16, align="center"),
                    Label(
                        say("{tenth} years", **numbers),
                        years[-1],
                        -10,
                        4,
                        align="right",
                    ),
                ),
                height=2,
            ),
        ),
    )


def _by_the_rules(need: Needed) -> tuple[Fraction, Fraction]:
    """The quota of one order, and what the first day pays to its one member, both in yuan.

    Raises:
        LimitFailed: the days that are run do not pay what the law of a day says.
    """
    setting, _need = setting_and_need(None)
    history = History(setting, RUN)
    first, *_others = history.world.roster
    paid = []
    for name in history.world.roster:
        history.do("purchase", buyer=name, paid=history.order)
        history.do("close_day")
        paid.append(history.held(first, "dividends"))
    quota = history.held(first, "granted")
    income = quota / need.value
    for day, total in enumerate(islice(shares(lambda _day: Fraction(1)), RUN), 1):
        require_found(f"paid to the first member by day {day}", paid[day - 1], income * total)
    return quota, income


def _day(member: int, total: Fraction) -> int:
    """The day on which a member has all of it, with one new member a day."""
    found = last_term(member, total)
    if found.low != found.high:
        raise LimitFailed(f"day of member {member}", found, "bounds that lie closer together")
    return int(found.low)


def _whole(years: Fraction) -> int:
    return years.numerator // years.denominator
