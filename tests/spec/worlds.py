"""Exact worlds, in which the tests of the rules run events."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.scheme import Scheme
from neverfalls.spec.world import World

from ..schemes import under

TINY = Fraction(1, 10**30)
ROSTER = ("alice", "bob")
STOCK: dict[str, Any] = {
    "pool.yuan": 60,
    "issuer.points": -30,
    "alice.points": 20,
    "bob.points": 10,
}
"""Thirty points circulate at 2 yuan each."""

QUOTED = {**STOCK, "quoted.yuan-in-pool": 60, "quoted.supply": 30}
"""The same, where an observer has seen it."""

Event = tuple[str, dict[str, Any]]
"""A rule and its arguments."""


def world(
    scheme: Scheme,
    entries: dict[str, Any] | None = None,
    roster: Sequence[str] = ROSTER,
    **choices: str,
) -> World:
    """Open a scheme under these readings and set some entries of its state."""
    scheme = under(scheme, **choices)
    state = scheme.opening_state(roster)
    set_to = {key: Fraction(value) for key, value in (entries or {}).items()}
    if not set_to.keys() <= state.keys():
        raise KeyError(sorted(set_to.keys() - state.keys()))
    return World(scheme, ExactNumbers(), state | set_to, roster)


def happen(w: World, *events: Event) -> World:
    """Run events in a world, one after the other, and return the world."""
    for rule, arguments in events:
        w.run(w.scheme.rules[rule], arguments)
    return w


def changed(w: World, rule: str, **arguments: Any) -> dict[str, Any]:
    """Run one event in a world and return what it changed."""
    before = dict(w.state)
    happen(w, (rule, arguments))
    return {key: value for key, value in w.state.items() if value != before[key]}


def state_after(w: World, rule: str, arguments: dict[str, Any]) -> Any:
    """Run one event in a world; the state after it, or None where it is refused."""
    try:
        return happen(w, (rule, arguments)).state
    except NotEnabled:
        return None
