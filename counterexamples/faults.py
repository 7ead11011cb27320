"""What a trace may not hold although JSON may, and what its patterns stand for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from neverfalls.spec.faults import Fault
from neverfalls.spec.files import Unreadable, check_json, text_of
from neverfalls.spec.texts import is_plain

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
        elif isinstance(value, str) and not is_plain(value):
            yield path or "file", Unfit(value, "a text without control characters")
        elif isinstance(value, dict):
            inside = [(f"{path}.{key}".strip("."), each) for key, each in value.items()]
            waiting.extend(reversed(inside))
            for (at, _each), key in zip(inside, value, strict=True):
                if not is_plain(key):
                    yield at, Unfit(key, "a key without control characters")
        elif isinstance(value, list):
            waiting.extend((f"{path}[{at}]", value[at]) for at in reversed(range(len(value))))


PATTERNS = {
    NAME: "a name of small letters, digits, - and _",
    RATIONAL: 'an exact number in lowest terms, such as "-3/10"',
    ENTRY: 'an account, such as "alice.points"',
    ID: "an id of small letters, digits and the signs _ . = -",
}
"""What the patterns of a trace stand for, in words."""


MAX_WHOLE_DIGITS = 6
"""Longest whole number that may stand without quotes, such as the number of a step."""


def strict_json(content: bytes, limit: int) -> Any:
    """The data of a JSON file of at most so many bytes, with exact numbers only.

    Raises:
        Fault: too large, nested too deeply, not JSON, a key twice, or a number or text that no such
            file may hold.
    """
    try:
        text = text_of(content, limit)
        check_json(text)
        data = json.loads(
            text,
            object_pairs_hook=unique,
            parse_float=no_number,
            parse_constant=no_number,
            parse_int=lambda digits: (
                int(digits) if len(digits) <= MAX_WHOLE_DIGITS else no_number(digits)
            ),
        )
    except Unreadable as error:
        raise Fault("file", error.found, error.expected) from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Fault("file", str(error), "JSON in UTF-8") from None
    for path, wrong in unfit(data):
        raise Fault(path, wrong.found, wrong.expected)
    return data
