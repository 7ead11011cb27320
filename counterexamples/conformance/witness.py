"""Witnesses: cases in which a bound is driven to its limit, and how far each of them gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import prod

from ..replay import State
from .case import Case, Outcome, Ratio, Witness
from .case import Term as Part
from .profile import profile


def states_of(case: Case, outcome: Outcome, name: str) -> list[State]:
    """The balances before anything happens, and after each event, as a profile expects them."""
    state: State = profile(name).opening(case.members)
    states = [state]
    for expected in outcome.expected:
        changed = expected.balances or {}
        state = {**state, **{key: Fraction(value) for key, value in changed.items()}}
        states.append(state)
    return states


def reached(witness: Witness, states: Sequence[State], members: Iterable[str]) -> Fraction:
    """What a history reaches: of members, the part that has something, or a product of ratios."""
    if witness.members:
        last, entries = states[-1], witness.members
        each = [_held(last, name, entries) >= 0 for name in members]
        return Fraction(sum(each), len(each))
    return prod((_ratio(each, states) for each in witness.measure), start=Fraction(1))


def _held(state: State, name: str, entries: Mapping[str, str]) -> Fraction:
    found = (Fraction(times) * state[f"{name}.{entry}"] for entry, times in entries.items())
    return sum(found, Fraction(0))


def _ratio(ratio: Ratio, states: Sequence[State]) -> Fraction:
    return _sum(ratio.above, states) / _sum(ratio.below, states)


def _sum(parts: Iterable[Part], states: Sequence[State]) -> Fraction:
    found = (Fraction(each.times) * states[each.after][each.balance] for each in parts)
    return sum(found, Fraction(0))
