"""Values of the Informal Trace Format, with an equality that sees kinds, tags and field names.

The format is that of Apalache's ADR-015, which Quint writes too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from msgspec import UNSET

from neverfalls.spec.errors import NeverfallsError

MAX_DIGITS = 200
"""Most digits of a whole number, as in a counterexample."""

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}")

WHOLE = re.compile(rf"0|-?[1-9][0-9]{{0,{MAX_DIGITS - 1}}}")


class BadItf(NeverfallsError):
    """Something that is no such trace; the message names the file, the field and the value."""

    def __init__(self, file: str, field: str, found: object, expected: object) -> None:
        shown = "nothing" if found is UNSET else repr(found)
        shown = shown if len(shown) <= 80 else shown[:77] + "..."
        super().__init__(f"{file}: {field}: found {shown}, expected {expected}")
        self.file = file
        self.field = field
        self.found = found
        self.expected = expected


class Unfit(Exception):
    """The same, before the name of the file is known."""

    def __init__(self, field: str, found: object, expected: object) -> None:
        super().__init__(field)
        self.field = field
        self.found = found
        self.expected = expected


class _Unordered:
    """What is equal to another of its kind that has the same things in another order."""

    items: tuple[Any, ...]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Unordered) or other.__class__ is not self.__class__:
            return False
        return frozenset(self.items) == frozenset(other.items)

    def __hash__(self) -> int:
        return hash((self.__class__, frozenset(self.items)))


@dataclass(frozen=True)
class Int:
    """A whole number, which is never equal to true or false."""

    value: int


@dataclass(frozen=True)
class Seq:
    """A list."""

    items: tuple[Value, ...]


@dataclass(frozen=True)
class Tup:
    """A tuple, which is never equal to a list."""

    items: tuple[Value, ...]


@dataclass(frozen=True, eq=False)
class Set(_Unordered):
    """Values, each once, in no order."""

    items: tuple[Value, ...]


@dataclass(frozen=True, eq=False)
class Map(_Unordered):
    """Keys, each once, and their values, in no order."""

    items: tuple[tuple[Value, Value], ...]


@dataclass(frozen=True, eq=False)
class Record(_Unordered):
    """Fields and their values, in no order."""

    items: tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class Variant:
    """A value with a tag that says which of several it is."""

    tag: str
    value: Value


Value: TypeAlias = bool | str | Int | Seq | Tup | Set | Map | Record | Variant


class Document(NamedTuple):
    """A trace of any program: its variables, its states, and the state at which a loop starts."""

    variables: tuple[str, ...]
    states: tuple[Record, ...]
    loop: int | None


def document(data: Any, file: str = "trace") -> Document:
    """The trace that some JSON states, whatever ``#meta`` says.

    Raises:
        BadItf: names the file, the field, the value found and what was expected.
    """
    try:
        return document_of(data)
    except Unfit as wrong:
        raise BadItf(file, wrong.field, wrong.found, wrong.expected) from None


def document_of(data: Any) -> Document:
    _fields(data, "trace", {"#meta", "params", "vars", "states", "loop"})
    names = data.get("vars")
    if not isinstance(names, list) or not names or len(set(map(str, names))) != len(names):
        raise Unfit("vars", names, "a list of names, each once")
    for at, name in enumerate(names):
        _word(name, f"vars[{at}]")
    if data.get("params", []) != []:
        raise Unfit("params", data["params"], "none")
    states = data.get("states")
    if not isinstance(states, list) or not states:
        raise Unfit("states", states, "a list of states")
    found = tuple(_state(each, f"states[{at}]", names) for at, each in enumerate(states))
    loop = data.get("loop")
    number = isinstance(loop, int) and not isinstance(loop, bool)
    if "loop" in data and not (number and 0 <= loop < len(states)):
        raise Unfit("loop", loop, f"the number of a state, from 0 to {len(states) - 1}")
    return Document(tuple(names), found, loop)


def _state(data: Any, where: str, names: Sequence[str]) -> Record:
    _fields(data, where, {"#meta", *names})
    for name in names:
        if name not in data:
            raise Unfit(f"{where}.{name}", UNSET, "a value for each variable in every state")
    return Record(tuple((name, value_of(data[name], f"{where}.{name}")) for name in names))


def _fields(data: Any, where: str, allowed: set[str]) -> None:
    if not isinstance(data, dict):
        raise Unfit(where, data, "a table")
    for key in data:
        if key not in allowed:
            raise Unfit(f"{where}.{key}", data[key], "no field of this name")
    if not isinstance(data.get("#meta", {}), dict):
        raise Unfit(f"{where}.#meta", data["#meta"], "a table")


def _word(name: Any, where: str) -> str:
    if not isinstance(name, str) or not WORD.fullmatch(name):
        raise Unfit(where, name, "a name of letters, digits and _")
    return name


def value_of(data: Any, where: str) -> Value:
    """The value that some JSON states."""
    if isinstance(data, bool | str):
        return data
    if isinstance(data, list):
        return Seq(_values(data, where))
    if not isinstance(data, dict):
        raise Unfit(where, data, 'a value; whole numbers are written {"#bigint": "3"}')
    special = [key for key in data if key.startswith("#")]
    if not special:
        return _record(data, where)
    kind, inside = special[0], data[special[0]]
    here = f"{where}.{kind}"
    if len(data) != 1:
        raise Unfit(where, data, f"{kind} alone")
    if kind == "#bigint":
        if not isinstance(inside, str) or not WHOLE.fullmatch(inside):
            raise Unfit(here, inside, f"a whole number of at most {MAX_DIGITS} digits, as text")
        return Int(int(inside))
    if kind not in {"#tup", "#set", "#map"}:
        raise Unfit(here, inside, "one of #bigint, #tup, #set, #map")
    if not isinstance(inside, list):
        raise Unfit(here, inside, "a list")
    if kind == "#tup":
        return Tup(_values(inside, here))
    if kind == "#set":
        return Set(_once(_values(inside, here), here))
    pairs = []
    for at, pair in enumerate(inside):
        if not isinstance(pair, list) or len(pair) != 2:
            raise Unfit(f"{here}[{at}]", pair, "a list of a key and a value")
        pairs.append(_values(pair, f"{here}[{at}]"))
    _once([key for key, _value in pairs], here)
    return Map(tuple((key, value) for key, value in pairs))


def _values(data: list[Any], where: str) -> tuple[Value, ...]:
    return tuple(value_of(each, f"{where}[{at}]") for at, each in enumerate(data))


def _once(values: Sequence[Value], where: str) -> tuple[Value, ...]:
    seen = set()
    for at, value in enumerate(values):
        if value in seen:
            raise Unfit(f"{where}[{at}]", data_of(value), "each once")
        seen.add(value)
    return tuple(values)


def _record(data: dict[str, Any], where: str) -> Value:
    if "tag" in data:
        if set(data) != {"tag", "value"}:
            raise Unfit(where, data, "a variant, which has a tag and a value")
        return Variant(
            _word(data["tag"], f"{where}.tag"), value_of(data["value"], f"{where}.value")
        )
    for key in data:
        _word(key, f"{where}.{key}")
    return Record(tuple((key, value_of(each, f"{where}.{key}")) for key, each in data.items()))


def data_of(value: Value) -> Any:
    """A value as JSON."""
    match value:
        case Int():
            return {"#bigint": str(value.value)}
        case Seq():
            return [data_of(each) for each in value.items]
        case Tup():
            return {"#tup": [data_of(each) for each in value.items]}
        case Set():
            return {"#set": [data_of(each) for each in value.items]}
        case Map():
            return {"#map": [[data_of(key), data_of(each)] for key, each in value.items]}
        case Record():
            return {key: data_of(each) for key, each in value.items}
        case Variant():
            return {"tag": value.tag, "value": data_of(value.value)}
    return value
