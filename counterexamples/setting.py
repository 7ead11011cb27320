"""The setting of a trace: its scheme, its members and its opening, believed in nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Mechanism, Rule
from neverfalls.spec.model.parameters import PARAMETERS, Parameters, check_range, in_order, is_list
from neverfalls.spec.model.questions import Readings
from neverfalls.spec.numbers.exact import Exact
from neverfalls.spec.schemes.loader import (
    OPENING_ACCOUNTS,
    SHIPPED,
    check_member_name,
    load_scheme,
    member_accounts,
)
from neverfalls.spec.schemes.scheme import Scheme

from .errors import ReplayFailed
from .trace import Step, Trace

UNKNOWN = "a mechanism that is known here; if it stands in a rules file, name that: --rules FILE"

MAX_DIGITS = 200


@dataclass(frozen=True)
class StatedScheme:
    """All that decides a scheme: what a trace states about it, and the mechanisms of these names.

    The trace's ``id`` serves only to name it where something is wrong.
    """

    id: str = field(compare=False)
    scheme: str
    title: str
    mechanisms: tuple[str, ...]
    rooms: tuple[Mechanism | None, ...]
    parameters: tuple[tuple[str, str | tuple[str, ...]], ...]
    readings: tuple[tuple[str, str], ...]
    members: tuple[str, ...]
    opening: tuple[tuple[str, str], ...]
    initial_members: tuple[str, ...]


def scheme_of(trace: Trace) -> Scheme:
    """The scheme a trace speaks of.

    Raises:
        ReplayFailed: names the part of the setting that no scheme can have.
    """
    parameters = [
        (key, tuple(value) if isinstance(value, list) else value)
        for key, value in trace.parameters.items()
    ]
    return scheme_stated(
        StatedScheme(
            trace.id,
            trace.scheme,
            trace.title,
            tuple(trace.mechanisms),
            tuple(map(MECHANISMS.get, trace.mechanisms)),
            tuple(parameters),
            tuple(trace.readings.items()),
            tuple(trace.members),
            tuple(trace.opening.items()),
            tuple(trace.initial_members),
        )
    )


def differences_from_shipped(scheme: Scheme) -> list[str] | None:
    """In what a trace's scheme is not the shipped one of its name; None where none has its name.

    Whoever reads the name of a shipped scheme would take it for that one.
    """
    if scheme.name not in SHIPPED:
        return None
    shipped = load_scheme(scheme.name)
    found = [
        f"{what} {_listed(now)}, not {_listed(then)}"
        for what, now, then in (
            ("title", scheme.title, shipped.title),
            ("mechanisms", sorted(scheme.mechanisms), sorted(shipped.mechanisms)),
            ("members", scheme.members, shipped.members),
            ("opening", _stated(scheme.opening), _stated(shipped.opening)),
        )
        if now != then
    ]
    if {*scheme.mechanisms} != {*shipped.mechanisms}:
        return found
    for what in (parameters_of, readings_of):
        before = what(shipped)
        found += [
            f"{key} {_listed(value)}, not {_listed(before[key])}"
            for key, value in what(scheme).items()
            if key in before and value != before[key]
        ]
    return found


def _stated(opening: Mapping[str, Fraction]) -> list[str]:
    return [f"{key} {value}" for key, value in sorted(opening.items())]


def _listed(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value) or "none"


@lru_cache(maxsize=512)
def scheme_stated(stated: StatedScheme) -> Scheme:
    """The scheme of a setting; it follows from the setting alone, so it is kept.

    Raises:
        ReplayFailed: names the part of the setting that no scheme can have.
    """
    _check_members(stated)
    for name in stated.mechanisms:
        if name not in MECHANISMS:
            raise ReplayFailed(stated.id, 0, "mechanisms", name, UNKNOWN)
    parameters = {key: _parameter(stated, key, value) for key, value in stated.parameters}
    try:
        scheme = Scheme(
            name=stated.scheme,
            title=stated.title,
            mechanisms=stated.mechanisms,
            parameters=Parameters(**parameters),
            members=stated.initial_members,
            opening=dict(_opening(stated)),
            file=stated.id,
        )
        _check_readings(stated, scheme)
        for key in scheme.assumed_parameters:
            expected = "every parameter that is read"
            raise ReplayFailed(stated.id, 0, "parameters", f"no {key}", expected)
        for key in parameters:
            if key not in scheme.relevant_parameters:
                expected = f"one of: {', '.join(scheme.relevant_parameters)}"
                raise ReplayFailed(stated.id, 0, "parameters", key, expected)
        scheme = scheme.reading(Readings().with_choices(dict(stated.readings)))
    except NeverfallsError as error:
        if isinstance(error, ReplayFailed):
            raise
        raise ReplayFailed(stated.id, 0, "scheme", error, "a scheme that can be built") from None
    shared, own = scheme.shared_entries(), scheme.member_entries()
    for key, text in stated.opening:
        if key not in shared and key.partition(".")[2] not in own:
            raise ReplayFailed(stated.id, 0, f"opening.{key}", text, "an account of the scheme")
    return scheme


def _check_members(stated: StatedScheme) -> None:
    for name in (*stated.members, *stated.initial_members):
        try:
            check_member_name(name)
        except ValueError as error:
            raise ReplayFailed(stated.id, 0, "members", name, error) from None
    if len(set(stated.members)) != len(stated.members):
        raise ReplayFailed(stated.id, 0, "members", list(stated.members), "each member once")
    first = list(stated.initial_members)
    if stated.members[: len(first)] != stated.initial_members:
        raise ReplayFailed(stated.id, 0, "initial_members", first, "the first of the members")


def _check_readings(stated: StatedScheme, scheme: Scheme) -> None:
    chosen, asked = dict(stated.readings), scheme.relevant_questions
    for key in asked:
        if key not in chosen:
            raise ReplayFailed(stated.id, 0, "readings", f"no {key}", "every reading that is asked")
    for key in chosen:
        if key not in asked:
            raise ReplayFailed(stated.id, 0, "readings", key, f"one of: {', '.join(asked)}")


def _parameter(stated: StatedScheme, key: str, value: str | tuple[str, ...]) -> Any:
    """The exact value of a parameter that a scheme file could state."""
    if key not in PARAMETERS:
        raise ReplayFailed(stated.id, 0, "parameters", key, f"one of: {', '.join(PARAMETERS)}")
    several = isinstance(value, tuple)
    found = list(value) if several else value
    if several is not is_list(key):
        expected = "one number" if several else "a list of numbers"
        raise ReplayFailed(stated.id, 0, f"parameters.{key}", found, expected)
    numbers = []
    for text in value if isinstance(value, tuple) else (value,):
        try:
            number = exact(text)
            check_range(key, number)
        except ValueError as error:
            raise ReplayFailed(stated.id, 0, f"parameters.{key}", text, error) from None
        numbers.append(number)
    if several and not in_order(key, numbers):
        raise ReplayFailed(stated.id, 0, f"parameters.{key}", found, "rising thresholds")
    return tuple(numbers) if several else numbers[0]


def _opening(stated: StatedScheme) -> Iterator[tuple[str, Fraction]]:
    """What a scheme file can open with: pool, treasury, and what initial members hold."""
    allowed = set(OPENING_ACCOUNTS.values())
    allowed |= {f"{name}.{entry}" for name in stated.initial_members for entry in member_accounts()}
    for key, text in stated.opening:
        if key not in allowed:
            raise ReplayFailed(stated.id, 0, f"opening.{key}", text, "an account that can open so")
        try:
            value = exact(text)
        except ValueError as error:
            raise ReplayFailed(stated.id, 0, f"opening.{key}", text, error) from None
        if value < 0:
            raise ReplayFailed(stated.id, 0, f"opening.{key}", text, "an amount of at least 0")
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
    value = Exact(text)
    if str(value) != text:
        raise ValueError(f"lowest terms, {value}")
    return value


def arguments_of(rule: Rule, step: Step) -> dict[str, str | Fraction]:
    """The arguments of a step: members by their names, amounts as exact numbers.

    Raises:
        ValueError: an amount is not an integer or a fraction in lowest terms.
    """
    return {
        name: text if rule.sorts.get(name) == "Member" else exact(text)
        for name, text in step.arguments.items()
    }


def parameters_of(scheme: Scheme) -> dict[str, str | list[str]]:
    """The parameters of a scheme as a trace writes them."""
    found: dict[str, str | list[str]] = {}
    for name in PARAMETERS:
        if name in scheme.relevant_parameters:
            value = getattr(scheme.parameters, name)
            found[name] = [str(each) for each in value] if isinstance(value, tuple) else str(value)
    return found


def readings_of(scheme: Scheme) -> dict[str, str]:
    """The readings that the mechanisms of a scheme consult, as a trace writes them."""
    answers = scheme.readings.to_dict()
    return {name: answers[name] for name in scheme.relevant_questions}
