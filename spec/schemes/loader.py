"""Reading a scheme file. Nothing is guessed: an unknown word is an error that names it."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import Any

from ..errors import BadScheme, UnknownReading, one_of
from ..mechanisms import MECHANISMS
from ..model.parameters import PARAMETERS, Parameters, check_range, is_list, parse_amount
from ..model.questions import Readings
from .scheme import MEMBER_NAME, Scheme

MAX_BYTES = 100_000
KNOWN = ("name", "title", "mechanisms", "parameters", "readings", "opening", "members")
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
OPENING_ACCOUNTS = {"pool": "pool.yuan", "treasury": "treasury.yuan"}
MEMBER_ACCOUNTS = tuple(entry for room in MECHANISMS.values() for entry in room.opening)
RESERVED = frozenset(
    key.partition(".")[0] for mechanism in MECHANISMS.values() for key in mechanism.shared
)
"""Holders of accounts that are nobody's."""


def check_member_name(name: str) -> None:
    """Refuse what cannot be a member's name.

    Raises:
        ValueError: other characters than small letters, digits and _, or a name in use.
    """
    if not MEMBER_NAME.fullmatch(name):
        raise ValueError("a name of small letters, digits and _")
    if name in RESERVED:
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
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
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
    if len(content) > MAX_BYTES:
        raise BadScheme(file, "file", f"more than {MAX_BYTES} bytes", "a small TOML file")
    try:
        data = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadScheme(file, "file", str(error), "a TOML file in UTF-8") from None
    _known(file, "", data, KNOWN)
    name = _text(file, "name", data.get("name"))
    if not MEMBER_NAME.fullmatch(name.replace("-", "_")):
        raise BadScheme(file, "name", name, "small letters, digits and hyphens")
    mechanisms = data.get("mechanisms")
    if not isinstance(mechanisms, list) or not all(isinstance(m, str) for m in mechanisms):
        expected = "a list of mechanisms; `neverfalls list mechanisms` names all"
        raise BadScheme(file, "mechanisms", mechanisms, expected)
    opening, members = _opening(file, data, mechanisms)
    try:
        choices = _table(file, "readings", data)
        readings = Readings().with_choices(
            {k: _text(file, f"readings.{k}", v) for k, v in choices.items()}
        )
    except UnknownReading as error:
        told = one_of("a question", error.found, error.expected, "readings")
        raise BadScheme(file, f"readings.{error.field}", error.found, told) from None
    return Scheme(
        name=name,
        title=_text(file, "title", data.get("title", name)),
        mechanisms=tuple(mechanisms),
        parameters=_parameters(file, _table(file, "parameters", data)),
        readings=readings,
        opening=opening,
        members=members,
        file=file,
    )


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
            if list(steps) != sorted(set(steps)):
                raise BadScheme(file, f"parameters.{key}", written, "rising thresholds")
            values[key] = steps
        else:
            values[key] = _number(file, f"parameters.{key}", key, written)
    found = Parameters(**values)
    if found.lowest_dividend_rate > found.highest_dividend_rate:
        raise BadScheme(
            file,
            "parameters.lowest_dividend_rate",
            str(found.lowest_dividend_rate),
            f"at most highest_dividend_rate, {found.highest_dividend_rate}",
        )
    return found


def _number(file: str, where: str, key: str, written: object) -> Fraction:
    try:
        value = parse_amount(written)
        check_range(key, value)
    except ValueError as error:
        raise BadScheme(file, where, written, str(error)) from None
    return value


def _opening(
    file: str, data: Mapping[str, Any], mechanisms: Iterable[str]
) -> tuple[dict[str, Fraction], tuple[str, ...]]:
    opening: dict[str, Fraction] = {}
    table = _table(file, "opening", data)
    _known(file, "opening.", table, OPENING_ACCOUNTS)
    for key, written in table.items():
        opening[OPENING_ACCOUNTS[key]] = _amount(file, f"opening.{key}", written)
    members = _table(file, "members", data)
    kept = {entry for name in mechanisms if name in MECHANISMS for entry in MECHANISMS[name].member}
    for name in members:
        try:
            check_member_name(name)
        except ValueError as error:
            raise BadScheme(file, f"members.{name}", name, str(error)) from None
        holdings = _table(file, f"members.{name}", members, name)
        _known(file, f"members.{name}.", holdings, [e for e in MEMBER_ACCOUNTS if e in kept])
        for entry, written in holdings.items():
            opening[f"{name}.{entry}"] = _amount(file, f"members.{name}.{entry}", written)
    if len(members) > 20:
        raise BadScheme(file, "members", len(members), "at most 20 members at the opening")
    return opening, tuple(members)


def _amount(file: str, where: str, written: object) -> Fraction:
    try:
        value = parse_amount(written)
    except ValueError as error:
        raise BadScheme(file, where, written, str(error)) from None
    if value < 0:
        raise BadScheme(file, where, written, "an amount of at least 0")
    return value


def _table(
    file: str, where: str, data: Mapping[str, Any], key: str | None = None
) -> Mapping[str, Any]:
    found = data.get(key or where, {})
    if not isinstance(found, dict):
        raise BadScheme(file, where, found, "a table")
    return found


def _text(file: str, field: str, value: object) -> str:
    if not isinstance(value, str) or not _shows(value) or len(value) > 200:
        raise BadScheme(file, field, value, "a text of 1 to 200 printable characters")
    return value


def _shows(text: str) -> bool:
    """Whether a text is something to see, without what controls a terminal."""
    kinds = {unicodedata.category(letter) for letter in text}
    return bool(text.strip()) and not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _known(file: str, prefix: str, table: Mapping[str, Any], expected: Iterable[str]) -> None:
    for key, written in table.items():
        if key not in expected:
            told = one_of("a parameter", key, expected, "parameters")
            raise BadScheme(file, prefix + key, written, f"a key that is {told}")
