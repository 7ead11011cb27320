"""Profiles: a scheme under one reading, in one unit of account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..replay import State
from .whole import ROUNDING, WholeUnits, in_units

NUMBERS = ExactNumbers()
EXACT = "All amounts are exact fractions; nothing is rounded."
ROUNDED = (
    "All amounts are exact fractions, except those that the scheme itself rounds (clause A15, the"
    " readings and steps of the profile)."
)
WHOLE = "-cents"
"""What the names of suites in whole units end with."""

IN_YUAN = ("constants", "quota", "debt")
"""Assets of which one is worth a yuan, so that they are counted in the same unit."""

ONE = Fraction(1)
CENT = Fraction(1, 100)


@dataclass(frozen=True)
class Profile:
    """What a ledger declares that it implements.

    ``units`` says how many yuan or points the unit of an amount is: an amount of 250 where the
    unit of yuan is 1/100 stands for 2.50 yuan. ``scheme`` has its numbers in these units.
    """

    id: str
    scheme: Scheme
    units: Mapping[str, Fraction]
    whole: bool

    @property
    def world(self) -> type[World]:
        """The kind of world in which the rules run."""
        return WholeUnits if self.whole else World

    @property
    def rounding(self) -> str:
        """How amounts are rounded, in words."""
        if self.whole:
            return ROUNDING
        return ROUNDED if "rounding" in self.scheme.mechanisms else EXACT

    def opening(self, members: Sequence[str]) -> State:
        """The balances before anything has happened."""
        state: State = self.scheme.opening_state(members)
        return state

    def ran(
        self, state: State, members: Sequence[str], rule: str, arguments: Mapping[str, Any]
    ) -> State:
        """The balances that an event leaves.

        Raises:
            NotEnabled: the event must be refused; the message says why.
            BadArguments: an argument is missing, or is none that the event takes.
            KeyError: there is no such event.
        """
        world = self.world(self.scheme, NUMBERS, dict(state), members)
        states: list[State] = world.run(self.scheme.rules[rule], arguments)
        return states[-1]

    def derived(self, state: dict[str, Any], members: Sequence[str]) -> dict[str, Fraction]:
        """What can be observed beside balances: circulating points, and the price if there is one.

        Units: points, and yuan per point, both in those of the profile.
        """
        view = View(self.scheme, NUMBERS, state, members)
        found = {"supply.points": Fraction(view.supply)}
        if view.supply > 0:
            found["price.yuan"] = Fraction(view.pool) / view.supply
        return found


def exact_profile(scheme: Scheme, name: str | None = None) -> Profile:
    """A scheme in exact fractions of yuan and points."""
    return Profile(
        name or scheme.name,
        scheme,
        {"yuan": ONE, "points": ONE, **dict.fromkeys(IN_YUAN, ONE)},
        whole=False,
    )


def whole_profile(scheme: Scheme, name: str | None = None) -> Profile:
    """A scheme in whole cents and whole points; where it counts smaller steps, in whole steps."""
    step = scheme.parameters.points_step if "rounding" in scheme.mechanisms else ONE
    units = {"yuan": CENT, "points": step, **dict.fromkeys(IN_YUAN, CENT)}
    return Profile(name or scheme.name + WHOLE, in_units(scheme, units), units, whole=True)


def variants(scheme: Scheme) -> Iterator[tuple[str, Scheme]]:
    """The scheme as it is written, and under every other single answer to a question it asks.

    Each with what it adds to the name. Readings that leave a number open are left out: a ledger
    has all its numbers.
    """
    yield "", scheme
    for question in scheme.relevant_questions:
        for answer in scheme.answers(question):
            if answer is not scheme.effective(question):
                changed = scheme.answering(**{question: answer.value})
                if changed.opened() is changed:
                    yield f".{question}={answer.value}", changed


def profile(name: str) -> Profile:
    """The profile of that id: SCHEME or SCHEME-cents, with .QUESTION=ANSWER for another reading.

    Raises:
        BadScheme: there is no such scheme.
        KeyError: the scheme has no such reading.
    """
    base, dot, _reading = name.partition(".")
    whole = base.endswith(WHOLE)
    scheme = load_scheme(base.removesuffix(WHOLE))
    changed = dict(variants(scheme))[name[len(base) :] if dot else ""]
    return (whole_profile if whole else exact_profile)(changed, name)
