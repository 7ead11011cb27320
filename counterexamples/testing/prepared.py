"""Cases made ready to be run: texts turned into numbers, once for each profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from msgspec import UNSET

from neverfalls.counterexamples.conformance import Case, Profile, profile, suite_of
from neverfalls.counterexamples.setting import exact, readings_of
from neverfalls.spec.model.parameters import PARAMETERS

from .adapter import Event, Number, Setting


@dataclass(frozen=True)
class Step:
    """An event, and what it must do: the balances that change, or why it must be refused."""

    event: Event
    changes: Mapping[str, Number]
    refused: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Prepared:
    """A case under one profile."""

    id: str
    about: tuple[str, ...]
    profile: Profile
    setting: Setting
    opening: Mapping[str, Number]
    steps: Sequence[Step]

    @property
    def members(self) -> tuple[str, ...]:
        """Who takes part."""
        return self.setting.members


@cache
def cases(name: str) -> tuple[Prepared, ...]:
    """The cases of a profile.

    Raises:
        UnknownProfile: there is no such profile.
    """
    suite = suite_of(name)
    found = profile(name)
    return tuple(
        prepared(
            found, case, [_step(found, *pair) for pair in zip(case.events, o.expected, strict=True)]
        )
        for case, o in suite.of(name)
    )


def prepared(found: Profile, case: Case, steps: Sequence[Step]) -> Prepared:
    """A case with its steps, in the setting of its profile."""
    members = tuple(case.members)
    opening = {key: _number(found, value) for key, value in found.opening(members).items()}
    return Prepared(case.id, tuple(case.about), found, setting(found, members), opening, steps)


def setting(found: Profile, members: Sequence[str]) -> Setting:
    """What a ledger is told at the start."""
    scheme = found.scheme
    parameters: dict[str, Any] = {
        name: getattr(scheme.parameters, name)
        for name in PARAMETERS
        if name in scheme.relevant_parameters
    }
    opening = {key: value for key, value in found.opening(members).items() if value}
    return Setting(
        found.id,
        tuple(members),
        tuple(scheme.mechanisms),
        parameters,
        readings_of(scheme),
        found.units,
        found.whole,
        opening,
    )


def event_of(found: Profile, name: str, arguments: Mapping[str, str]) -> Event:
    """An event of a file: members stay texts, amounts become numbers.

    Raises:
        ValueError: an amount is no exact number.
    """
    sorts = found.scheme.rules[name].sorts if name in found.scheme.rules else {}
    return Event(
        name,
        {
            key: text if sorts.get(key) == "Member" else _number(found, exact(text))
            for key, text in arguments.items()
        },
    )


def _step(found: Profile, stated: Any, expected: Any) -> Step:
    event = event_of(found, stated.event, stated.arguments)
    if expected.refused is not UNSET:
        return Step(event, {}, expected.refused, tuple(expected.clauses))
    changes = {key: _number(found, exact(text)) for key, text in expected.balances.items()}
    return Step(event, changes, "", ())


def _number(found: Profile, value: Any) -> Number:
    """A number as a ledger gets it: an int where all amounts are whole."""
    return int(value) if found.whole and value.denominator == 1 else value
