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
from fractions import Fraction
from itertools import pairwise
from math import gcd
from typing import Any, NamedTuple

from msgspec import UNSET, to_builtins
from msgspec.structs import replace

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.faults import Fault, converted
from neverfalls.spec.schemes.loader import check_member_name

from ..errors import ReplayFailed
from ..faults import PATTERNS, strict_json
from ..replay import State
from ..setting import arguments_of, scheme_of
from ..trace import ENTRY, NAME, Trace
from .case import Case, Event, Expected, Outcome
from .itf_values import (
    BadItf,
    Int,
    Map,
    Record,
    Seq,
    Unfit,
    Value,
    data_of,
    document_of,
)
from .ledger_lines import balances, outcome_of
from .profile import profile as profile_of

MAX_BYTES = 20_000_000
"""Largest file that is read."""

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
    return OneCase(profile, replace(case, outcomes=[outcome]))


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
            **{
                key: value
                for key, value in to_builtins(history.case).items()
                if key in ("identity", "origin", "witnesses")
            },
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
    except Unfit as wrong:
        raise BadItf(file, wrong.field, wrong.found, wrong.expected) from None


def _history(data: Any) -> Trace | OneCase:
    found = document_of(data)
    if found.variables != tuple(VARIABLES):
        raise Unfit("vars", list(found.variables), ", ".join(VARIABLES))
    own = data.get("#meta", {}).get(OWN)
    if not isinstance(own, dict):
        raise Unfit(f"#meta.{OWN}", UNSET if own is None else own, "the setting of the history")
    moments = [_moment(dict(each.items), f"states[{at}]") for at, each in enumerate(found.states)]
    for at, moment in enumerate(moments):
        _check_order(moments[at - 1] if at else None, moment, f"states[{at}]")
        _check_meta(data["states"][at].get("#meta", {}), at, moment)
    head = {key: value for key, value in own.items() if key != "kind"}
    if own.get("kind") == "counterexample":
        return _trace(head, moments, found.loop)
    if own.get("kind") == "case":
        if found.loop is not None:
            raise Unfit("loop", found.loop, "no loop in a case")
        return _case(head, moments)
    raise Unfit(f"#meta.{OWN}.kind", own.get("kind", UNSET), "counterexample or case")


def _moment(values: Mapping[str, Value], where: str) -> _Moment:
    named = {}
    for key, value in _entries(values, "named", where, NAME):
        named[key] = _text(value, f"{where}.named.{key}", NAME)
    clauses = values["clauses"]
    if not isinstance(clauses, Seq):
        raise Unfit(f"{where}.clauses", data_of(clauses), "a list of texts")
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
        raise Unfit(f"{where}.{name}", data_of(found), "a #map")
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
        raise Unfit(where, data_of(value), "a record of num and den")
    above, below = (_number(parts[name], f"{where}.{name}") for name in ("num", "den"))
    if below <= 0:
        raise Unfit(f"{where}.den", below, "a denominator above 0")
    if gcd(above, below) != 1:
        raise Unfit(where, f"{above}/{below}", f"lowest terms, {Fraction(above, below)}")
    return Fraction(above, below)


def _number(value: Value, where: str) -> int:
    if not isinstance(value, Int):
        raise Unfit(where, data_of(value), "a whole number")
    return value.value


def _text(value: Value, where: str, pattern: str = "") -> str:
    if not isinstance(value, str) or (pattern and not re.search(pattern, value)):
        raise Unfit(where, data_of(value), PATTERNS.get(pattern, "a text"))
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
            raise Unfit(f"{where}.{name}", getattr(now, name), repr(value))
    if before is not None and not now.event:
        raise Unfit(f"{where}.event", now.event, "the name of an event")
    if before is not None and set(now.balances) != set(before.balances):
        other = min(set(now.balances) ^ set(before.balances))
        if other in before.balances:
            raise Unfit(f"{where}.balances.{other}", UNSET, "an amount in every state")
        raise Unfit(f"{where}.balances.{other}", str(now.balances[other]), "no such account")


def _check_meta(meta: Mapping[str, Any], number: int, moment: _Moment) -> None:
    """What may be read instead of the variables says the same."""
    real: dict[str, Any] = {"index": number}
    real |= {"event": moment.event, "arguments": moment.arguments} if moment.event else {}
    for key, value in real.items():
        if meta.get(key, value) != value:
            raise Unfit(f"states[{number}].#meta.{key}", meta[key], f"{value!r}, as the variables")


def _check_opening(found: Mapping[str, Fraction], expected: Mapping[str, Fraction]) -> None:
    for key in (*expected, *found):
        if found.get(key) != expected.get(key):
            there = str(found[key]) if key in found else UNSET
            wanted = expected.get(key, "no such account")
            raise Unfit(f"states[0].balances.{key}", there, wanted)


def _converted(data: Any, kind: type[Any], inside: str) -> Any:
    """The history; what is wrong about one is named by where it stands in the file."""
    try:
        return converted(data, kind, PATTERNS)
    except Fault as fault:
        field = "states" if fault.path.startswith(inside) else f"#meta.{OWN}.{fault.path}"
        raise Unfit(field, fault.found, fault.expected) from None


def _trace(head: dict[str, Any], moments: Sequence[_Moment], loop: int | None) -> Trace:
    violation = head.get("violation")
    if isinstance(violation, dict):
        head["violation"] = violation = dict(violation)
        for place in ("step", "state"):
            text = violation.get(place)
            if not isinstance(text, str) or not re.fullmatch("0|[1-9][0-9]{0,3}", text):
                where = f"#meta.{OWN}.violation.{place}"
                raise Unfit(where, UNSET if text is None else text, "a whole number, as text")
            violation[place] = int(text)
    steps: list[dict[str, Any]] = []
    for at, moment in enumerate(moments[1:], 1):
        if moment.refused or moment.clauses:
            field = "refused" if moment.refused else "clauses"
            raise Unfit(f"states[{at}].{field}", getattr(moment, field), "nothing: it happened")
        if moment.part == 1:
            steps.append({"rule": moment.event, "arguments": moment.arguments, "states": []})
        state = {key: str(value) for key, value in moment.balances.items() if value}
        steps[-1]["states"].append(state)
    for key in ("steps", "loop"):
        if key in head:
            raise Unfit(f"#meta.{OWN}.{key}", head[key], "no field of this name")
    data = {**head, "steps": steps}
    if loop is not None:
        if loop == 0 or moments[loop].part != 1:
            raise Unfit("loop", loop, "the first state of an event")
        data["loop"] = moments[loop].step - 1
    trace: Trace = _converted(data, Trace, "steps")
    try:
        opening = scheme_of(trace).opening_state(trace.members)
    except ReplayFailed as error:
        raise Unfit(f"#meta.{OWN}.{error.field}", error.found, error.expected) from None
    _check_opening(moments[0].balances, opening)
    return trace


def _case(head: dict[str, Any], moments: Sequence[_Moment]) -> OneCase:
    name = head.pop("profile", UNSET)
    try:
        found = profile_of(name)
    except (NeverfallsError, AttributeError, KeyError):
        raise Unfit(f"#meta.{OWN}.profile", name, "the id of a profile") from None
    expected = [
        _expected(before, now, f"states[{at}]")
        for at, (before, now) in enumerate(pairwise(moments), 1)
    ]
    events = [Event(moment.event, moment.arguments) for moment in moments[1:]]
    outcome = Outcome([name], expected)
    data = {**head, "events": to_builtins(events), "outcomes": [to_builtins(outcome)]}
    for key in ("events", "outcomes"):
        if key in head:
            raise Unfit(f"#meta.{OWN}.{key}", head[key], "no field of this name")
    case: Case = _converted(data, Case, "events")
    for at, member in enumerate(case.members):
        try:
            check_member_name(member)
        except ValueError as error:
            raise Unfit(f"#meta.{OWN}.members[{at}]", member, error) from None
    _check_opening(moments[0].balances, found.opening(case.members))
    return OneCase(name, case)


def _expected(before: _Moment, now: _Moment, where: str) -> Expected:
    """What an event must do, by the states before and after it."""
    changed = {
        key: str(value) for key, value in now.balances.items() if value != before.balances[key]
    }
    if now.part != 1:
        raise Unfit(f"{where}.part", now.part, "1: a case shows one state for each event")
    if not now.refused:
        return Expected(changed, UNSET, list(now.clauses))
    if changed:
        key, value = next(iter(changed.items()))
        told = f"{before.balances[key]}, as before an event that is refused"
        raise Unfit(f"{where}.balances.{key}", value, told)
    return Expected(UNSET, now.refused, list(now.clauses))
