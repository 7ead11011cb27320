"""Histories in the Informal Trace Format, which Apalache, Quint and their libraries read.

``to_itf`` writes a counterexample, or a case under one profile, as the JSON of Apalache's ADR-015,
and ``from_itf`` reads it back. Every state has the same variables:

* ``step``: how many events there were, and ``part``: which state of its event this is, from 1;
* ``event``: what happened, "" at the opening; with it ``named``, the members in its arguments, and
  ``amounts``, the numbers among them;
* ``refused``: why the event must be refused, "" where it happens, and ``clauses`` that ask for it;
* ``balances``: all accounts, those with nothing in them too.

Amounts are records of a numerator and a denominator, in lowest terms. What is no part of a state
stands in ``#meta``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import gcd
from typing import Any, NamedTuple, TypeAlias

from msgspec import UNSET, to_builtins

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.faults import Fault, converted
from neverfalls.spec.schemes.loader import check_member_name

from ..errors import ReplayFailed
from ..faults import PATTERNS, strict_json
from ..replay import State
from ..setting import arguments_of, scheme_of
from ..trace import ENTRY, NAME, Trace
from .case import Case, Event, Expected, Outcome
from .ledger_lines import balances, outcome_of
from .profile import profile as profile_of

MAX_BYTES = 20_000_000
"""Largest file that is read."""

MAX_DIGITS = 200
"""Most digits of a whole number, as in a counterexample."""

VARIABLES = {
    "step": "Int",
    "part": "Int",
    "event": "Str",
    "named": "Str -> Str",
    "amounts": "Str -> { den: Int, num: Int }",
    "refused": "Str",
    "clauses": "Seq(Str)",
    "balances": "Str -> { den: Int, num: Int }",
}
"""The variables of a state, with their types as Apalache writes them."""

DESCRIPTION = "https://apalache-mc.org/docs/adr/015adr-trace.html"
OWN = "neverfalls"
"""The key in ``#meta`` under which everything stands that is no part of a state."""

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


class _Unfit(Exception):
    """The same, before the name of the file is known."""

    def __init__(self, field: str, found: object, expected: object) -> None:
        super().__init__(field)
        self.field = field
        self.found = found
        self.expected = expected


# --- values; two are equal only if they are of the same kind, with the same tags and field names


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
        return _document(data)
    except _Unfit as wrong:
        raise BadItf(file, wrong.field, wrong.found, wrong.expected) from None


def _document(data: Any) -> Document:
    _fields(data, "trace", {"#meta", "params", "vars", "states", "loop"})
    names = data.get("vars")
    if not isinstance(names, list) or not names or len(set(map(str, names))) != len(names):
        raise _Unfit("vars", names, "a list of names, each once")
    for at, name in enumerate(names):
        _word(name, f"vars[{at}]")
    if data.get("params", []) != []:
        raise _Unfit("params", data["params"], "none")
    states = data.get("states")
    if not isinstance(states, list) or not states:
        raise _Unfit("states", states, "a list of states")
    found = tuple(_state(each, f"states[{at}]", names) for at, each in enumerate(states))
    loop = data.get("loop")
    number = isinstance(loop, int) and not isinstance(loop, bool)
    if "loop" in data and not (number and 0 <= loop < len(states)):
        raise _Unfit("loop", loop, f"the number of a state, from 0 to {len(states) - 1}")
    return Document(tuple(names), found, loop)


def _state(data: Any, where: str, names: Sequence[str]) -> Record:
    _fields(data, where, {"#meta", *names})
    for name in names:
        if name not in data:
            raise _Unfit(f"{where}.{name}", UNSET, "a value for each variable in every state")
    return Record(tuple((name, value_of(data[name], f"{where}.{name}")) for name in names))


def _fields(data: Any, where: str, allowed: set[str]) -> None:
    if not isinstance(data, dict):
        raise _Unfit(where, data, "a table")
    for key in data:
        if key not in allowed:
            raise _Unfit(f"{where}.{key}", data[key], "no field of this name")
    if not isinstance(data.get("#meta", {}), dict):
        raise _Unfit(f"{where}.#meta", data["#meta"], "a table")


def _word(name: Any, where: str) -> str:
    if not isinstance(name, str) or not WORD.fullmatch(name):
        raise _Unfit(where, name, "a name of letters, digits and _")
    return name


def value_of(data: Any, where: str) -> Value:
    """The value that some JSON states."""
    if isinstance(data, bool | str):
        return data
    if isinstance(data, list):
        return Seq(_values(data, where))
    if not isinstance(data, dict):
        raise _Unfit(where, data, 'a value; whole numbers are written {"#bigint": "3"}')
    special = [key for key in data if key.startswith("#")]
    if not special:
        return _record(data, where)
    kind, inside = special[0], data[special[0]]
    here = f"{where}.{kind}"
    if len(data) != 1:
        raise _Unfit(where, data, f"{kind} alone")
    if kind == "#bigint":
        if not isinstance(inside, str) or not WHOLE.fullmatch(inside):
            raise _Unfit(here, inside, f"a whole number of at most {MAX_DIGITS} digits, as text")
        return Int(int(inside))
    if kind not in {"#tup", "#set", "#map"}:
        raise _Unfit(here, inside, "one of #bigint, #tup, #set, #map")
    if not isinstance(inside, list):
        raise _Unfit(here, inside, "a list")
    if kind == "#tup":
        return Tup(_values(inside, here))
    if kind == "#set":
        return Set(_once(_values(inside, here), here))
    pairs = []
    for at, pair in enumerate(inside):
        if not isinstance(pair, list) or len(pair) != 2:
            raise _Unfit(f"{here}[{at}]", pair, "a list of a key and a value")
        pairs.append(_values(pair, f"{here}[{at}]"))
    _once([key for key, _value in pairs], here)
    return Map(tuple((key, value) for key, value in pairs))


def _values(data: list[Any], where: str) -> tuple[Value, ...]:
    return tuple(value_of(each, f"{where}[{at}]") for at, each in enumerate(data))


def _once(values: Sequence[Value], where: str) -> tuple[Value, ...]:
    seen = set()
    for at, value in enumerate(values):
        if value in seen:
            raise _Unfit(f"{where}[{at}]", data_of(value), "each once")
        seen.add(value)
    return tuple(values)


def _record(data: dict[str, Any], where: str) -> Value:
    if "tag" in data:
        if set(data) != {"tag", "value"}:
            raise _Unfit(where, data, "a variant, which has a tag and a value")
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


# --- histories


class OneCase(NamedTuple):
    """A case with what is expected under one profile alone."""

    profile: str
    case: Case


def of_profile(profile: str, case: Case) -> OneCase:
    """A case without what other profiles expect.

    Raises:
        UnknownProfile: nothing is stated for this profile.
    """
    outcome = Outcome([profile], outcome_of(profile, case).expected)
    return OneCase(profile, Case(case.id, case.about, case.members, case.events, [outcome]))


class _Moment(NamedTuple):
    """One state, and the event that led to it."""

    step: int
    part: int
    event: str
    named: Mapping[str, str]
    amounts: Mapping[str, Fraction]
    refused: str
    clauses: Sequence[str]
    balances: Mapping[str, Fraction]

    @property
    def arguments(self) -> dict[str, str]:
        """Members and numbers of the event as texts."""
        return {**self.named, **{name: str(value) for name, value in self.amounts.items()}}


def to_itf(history: Trace | OneCase) -> dict[str, Any]:
    """A history as the JSON of a trace file.

    Raises:
        ReplayFailed: the setting of the counterexample is none that a scheme can have.
        UnknownProfile: nothing is stated for this profile.
    """
    if isinstance(history, Trace):
        kind, source, told = "counterexample", history.id, f"breaks {history.claim}"
        own, moments = _head(history), list(_of_trace(history))
    else:
        kind, source, told = "case", history.case.id, "; ".join(history.case.about)
        own = {
            "profile": history.profile,
            "id": history.case.id,
            "about": list(history.case.about),
            "members": list(history.case.members),
        }
        moments = list(_of_case(history))
    data: dict[str, Any] = {
        "#meta": {
            "format": "ITF",
            "format-description": DESCRIPTION,
            "source": source,
            "description": told,
            "varTypes": dict(VARIABLES),
            OWN: {"kind": kind, **own},
        },
        "params": [],
        "vars": list(VARIABLES),
        "states": [_written(number, moment) for number, moment in enumerate(moments)],
    }
    if isinstance(history, Trace) and history.loop is not UNSET:
        steps = [moment.step for moment in moments]
        # the state that comes again after the last one is the first after those that are equal
        data["loop"] = steps.index(history.loop + 1)
    return data


def _head(trace: Trace) -> dict[str, Any]:
    head: dict[str, Any] = to_builtins(trace)
    del head["steps"]
    head.pop("loop", None)
    for place in ("step", "state"):
        head["violation"][place] = str(head["violation"][place])
    return head


def _of_trace(trace: Trace) -> Iterator[_Moment]:
    scheme = scheme_of(trace)
    opening: State = scheme.opening_state(trace.members)
    yield _Moment(0, 1, "", {}, {}, "", (), opening)
    for number, step in enumerate(trace.steps, 1):
        given = arguments_of(scheme.rules[step.rule], step)
        named, amounts = _sorted(given)
        for part, state in enumerate(step.states, 1):
            full = {key: Fraction(state.get(key, 0)) for key in (*opening, *state)}
            yield _Moment(number, part, step.rule, named, amounts, "", (), full)


def _of_case(one: OneCase) -> Iterator[_Moment]:
    outcome = outcome_of(one.profile, one.case)
    rules = profile_of(one.profile).scheme.rules
    opening, *states = balances(one.profile, one.case)
    yield _Moment(0, 1, "", {}, {}, "", (), opening)
    told = zip(one.case.events, outcome.expected, states, strict=True)
    for number, (event, expected, state) in enumerate(told, 1):
        sorts = rules[event.event].sorts
        given = {
            key: text if sorts.get(key) == "Member" else Fraction(text)
            for key, text in event.arguments.items()
        }
        named, amounts = _sorted(given)
        refused = "" if expected.refused is UNSET else expected.refused
        yield _Moment(number, 1, event.event, named, amounts, refused, expected.clauses, state)


def _sorted(given: Mapping[str, str | Fraction]) -> tuple[dict[str, str], dict[str, Fraction]]:
    named = {key: value for key, value in given.items() if isinstance(value, str)}
    return named, {key: each for key, each in given.items() if not isinstance(each, str)}


def _written(number: int, moment: _Moment) -> dict[str, Any]:
    meta: dict[str, Any] = {"index": number}
    if moment.event:
        meta |= {"event": moment.event, "arguments": moment.arguments}
    values: dict[str, Value] = {
        "step": Int(moment.step),
        "part": Int(moment.part),
        "event": moment.event,
        "named": Map(tuple(moment.named.items())),
        "amounts": _amounts(moment.amounts),
        "refused": moment.refused,
        "clauses": Seq(tuple(moment.clauses)),
        "balances": _amounts(moment.balances),
    }
    return {"#meta": meta, **{name: data_of(value) for name, value in values.items()}}


def _amounts(amounts: Mapping[str, Fraction]) -> Map:
    return Map(
        tuple(
            (key, Record((("num", Int(each.numerator)), ("den", Int(each.denominator)))))
            for key, each in amounts.items()
        )
    )


def render(data: Mapping[str, Any]) -> str:
    """The text of a trace file, whose name ends in ``.itf.json`` by convention."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def read(content: bytes, file: str) -> Trace | OneCase:
    """The history that a file's content states.

    Raises:
        BadItf: names the file, the field, the value found and what was expected.
    """
    try:
        data = strict_json(content, MAX_BYTES)
    except Fault as fault:
        raise BadItf(file, fault.path, fault.found, fault.expected) from None
    return from_itf(data, file)


def from_itf(data: Any, file: str = "trace") -> Trace | OneCase:
    """The history that ``to_itf`` wrote; a counterexample, or a case under one profile.

    The variables decide. What ``#meta`` says of an event may be missing, but must not differ.
    Balances of 0 are left out of a counterexample, as in the shipped ones. Whether the events have
    these effects is not looked at: that is what a replay is for.

    Raises:
        BadItf: names the file, the field, the value found and what was expected.
    """
    try:
        return _history(data)
    except _Unfit as wrong:
        raise BadItf(file, wrong.field, wrong.found, wrong.expected) from None


def _history(data: Any) -> Trace | OneCase:
    found = _document(data)
    if found.variables != tuple(VARIABLES):
        raise _Unfit("vars", list(found.variables), ", ".join(VARIABLES))
    own = data.get("#meta", {}).get(OWN)
    if not isinstance(own, dict):
        raise _Unfit(f"#meta.{OWN}", UNSET if own is None else own, "the setting of the history")
    moments = [_moment(dict(each.items), f"states[{at}]") for at, each in enumerate(found.states)]
    for at, moment in enumerate(moments):
        _check_order(moments[at - 1] if at else None, moment, f"states[{at}]")
        _check_meta(data["states"][at].get("#meta", {}), at, moment)
    head = {key: value for key, value in own.items() if key != "kind"}
    if own.get("kind") == "counterexample":
        return _trace(head, moments, found.loop)
    if own.get("kind") == "case":
        if found.loop is not None:
            raise _Unfit("loop", found.loop, "no loop in a case")
        return _case(head, moments)
    raise _Unfit(f"#meta.{OWN}.kind", own.get("kind", UNSET), "counterexample or case")


def _moment(values: Mapping[str, Value], where: str) -> _Moment:
    named = {}
    for key, value in _entries(values, "named", where, NAME):
        named[key] = _text(value, f"{where}.named.{key}", NAME)
    clauses = values["clauses"]
    if not isinstance(clauses, Seq):
        raise _Unfit(f"{where}.clauses", data_of(clauses), "a list of texts")
    event = values["event"]
    return _Moment(
        _number(values["step"], f"{where}.step"),
        _number(values["part"], f"{where}.part"),
        "" if event == "" else _text(event, f"{where}.event", NAME),
        named,
        _numbers(values, "amounts", where, NAME),
        _text(values["refused"], f"{where}.refused"),
        [_text(each, f"{where}.clauses[{at}]") for at, each in enumerate(clauses.items)],
        _numbers(values, "balances", where, ENTRY),
    )


def _entries(
    values: Mapping[str, Value], name: str, where: str, pattern: str
) -> Iterator[tuple[str, Value]]:
    found = values[name]
    if not isinstance(found, Map):
        raise _Unfit(f"{where}.{name}", data_of(found), "a #map")
    for key, value in found.items:
        yield _text(key, f"{where}.{name}", pattern), value


def _numbers(
    values: Mapping[str, Value], name: str, where: str, pattern: str
) -> dict[str, Fraction]:
    return {
        key: _fraction(value, f"{where}.{name}.{key}")
        for key, value in _entries(values, name, where, pattern)
    }


def _fraction(value: Value, where: str) -> Fraction:
    parts = dict(value.items) if isinstance(value, Record) else {}
    if set(parts) != {"num", "den"}:
        raise _Unfit(where, data_of(value), "a record of num and den")
    above, below = (_number(parts[name], f"{where}.{name}") for name in ("num", "den"))
    if below <= 0:
        raise _Unfit(f"{where}.den", below, "a denominator above 0")
    if gcd(above, below) != 1:
        raise _Unfit(where, f"{above}/{below}", f"lowest terms, {Fraction(above, below)}")
    return Fraction(above, below)


def _number(value: Value, where: str) -> int:
    if not isinstance(value, Int):
        raise _Unfit(where, data_of(value), "a whole number")
    return value.value


def _text(value: Value, where: str, pattern: str = "") -> str:
    if not isinstance(value, str) or (pattern and not re.search(pattern, value)):
        raise _Unfit(where, data_of(value), PATTERNS.get(pattern, "a text"))
    return value


def _check_order(before: _Moment | None, now: _Moment, where: str) -> None:
    """The opening comes first, then every event with its states."""
    if before is None:
        expected = {"step": 0, "part": 1, "event": "", "named": {}, "amounts": {}, "refused": ""}
    elif now.step == before.step and now.step:
        expected = {"part": before.part + 1}
        expected |= {name: getattr(before, name) for name in ("event", "named", "amounts")}
    else:
        expected = {"step": before.step + 1, "part": 1}
    for name, value in expected.items():
        if getattr(now, name) != value:
            raise _Unfit(f"{where}.{name}", getattr(now, name), repr(value))
    if before is not None and not now.event:
        raise _Unfit(f"{where}.event", now.event, "the name of an event")
    if before is not None and set(now.balances) != set(before.balances):
        other = min(set(now.balances) ^ set(before.balances))
        if other in before.balances:
            raise _Unfit(f"{where}.balances.{other}", UNSET, "an amount in every state")
        raise _Unfit(f"{where}.balances.{other}", str(now.balances[other]), "no such account")


def _check_meta(meta: Mapping[str, Any], number: int, moment: _Moment) -> None:
    """What may be read instead of the variables says the same."""
    real: dict[str, Any] = {"index": number}
    real |= {"event": moment.event, "arguments": moment.arguments} if moment.event else {}
    for key, value in real.items():
        if meta.get(key, value) != value:
            raise _Unfit(f"states[{number}].#meta.{key}", meta[key], f"{value!r}, as the variables")


def _check_opening(found: Mapping[str, Fraction], expected: Mapping[str, Fraction]) -> None:
    for key in (*expected, *found):
        if found.get(key) != expected.get(key):
            there = str(found[key]) if key in found else UNSET
            wanted = expected.get(key, "no such account")
            raise _Unfit(f"states[0].balances.{key}", there, wanted)


def _converted(data: Any, kind: type[Any], inside: str) -> Any:
    """The history; what is wrong about one is named by where it stands in the file."""
    try:
        return converted(data, kind, PATTERNS)
    except Fault as fault:
        field = "states" if fault.path.startswith(inside) else f"#meta.{OWN}.{fault.path}"
        raise _Unfit(field, fault.found, fault.expected) from None


def _trace(head: dict[str, Any], moments: Sequence[_Moment], loop: int | None) -> Trace:
    violation = head.get("violation")
    if isinstance(violation, dict):
        head["violation"] = violation = dict(violation)
        for place in ("step", "state"):
            text = violation.get(place)
            if not isinstance(text, str) or not re.fullmatch("0|[1-9][0-9]{0,3}", text):
                where = f"#meta.{OWN}.violation.{place}"
                raise _Unfit(where, UNSET if text is None else text, "a whole number, as text")
            violation[place] = int(text)
    steps: list[dict[str, Any]] = []
    for at, moment in enumerate(moments[1:], 1):
        if moment.refused or moment.clauses:
            field = "refused" if moment.refused else "clauses"
            raise _Unfit(f"states[{at}].{field}", getattr(moment, field), "nothing: it happened")
        if moment.part == 1:
            steps.append({"rule": moment.event, "arguments": moment.arguments, "states": []})
        state = {key: str(value) for key, value in moment.balances.items() if value}
        steps[-1]["states"].append(state)
    for key in ("steps", "loop"):
        if key in head:
            raise _Unfit(f"#meta.{OWN}.{key}", head[key], "no field of this name")
    data = {**head, "steps": steps}
    if loop is not None:
        if loop == 0 or moments[loop].part != 1:
            raise _Unfit("loop", loop, "the first state of an event")
        data["loop"] = moments[loop].step - 1
    trace: Trace = _converted(data, Trace, "steps")
    try:
        opening = scheme_of(trace).opening_state(trace.members)
    except ReplayFailed as error:
        raise _Unfit(f"#meta.{OWN}.{error.field}", error.found, error.expected) from None
    _check_opening(moments[0].balances, opening)
    return trace


def _case(head: dict[str, Any], moments: Sequence[_Moment]) -> OneCase:
    name = head.pop("profile", UNSET)
    try:
        found = profile_of(name)
    except (NeverfallsError, AttributeError, KeyError):
        raise _Unfit(f"#meta.{OWN}.profile", name, "the id of a profile") from None
    expected = [
        _expected(before, now, f"states[{at}]")
        for at, (before, now) in enumerate(pairwise(moments), 1)
    ]
    events = [Event(moment.event, moment.arguments) for moment in moments[1:]]
    outcome = Outcome([name], expected)
    data = {**head, "events": to_builtins(events), "outcomes": [to_builtins(outcome)]}
    for key in ("events", "outcomes"):
        if key in head:
            raise _Unfit(f"#meta.{OWN}.{key}", head[key], "no field of this name")
    case: Case = _converted(data, Case, "events")
    for at, member in enumerate(case.members):
        try:
            check_member_name(member)
        except ValueError as error:
            raise _Unfit(f"#meta.{OWN}.members[{at}]", member, error) from None
    _check_opening(moments[0].balances, found.opening(case.members))
    return OneCase(name, case)


def _expected(before: _Moment, now: _Moment, where: str) -> Expected:
    """What an event must do, by the states before and after it."""
    changed = {
        key: str(value) for key, value in now.balances.items() if value != before.balances[key]
    }
    if now.part != 1:
        raise _Unfit(f"{where}.part", now.part, "1: a case shows one state for each event")
    if not now.refused:
        return Expected(changed, UNSET, list(now.clauses))
    if changed:
        key, value = next(iter(changed.items()))
        told = f"{before.balances[key]}, as before an event that is refused"
        raise _Unfit(f"{where}.balances.{key}", value, told)
    return Expected(UNSET, now.refused, list(now.clauses))
