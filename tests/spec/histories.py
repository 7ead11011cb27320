"""Random histories of exact amounts, built from random picks of events."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.mechanisms.quota import DividendRates
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.schemes.scheme import Scheme


class Pick(NamedTuple):
    """A random event, apart from what it means in the state where it happens.

    ``first`` chooses among the members who hold what it takes, ``second`` among the others;
    ``size`` is a number of typical orders, or a share of what the first member holds, or a
    place between the least and the greatest rate.
    """

    rule: str
    first: int
    second: int
    size: Fraction


HELD = {
    "restore": "takings",
    "spend": "constants",
    "resell": "items",
    "release": "debt",
    "bring_friends": "dealer",
    "buy_back": "tokens",
    "pay_fee": "tokens",
}
"""What the first member of an event holds, where it is not points."""

PURCHASES = ("purchase", "purchase_referred", "sell_ahead")
"""Events for which the first member need not hold anything."""

CROWD = 10
"""The most friends that a random event brings, times its size, in whole friends."""


def event(
    scheme: Scheme, roster: Sequence[str], state: dict[str, Any], pick: Pick
) -> dict[str, Any]:
    """Return the arguments that a random event has in a state."""
    held = HELD.get(pick.rule, "points")
    holders = [name for name in roster if state[f"{name}.{held}"] > 0]
    if pick.rule in PURCHASES or not holders:
        holders = list(roster)
    actor = holders[pick.first % len(holders)]
    others = [name for name in roster if name != actor] or roster
    members = iter((actor, others[pick.second % len(others)]))
    arguments: dict[str, Any] = {}
    for name, sort in scheme.rules[pick.rule].sorts.items():
        if sort == "Member":
            arguments[name] = next(members)
        elif sort == "Yuan":
            arguments[name] = scheme.parameters.order * pick.size
        elif sort == "Count":
            arguments[name] = Fraction(math.ceil(CROWD * pick.size))
        else:
            arguments[name] = state[f"{actor}.{held}"] * pick.size
    if pick.rule == "close_day" and scheme.readings.dividend_rates is DividendRates.CHOSEN_DAILY:
        low, high = scheme.parameters.lowest_dividend_rate, scheme.parameters.highest_dividend_rate
        for room, name in (("daily-dividend", "daily_rate"), ("tier-dividend", "tier_rate")):
            if room in scheme.mechanisms:
                arguments[name] = low + pick.size * (high - low)
    return arguments


def history(scheme: Scheme, roster: Sequence[str], picks: Sequence[Pick]) -> dict[str, Any]:
    """Return the state after those of the random events that can happen, one after the other."""
    state = scheme.opening_state(roster)
    for pick in picks:
        world = World(scheme, ExactNumbers(), dict(state), roster)
        try:
            world.run(scheme.rules[pick.rule], event(scheme, roster, state, pick))
        except NotEnabled:
            continue
        state = world.state
    return state
