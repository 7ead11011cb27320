"""Reading a scheme file. Nothing is guessed: an unknown word is an error that names it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from ..errors import BadScheme, UnknownReading, one_of
from ..faults import Fault, converted
from ..files import Unreadable, check_toml, read_file, text_of
from ..mechanisms import MECHANISMS
from ..model.parameters import PARAMETERS, Parameters, check_range, in_order, is_list, parse_amount
from ..model.questions import Readings
from ..texts import shows
from .scheme import MEMBER_NAME, Scheme

MAX_BYTES = 100_000
TEXT = "a text of 1 to 200 printable characters"
FORMS = {
    "name": TEXT,
    "title": TEXT,
    "mechanisms": "a list of mechanisms; `neverfalls list mechanisms` names all",
}
"""What stands in a field, where its kind alone says too little."""

SHIPPED = (
    "wine-shop",
    "mall",
    "market",
    "gallery",
    "agents",
    "old-members",
    "dealers",
    "linkage",
    "counter",
    "shares",
    "price-list",
)
RANGES = (
    ("lowest_dividend_rate", "highest_dividend_rate"),
    ("least_rebate", "greatest_rebate"),
)
"""Pairs of numbers between which a rate is picked; the first may not be more than the second."""

OPENING_ACCOUNTS = {"pool": "pool.yuan", "treasury": "treasury.yuan"}


def member_accounts() -> tuple[str, ...]:
    """What a member can hold at the opening."""
    return tuple(entry for room in MECHANISMS.values() for entry in room.opening)


def _reserved() -> set[str]:
    """Holders of accounts that are nobody's."""
    return {key.partition(".")[0] for room in MECHANISMS.values() for key in room.shared}


class SchemeFile(Struct, forbid_unknown_fields=True):
    """What a scheme file holds; numbers are checked against what they are for."""

    name: str
    mechanisms: list[str]
    title: str | UnsetType = UNSET
    parameters: dict[str, Any] = {}
    readings: dict[str, str] = {}
    unstated: dict[str, Any] = {}
    opening: dict[str, Any] = {}
    members: dict[str, dict[str, Any]] = {}


def check_member_name(name: str) -> None:
    """Refuse what cannot be a member's name.

    Raises:
        ValueError: other characters than small letters, digits and _, or a name in use.
    """
    if not MEMBER_NAME.fullmatch(name):
        raise ValueError("a name of small letters, digits and _")
    if name in _reserved():
        raise ValueError("a name that is not one of the platform's accounts")


def load_scheme(path: str | Path) -> Scheme:
    """The scheme in a file, or the shipped scheme of that name.

    Raises:
        BadScheme: names the file, the field, the value found and what was expected.
    """
    if str(path) in SHIPPED:
        source = resources.files(__package__).joinpath(f"{path}.toml")
        return parse_scheme(source.read_bytes(), f"{path}.toml")
    try:
        content = read_file(path, MAX_BYTES)
    except Unreadable as error:
        raise BadScheme(str(path), "file", error.found, error.expected) from None
    except OSError as error:
        near = get_close_matches(str(path), SHIPPED, n=1)
        expected = f"a readable file or one of: {', '.join(SHIPPED)}"
        meant = f" (did you mean {near[0]}?)" if near else ""
        raise BadScheme(str(path), "file", error.strerror, f"{expected}{meant}") from None
    return parse_scheme(content, str(path))


def parse_scheme(content: bytes, file: str) -> Scheme:
    """The scheme that a file's content states.

    Raises:
        BadScheme: names the file, the field, the value found and what was expected.
    """
    try:
        text = text_of(content, MAX_BYTES)
        check_toml(text)
        data = tomllib.loads(text)
    except Unreadable as error:
        raise BadScheme(file, "file", error.found, error.expected) from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadScheme(file, "file", str(error), "a TOML file in UTF-8") from None
    _known(file, "", data, SchemeFile.__struct_fields__)
    try:
        stated: SchemeFile = converted(data, SchemeFile)
    except Fault as fault:
        found = None if fault.found is UNSET else fault.found
        expected = FORMS.get(fault.path, fault.expected)
        raise BadScheme(file, fault.path, found, expected) from None
    _check_text(file, "name", stated.name)
    if not MEMBER_NAME.fullmatch(stated.name.replace("-", "_")):
        raise BadScheme(file, "name", stated.name, "small letters, digits and hyphens")
    title = stated.name if stated.title is UNSET else stated.title
    _check_text(file, "title", title)
    opening = _opening(file, stated)
    try:
        readings = Readings().with_choices(stated.readings)
    except UnknownReading as error:
        wanted = one_of("a question", error.found, error.expected, "readings")
        raise BadScheme(file, f"readings.{error.field}", error.found, wanted) from None
    scheme = Scheme(
        name=stated.name,
        title=title,
        mechanisms=tuple(stated.mechanisms),
        parameters=_parameters(file, stated.parameters),
        readings=readings,
        opening=opening,
        members=tuple(stated.members),
        unstated=_unstated(file, stated.unstated),
        file=file,
    )
    for name, values in scheme.unstated.items():
        if name not in scheme.relevant_parameters:
            expected = "a parameter that a mechanism of the scheme reads"
            raise BadScheme(file, f"unstated.{name}", stated.unstated[name], expected)
        for place, value in enumerate(values):
            if empty := empty_range(scheme.parameters.replaced(**{name: value})):
                found = stated.unstated[name][place]
                raise BadScheme(file, f"unstated.{name}[{place}]", found, empty)
    return scheme


def _parameters(file: str, table: Mapping[str, Any]) -> Parameters:
    _known(file, "parameters.", table, PARAMETERS)
    values: dict[str, Any] = {}
    for key, written in table.items():
        if is_list(key):
            if not isinstance(written, list) or not 1 <= len(written) <= 20:
                raise BadScheme(file, f"parameters.{key}", written, "a list of 1 to 20 numbers")
            steps = tuple(
                _number(file, f"parameters.{key}[{place}]", key, each)
                for place, each in enumerate(written)
            )
            if not in_order(key, steps):
                raise BadScheme(file, f"parameters.{key}", written, "rising thresholds")
            values[key] = steps
        else:
            values[key] = _number(file, f"parameters.{key}", key, written)
    found = Parameters(**values)
    if empty := empty_range(found):
        least = empty.split()[0]
        raise BadScheme(file, f"parameters.{least}", str(getattr(found, least)), empty)
    return found


def empty_range(parameters: Parameters) -> str:
    """What is expected where a range from which a rate is picked is empty; else nothing.

    It begins with the name of the range's lower end.
    """
    for least, most in RANGES:
        if getattr(parameters, least) > (highest := getattr(parameters, most)):
            return f"{least} at most {most}, {highest}"
    return ""


def _unstated(file: str, table: Mapping[str, Any]) -> dict[str, tuple[Fraction, ...]]:
    """Other values of numbers that the documents do not state, by the parameter's name."""
    _known(file, "unstated.", table, [name for name in PARAMETERS if not is_list(name)])
    found: dict[str, tuple[Fraction, ...]] = {}
    for key, written in table.items():
        if not isinstance(written, list) or not 1 <= len(written) <= 20:
            raise BadScheme(file, f"unstated.{key}", written, "a list of 1 to 20 numbers")
        found[key] = tuple(
            _number(file, f"unstated.{key}[{place}]", key, each)
            for place, each in enumerate(written)
        )
        if len(set(found[key])) != len(written):
            raise BadScheme(file, f"unstated.{key}", written, "each number once")
    return found


def _number(file: str, where: str, key: str, written: object) -> Fraction:
    try:
        value = parse_amount(written)
        check_range(key, value)
    except ValueError as error:
        raise BadScheme(file, where, written, str(error)) from None
    return value


def _opening(file: str, stated: SchemeFile) -> dict[str, Fraction]:
    """What the accounts open with, in yuan or points, by their keys."""
    opening: dict[str, Fraction] = {}
    _known(file, "opening.", stated.opening, OPENING_ACCOUNTS)
    for key, written in stated.opening.items():
        opening[OPENING_ACCOUNTS[key]] = _amount(file, f"opening.{key}", written)
    rooms = [MECHANISMS[name] for name in stated.mechanisms if name in MECHANISMS]
    kept = {entry for room in rooms for entry in room.member}
    for name, holdings in stated.members.items():
        try:
            check_member_name(name)
        except ValueError as error:
            raise BadScheme(file, f"members.{name}", name, str(error)) from None
        _known(file, f"members.{name}.", holdings, [e for e in member_accounts() if e in kept])
        for entry, written in holdings.items():
            opening[f"{name}.{entry}"] = _amount(file, f"members.{name}.{entry}", written)
    if len(stated.members) > 20:
        found = len(stated.members)
        raise BadScheme(file, "members", found, "at most 20 members at the opening")
    return opening


def _amount(file: str, where: str, written: object) -> Fraction:
    try:
        value = parse_amount(written)
    except ValueError as error:
        raise BadScheme(file, where, written, str(error)) from None
    if value < 0:
        raise BadScheme(file, where, written, "an amount of at least 0")
    return value


def _check_text(file: str, field: str, text: str) -> None:
    if not shows(text) or len(text) > 200:
        raise BadScheme(file, field, text, TEXT)


def _known(file: str, prefix: str, table: Mapping[str, Any], expected: Iterable[str]) -> None:
    for key, written in table.items():
        if key not in expected:
            wanted = one_of("a parameter", key, expected, "parameters")
            raise BadScheme(file, prefix + key, written, f"a key that is {wanted}")
