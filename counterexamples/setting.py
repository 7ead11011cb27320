"""The setting of a trace: its scheme, its members and its opening, believed in nothing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.loader import MEMBER_ACCOUNTS, OPENING_ACCOUNTS, check_member_name
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.parameters import MEANINGS, Parameters, check_range
from neverfalls.spec.readings import KINDS, Readings
from neverfalls.spec.scheme import Scheme

from .errors import ReplayFailed
from .trace import Trace

MAX_DIGITS = 200


def scheme_of(trace: Trace) -> Scheme:
    """The scheme a trace speaks of.

    Raises:
        ReplayFailed: names the part of the setting that no scheme can have.
    """
    _check_members(trace)
    _check_readings(trace)
    parameters = {key: _parameter(trace, key, told) for key, told in trace.parameters.items()}
    try:
        scheme = Scheme(
            name=trace.scheme,
            title=trace.title,
            mechanisms=tuple(trace.mechanisms),
            parameters=Parameters(**parameters),
            readings=Readings().with_choices(trace.readings),
            members=tuple(trace.initial_members),
            opening=dict(_opening(trace)),
            file=trace.id,
        )
    except NeverfallsError as error:
        if isinstance(error, ReplayFailed):
            raise
        raise ReplayFailed(trace.id, 0, "scheme", error, "a scheme that can be built") from None
    shared, own = scheme.shared_entries(), scheme.member_entries()
    for key, text in trace.opening.items():
        if key not in shared and key.partition(".")[2] not in own:
            raise ReplayFailed(trace.id, 0, f"opening.{key}", text, "an account of the scheme")
    return scheme


def _check_members(trace: Trace) -> None:
    for name in [*trace.members, *trace.initial_members]:
        try:
            check_member_name(name)
        except ValueError as error:
            raise ReplayFailed(trace.id, 0, "members", name, error) from None
    if len(set(trace.members)) != len(trace.members):
        raise ReplayFailed(trace.id, 0, "members", trace.members, "each member once")
    first = trace.members[: len(trace.initial_members)]
    if first != trace.initial_members:
        expected = "the first of the members"
        raise ReplayFailed(trace.id, 0, "initial_members", trace.initial_members, expected)


def _check_readings(trace: Trace) -> None:
    rooms = [MECHANISMS[name] for name in trace.mechanisms if name in MECHANISMS]
    asked = {key for room in rooms for key in room.readings}
    for key in sorted(asked):
        if key not in trace.readings:
            raise ReplayFailed(trace.id, 0, "readings", f"no {key}", "every reading that is asked")
    for key in trace.readings:
        if key not in KINDS or (rooms and key not in asked):
            raise ReplayFailed(trace.id, 0, "readings", key, f"one of: {', '.join(sorted(asked))}")


def _parameter(trace: Trace, key: str, told: str | list[str]) -> Any:
    """The exact value of a parameter that a scheme file could state."""
    if key not in MEANINGS:
        raise ReplayFailed(trace.id, 0, "parameters", key, f"one of: {', '.join(MEANINGS)}")
    several = isinstance(told, list)
    if several is not (key == "tier_thresholds"):
        expected = "one number" if several else "a list of numbers"
        raise ReplayFailed(trace.id, 0, f"parameters.{key}", told, expected)
    values = []
    for text in told if isinstance(told, list) else [told]:
        try:
            value = exact(text)
            check_range(key, value)
        except ValueError as error:
            raise ReplayFailed(trace.id, 0, f"parameters.{key}", text, error) from None
        values.append(value)
    if several and values != sorted(set(values)):
        raise ReplayFailed(trace.id, 0, f"parameters.{key}", told, "rising thresholds")
    return tuple(values) if several else values[0]


def _opening(trace: Trace) -> Iterator[tuple[str, Fraction]]:
    """What a scheme file can open with: pool, treasury, and what initial members hold."""
    allowed = set(OPENING_ACCOUNTS.values())
    allowed |= {f"{name}.{entry}" for name in trace.initial_members for entry in MEMBER_ACCOUNTS}
    for key, text in trace.opening.items():
        if key not in allowed:
            raise ReplayFailed(trace.id, 0, f"opening.{key}", text, "an account that can open so")
        try:
            value = exact(text)
        except ValueError as error:
            raise ReplayFailed(trace.id, 0, f"opening.{key}", text, error) from None
        if value < 0:
            raise ReplayFailed(trace.id, 0, f"opening.{key}", text, "an amount of at least 0")
        yield key, value


@lru_cache(maxsize=4096)
def exact(text: str) -> Fraction:
    """The number a trace file's text states.

    Raises:
        ValueError: not an integer or a fraction in lowest terms.
    """
    top, slash, bottom = text.partition("/")
    digits = top.removeprefix("-")
    if len(text) > 2 * MAX_DIGITS + 2 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("an exact number in lowest terms")
    if slash and not (bottom.isascii() and bottom.isdigit() and int(bottom)):
        raise ValueError("a denominator that is not zero")
    value = Fraction(text)
    if str(value) != text:
        raise ValueError(f"lowest terms, {value}")
    return value


def parameters_of(scheme: Scheme) -> dict[str, str | list[str]]:
    """The parameters of a scheme as a trace writes them."""
    found: dict[str, str | list[str]] = {}
    for name in MEANINGS:
        if name in scheme.relevant_parameters:
            value = getattr(scheme.parameters, name)
            found[name] = [str(each) for each in value] if isinstance(value, tuple) else str(value)
    return found


def readings_of(scheme: Scheme) -> dict[str, str]:
    """The readings that the mechanisms of a scheme consult, as a trace writes them."""
    answers = scheme.readings.to_dict()
    return {name: answers[name] for name in scheme.relevant_readings}
