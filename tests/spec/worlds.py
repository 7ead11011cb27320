"""Exact worlds, in which the tests of the rules run events."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from neverfalls.spec.claims.claim import CLAIMS
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

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
    entries: Mapping[str, Any] | None = None,
    roster: Sequence[str] = ROSTER,
    /,
    **choices: str,
) -> World:
    """Open a scheme under these readings and set some entries of its state."""
    scheme = under(scheme, **choices)
    state = scheme.opening_state(roster)
    set_to = {key: Fraction(value) for key, value in (entries or {}).items()}
    if not set_to.keys() <= state.keys():
        raise KeyError(sorted(set_to.keys() - state.keys()))
    return World(scheme, ExactNumbers(), state | set_to, roster)


def happen(w: World, rule: str, **arguments: Any) -> World:
    """Run one event in a world and return the world."""
    w.run(w.scheme.rules[rule], arguments)
    return w


def history(w: World, *events: Event) -> World:
    """Run events in a world, one after the other, and return the world."""
    for rule, arguments in events:
        happen(w, rule, **arguments)
    return w


def changed(w: World, rule: str, **arguments: Any) -> dict[str, Any]:
    """Run one event in a world and return what it changed."""
    before = dict(w.state)
    after = happen(w, rule, **arguments).state
    return {key: value for key, value in after.items() if value != before[key]}


def state_after(
    scheme: Scheme,
    entries: Mapping[str, Any],
    rule: str,
    arguments: Mapping[str, Any],
    *,
    roster: Sequence[str] = ROSTER,
    **choices: str,
) -> Any:
    """Run one event from a stock of entries; the state after it, or None where it is refused."""
    try:
        return happen(world(scheme, entries, roster, **choices), rule, **arguments).state
    except NotEnabled:
        return None


def view(scheme: str, entries: dict[str, Any], fee: str = "1/10", **choices: str) -> View:
    """Return a state of a scheme under these readings, with some entries set."""
    found = world(load_scheme(scheme).with_parameters(exit_fee=Fraction(fee)), entries, **choices)
    return found.on(found.state)


def holds(claim: str, w: View, before: View | None = None) -> bool:
    """Say whether a claim holds for everybody."""
    promise = CLAIMS[claim]
    names: Sequence[str | None] = w.roster if promise.per_member else (None,)
    return all(c.holds(w) for name in names for c in promise.checks(before, w, name))
