"""The profiles that a suite file states by itself, whether their scheme is shipped or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.questions import Readings
from neverfalls.spec.schemes.loader import OPENING_ACCOUNTS, check_member_name, member_accounts
from neverfalls.spec.schemes.scheme import Scheme

from ..errors import ReplayFailed
from ..setting import StatedScheme, exact, readings_of, scheme_stated
from .case import Case, Event, Suite
from .files import BadSuite
from .profile import WHOLE, Profile


def stated_profiles(suite: Suite, file: str) -> dict[str, Profile]:
    """The profiles of a suite by their ids, and its cases can be run under them.

    Raises:
        BadSuite: names the file, the field, the value found and what was expected.
    """
    units = dict(_units(suite, file))
    scheme = _scheme(suite, file)
    profiles = {}
    for name, own in suite.profiles.items():
        try:
            answered = scheme.reading(Readings().with_choices({**suite.readings, **own}))
        except NeverfallsError as error:
            raise BadSuite(file, f"profiles.{name}", own, str(error)) from None
        for key in own.keys() - readings_of(scheme).keys():
            expected = f"one of: {', '.join(readings_of(scheme))}"
            raise BadSuite(file, f"profiles.{name}", key, expected)
        whole = any(size != 1 for size in units.values())
        profiles[name] = Profile(name, answered, units, whole)
    if not profiles:
        raise BadSuite(file, "profiles", "none", "at least one")
    _check_opening(suite, next(iter(profiles.values())), file)
    for number, case in enumerate(suite.cases):
        _check_case(case, profiles, f"cases[{number}]", file)
    return profiles


def _units(suite: Suite, file: str) -> Iterator[tuple[str, Fraction]]:
    for name in ("yuan", "points"):
        if name not in suite.units:
            raise BadSuite(file, "units", f"no {name}", "how much one unit of it is")
    for name, text in suite.units.items():
        size = _exact(text, f"units.{name}", file)
        if size <= 0:
            raise BadSuite(file, f"units.{name}", text, "more than 0")
        yield name, size


def _exact(text: str, field: str, file: str) -> Fraction:
    try:
        return exact(text)
    except ValueError as error:
        raise BadSuite(file, field, text, str(error)) from None


def _scheme(suite: Suite, file: str) -> Scheme:
    """The scheme of a suite, its numbers in the units of the suite."""
    first = suite.initial_members
    stated = {*OPENING_ACCOUNTS.values()}
    stated |= {f"{name}.{entry}" for name in first for entry in member_accounts()}
    parameters = [
        (key, tuple(value) if isinstance(value, list) else value)
        for key, value in suite.parameters.items()
    ]
    try:
        return scheme_stated(
            StatedScheme(
                file,
                suite.id.partition(".")[0].removesuffix(WHOLE),
                suite.title,
                tuple(suite.mechanisms),
                tuple(map(MECHANISMS.get, suite.mechanisms)),
                tuple(parameters),
                tuple(suite.readings.items()),
                tuple(first),
                tuple((key, value) for key, value in suite.opening.items() if key in stated),
                tuple(first),
            )
        )
    except ReplayFailed as error:
        raise BadSuite(file, error.field, error.found, str(error.expected)) from None


def _check_opening(suite: Suite, profile: Profile, file: str) -> None:
    """The stated opening is the one that the mechanisms give."""
    opening = profile.opening(suite.initial_members)
    expected = {key: str(value) for key, value in opening.items() if value}
    for key in sorted({*expected, *suite.opening}):
        found, wanted = suite.opening.get(key, "0"), expected.get(key, "0")
        if found != wanted:
            raise BadSuite(file, f"opening.{key}", found, wanted)


def _check_case(case: Case, profiles: Mapping[str, Profile], where: str, file: str) -> None:
    scheme = next(iter(profiles.values())).scheme
    for name in case.members:
        try:
            check_member_name(name)
        except ValueError as error:
            raise BadSuite(file, f"{where}.members", name, str(error)) from None
    if len(set(case.members)) != len(case.members):
        raise BadSuite(file, f"{where}.members", ", ".join(case.members), "each member once")
    for name in scheme.members:
        if name not in case.members:
            raise BadSuite(file, f"{where}.members", f"no {name}", "all initial members")
    for number, event in enumerate(case.events):
        _check_event(event, case, scheme, f"{where}.events[{number}]", file)
    keys = scheme.opening_state(case.members)
    named = [name for outcome in case.outcomes for name in outcome.profiles]
    for name in named:
        if name not in profiles:
            expected = f"one of: {', '.join(profiles)}"
            raise BadSuite(file, f"{where}.outcomes.profiles", name, expected)
    for outcome in case.outcomes:
        for expected_of in outcome.expected:
            stated: Any = expected_of.balances or {}
            for key, text in stated.items():
                field = f"{where}.outcomes.{key}"
                if key not in keys:
                    raise BadSuite(file, field, key, "a balance of this scheme")
                _exact(text, field, file)


def _check_event(event: Event, case: Case, scheme: Scheme, where: str, file: str) -> None:
    rule = scheme.rules.get(event.event)
    if rule is None:
        raise BadSuite(file, where, event.event, f"one of: {', '.join(scheme.rules)}")
    for name in rule.sorts:
        if name not in event.arguments:
            raise BadSuite(file, where, f"no {name}", "all arguments of the event")
    for name, text in event.arguments.items():
        if rule.sorts.get(name) != "Member":
            _exact(text, f"{where}.{name}", file)
        elif text not in case.members:
            expected = f"one of: {', '.join(case.members)}"
            raise BadSuite(file, f"{where}.{name}", text, expected)
