"""Cases made ready to be run: texts turned into numbers, once for each profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import UNSET

from neverfalls.counterexamples.conformance import (
    BadSuite,
    Case,
    Profile,
    Suite,
    UnknownProfile,
    load_file,
    profile,
    suite_of,
)
from neverfalls.counterexamples.conformance.stated import stated_profiles
from neverfalls.counterexamples.setting import exact, readings_of
from neverfalls.spec.model.parameters import PARAMETERS

from .adapter import Event, Number, Setting

Source: TypeAlias = Suite | str | Path
"""A suite of one's own: itself, its file, or a folder of such files."""


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
    return _cases(suite_of(name), profile(name))


@dataclass(frozen=True)
class Stated:
    """What files of one's own state about a profile."""

    profile: Profile
    cases: tuple[Prepared, ...]


def stated(source: Source) -> dict[str, Stated]:
    """The profiles of suites of one's own, with their cases.

    Raises:
        BadSuite: names the file, the field, the value found and what was expected.
    """
    found: dict[str, Stated] = {}
    for file, suite in _suites(source):
        for name, each in stated_profiles(suite, file).items():
            before = found.get(name)
            own = _cases(suite, each)
            found[name] = (
                Stated(before.profile, before.cases + own) if before else Stated(each, own)
            )
    return found


def profile_of(asked: str | Profile, suite: Source | None = None) -> Profile:
    """A profile: itself, a shipped one by its id, or one of those that a suite states.

    Raises:
        BadSuite: a file is no suite, or none that can be run.
        UnknownProfile: there is no such profile.
    """
    if isinstance(asked, Profile):
        return asked
    if suite is None:
        suite_of(asked)
        return profile(asked)
    known = stated(suite)
    if asked not in known:
        raise UnknownProfile(asked, known)
    return known[asked].profile


def _suites(source: Source) -> list[tuple[str, Suite]]:
    if isinstance(source, Suite):
        return [(source.id, source)]
    path = Path(source)
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise BadSuite(str(path), "folder", "no *.json", "files of suites")
    return [(str(file), load_file(file)) for file in files]


def _cases(suite: Suite, found: Profile) -> tuple[Prepared, ...]:
    return tuple(
        prepared(
            found, case, [_step(found, *pair) for pair in zip(case.events, o.expected, strict=True)]
        )
        for case, o in suite.of(found.id)
    )


def prepared(found: Profile, case: Case, steps: Sequence[Step]) -> Prepared:
    """A case with its steps, in the setting of its profile."""
    members = tuple(case.members)
    opening = {key: as_number(found, value) for key, value in found.opening(members).items()}
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
            key: text if sorts.get(key) == "Member" else as_number(found, exact(text))
            for key, text in arguments.items()
        },
    )


def _step(found: Profile, stated: Any, expected: Any) -> Step:
    event = event_of(found, stated.event, stated.arguments)
    if expected.refused is not UNSET:
        return Step(event, {}, expected.refused, tuple(expected.clauses))
    changes = {key: as_number(found, exact(text)) for key, text in expected.balances.items()}
    return Step(event, changes, "", ())


def as_number(found: Profile, value: Any) -> Number:
    """A number as a ledger gets it: an int where all amounts are whole."""
    return int(value) if found.whole and value.denominator == 1 else value
