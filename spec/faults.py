"""What a validator says of a file, in plain words: where, what stands there, what should."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from types import MappingProxyType
from typing import Any

from msgspec import UNSET, ValidationError, convert, json

KINDS = {
    "str": "a text",
    "int": "a whole number",
    "array": "a list",
    "object": "a table",
    "null": "null",
}
"""What the validator calls the kinds of values."""

NO_PATTERNS: Mapping[str, str] = MappingProxyType({})
FIELD = re.compile(r"Object (missing required|contains unknown) field `(.*)`", re.DOTALL)
VALUE = re.compile(
    r"Expected `(?P<kinds>.*?)`(?:, got `(?P<got>.*?)`)?(?: of length)?(?: (?P<more>.*))?",
    re.DOTALL,
)


def converted(data: Any, kind: type[Any], patterns: Mapping[str, str] = NO_PATTERNS) -> Any:
    """The data of a file as an object of a kind.

    ``patterns`` says in words what the patterns of the kind stand for.

    Raises:
        Fault: the data is not of this kind; says where and why.
    """
    try:
        return convert(data, kind)
    except ValidationError as error:
        raise Fault(*_explained(data, str(error), kind, patterns)) from None


def decoded(text: str | bytes, kind: type[Any]) -> Any:
    """The object of a kind that a JSON text states.

    Raises:
        Fault: the data is not of this kind; says where and why.
        msgspec.DecodeError: it is no JSON.
    """
    try:
        return json.decode(text, type=kind)
    except ValidationError:
        return converted(json.decode(text), kind)


class Fault(Exception):
    """What is wrong in a file: the full path, what stands there, and what should."""

    def __init__(self, path: str, found: object, expected: str) -> None:
        shown = "nothing" if found is UNSET else repr(found)
        super().__init__(f"{path}: found {shown[:80]}, expected {expected}")
        self.path = path
        self.found = found
        self.expected = expected


def _explained(
    data: Any, message: str, kind: type[Any], patterns: Mapping[str, str]
) -> tuple[str, object, str]:
    whole, (message, _, where) = message, message.partition(" - at `$")
    keys = _located(data, where.rstrip("`"), kind, whole)
    path, found = _written(keys), _at(data, keys)
    field, value = FIELD.fullmatch(message), VALUE.fullmatch(message)
    if field:
        inner = _written([*keys, field[2]])
        if field[1] == "missing required":
            return inner, UNSET, "this field, which every such file has"
        return inner, found[field[2]], "no field of this name"
    if not value:  # what the validator may come to say otherwise
        return path or "file", found, message
    if not path:  # the whole file, which is too long to be shown
        path, found = "file", KINDS.get(value["got"], value["got"])
    return path, found, _expected(value["kinds"].split(" | "), value["more"] or "", patterns)


def _expected(kinds: Sequence[str], more: str, patterns: Mapping[str, str]) -> str:
    """What should stand there: a pattern's own words, or a kind of value within a bound."""
    for pattern, words in patterns.items():
        if repr(pattern) in more:
            return words
    named = " or ".join(KINDS.get(each, each) for each in kinds)
    return f"{named} {_bound(more, kinds[0])}".strip()


def _bound(text: str, kind: str) -> str:
    """A bound such as ``>= 1`` in words; nothing for what is no bound."""
    relation, _, number = text.partition(" ")
    words = {">=": "of at least", "<=": "of at most"}.get(relation)
    what = {"str": " characters", "array": " entries"}.get(kind, "")
    return f"{words} {number}{what}" if words else ""


Keys = list[str | int]
"""A way into the data of a file: keys of tables, and places in lists."""

PART = re.compile(r"\.([^.[]+)|\[(\d+)\]|(\[\.\.\.\])")


def _located(data: Any, where: str, kind: type[Any], message: str) -> Keys:
    """The way to what is wrong, from a path such as ``.steps[0].arguments[...]``.

    The validator does not name the keys of a table (``[...]``); of whichever is wrong it says the
    same ``message`` if that is the only one.
    """
    keys: Keys = []
    for name, place, unnamed in PART.findall(where):
        if not unnamed:
            keys.append(int(place) if place else name)
            continue
        key = next(
            (each for each in _at(data, keys) if _is_at(data, [*keys, each], kind, message)), None
        )
        if key is None:
            return keys
        data, keys = _with_only(data, keys, key), [*keys, key]
    return keys


def _is_at(data: Any, keys: Keys, kind: type[Any], message: str) -> bool:
    """Whether the validator says the same of a table that has this key alone."""
    *way, key = keys
    try:
        convert(_with_only(data, way, str(key)), kind)
    except ValidationError as error:
        return str(error) == message
    return False


def _with_only(data: Any, keys: Keys, key: str) -> Any:
    """The data with a single key left in the table at the end of a way."""
    if not keys:
        return {key: data[key]}
    twin = copy(data)
    twin[keys[0]] = _with_only(data[keys[0]], keys[1:], key)
    return twin


def _at(data: Any, keys: Keys) -> Any:
    """What stands at the end of a way."""
    for key in keys:
        data = data[key]
    return data


def _written(keys: Keys) -> str:
    """A way as a path: ``steps[0].arguments.paid``."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")
