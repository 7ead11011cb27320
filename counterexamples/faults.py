"""What is wrong with a file that is no trace: the full path, what stands there, what should."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import UNSET

from .trace import ENTRY, ID, NAME, RATIONAL


class Unfit(NamedTuple):
    """What stands in a file where nothing like it may stand."""

    found: object
    expected: str


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The table of these keys; one that stands there twice is unfit."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        found[key] = Unfit("the key twice", "each key once") if key in found else value
    return found


def no_number(text: str) -> Unfit:
    """A number that JSON may write and a trace may not."""
    return Unfit(text, 'exact numbers written as strings, such as "3/10"')


def unfit(data: Any) -> Iterator[tuple[str, Unfit]]:
    """Whatever is unfit in a file, with its full path."""
    waiting = [("", data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Unfit):
            yield path or "file", value
        elif isinstance(value, dict):
            inside = [(f"{path}.{key}".strip("."), each) for key, each in value.items()]
            waiting.extend(reversed(inside))
        elif isinstance(value, list):
            waiting.extend((f"{path}[{at}]", value[at]) for at in reversed(range(len(value))))


TABLES = {
    "parameters": (NAME, RATIONAL),
    "readings": (NAME, NAME),
    "opening": (ENTRY, RATIONAL),
    "arguments": (NAME, ""),
    "states": (ENTRY, RATIONAL),
}
"""The tables of a trace, whose keys the validator does not name: patterns of key and value."""


KINDS = {
    "str": "a text",
    "int": "a whole number",
    "array": "a list",
    "object": "a table",
    "null": "null",
}
"""What the validator calls the kinds of values."""

PATTERNS = {
    NAME: "a name of small letters, digits, - and _",
    RATIONAL: 'an exact number in lowest terms, such as "-3/10"',
    ENTRY: 'an account, such as "alice.points"',
    ID: "an id of small letters, digits and the signs _ . = -",
}
FIELD = re.compile(r"Object (missing required|contains unknown) field `(.*)`")
VALUE = re.compile(
    r"Expected `(?P<kinds>.*?)`(?:, got `(?P<got>.*?)`)?(?: of length)?(?: (?P<more>.*))?"
)


def explained(data: Any, message: str) -> tuple[str, object, str]:
    """What the validator says: the full path of what is wrong, what stands there, what should."""
    message, _, where = message.partition(" - at `$")
    path, found = _locate(data, where.rstrip("`").lstrip("."))
    field, value = FIELD.fullmatch(message), VALUE.fullmatch(message)
    if field:
        inner = f"{path}.{field[2]}".lstrip(".")
        if field[1] == "missing required":
            return inner, UNSET, "this field, which every trace has"
        return inner, found[field[2]], "no field of this name"
    if not value:  # what the validator may come to say otherwise
        return path or "file", found, message
    if not path:  # the whole file, which is too long to be shown
        path, found = "file", KINDS.get(value["got"], value["got"])
    return path, found, _expected(value["kinds"].split(" | "), value["more"] or "")


def _expected(kinds: Sequence[str], more: str) -> str:
    """What should stand there: a pattern's own words, or a kind of value within a bound."""
    for pattern, words in PATTERNS.items():
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


def _locate(data: Any, path: str) -> tuple[str, Any]:
    """The full path of what is wrong, and what stands there."""
    before, unnamed, _after = path.partition("[...]")
    found = _at(data, before)
    if unnamed and isinstance(found, dict):
        names, values = TABLES[before.split(".")[-1].partition("[")[0]]
        for key, value in found.items():
            several = isinstance(value, list) and before == "parameters"
            for at, one in enumerate(value if several else [value]):
                fits = isinstance(one, str) and re.search(values, one)
                if not fits or not re.search(names, key):
                    return f"{before}.{key}" + (f"[{at}]" if several else ""), one
    return path, found


def _at(data: Any, path: str) -> Any:
    """The value at a path such as ``steps[0].rule``, as far as it leads."""
    for part in path.replace("[", ".[").split("."):
        if part.startswith("[") and part[1:-1].isdigit() and isinstance(data, list):
            data = data[int(part[1:-1])]
        elif isinstance(data, dict) and part in data:
            data = data[part]
    return data
