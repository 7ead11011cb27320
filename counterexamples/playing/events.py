"""Lists of events: a text with an event in each line, CSV, or JSON Lines.

A text says an event as histories are printed everywhere, ``purchase alice 100``: the event, then
its arguments in their order, or by name (``paid=100``). In front of it may stand how often it
happens, or on which day::

    # the first month
    repeat 300: purchase buyer{n} 100
    repeat 30: purchase alice 100; close_day
    day 60: sell alice all

``{n}`` is the number of the repetition. The days before a named one are closed first. A file is
read line by line, twice: for the members' names, and to run it; so it may be of any length.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TextIO

from neverfalls.spec.errors import NeverfallsError, one_of, shortly
from neverfalls.spec.schemes.loader import check_member_name
from neverfalls.spec.schemes.scheme import Scheme

LONGEST_LINE = 2_000
"""Characters of a line."""

MOST_MEMBERS = 100_000
MOST_EVENTS = 100_000_000

CLOSING = "close_day"
"""The event that ends a day."""

NUMBER = re.compile(r"[0-9]{1,40}(?:[./][0-9]{1,40})?")
REPEATED = re.compile(r"repeat ([0-9]{1,9}):(.*)")
ON_DAY = re.compile(r"day ([0-9]{1,6}):(.*)")


class BadEvents(NeverfallsError):
    """A list of events that cannot be read: where, what was found and what was expected."""

    def __init__(self, file: str, line: int, field: str, found: object, expected: str) -> None:
        said = f"found {shortly(found)}, expected {expected}"
        super().__init__(f"{file}: line {line}: {field}: {said}")
        self.file = file
        self.line = line
        self.field = field
        self.found = found
        self.expected = expected


class Happening(NamedTuple):
    """An event of a list, and the line that states it."""

    line: int
    event: str
    arguments: Mapping[str, str]


def number_of(text: str) -> Fraction:
    """An amount as it is written: ``100``, ``0.5`` or ``1/3``.

    Raises:
        ValueError: it is written otherwise.
    """
    if not NUMBER.fullmatch(text) or text.endswith("/0"):
        raise ValueError("a number, such as 100, 0.5 or 1/3")
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise ValueError("a number, such as 100, 0.5 or 1/3") from None


def read_events(path: Path, scheme: Scheme) -> Events:
    """The events that a file lists, for a scheme: by its ending, ``.csv``, ``.jsonl``, or a text.

    Raises:
        BadEvents: names line, field, value and what was expected.
        OSError: the file cannot be read.
    """
    return Events(path, scheme)


class Events:
    """The events of a file, in their order; each time it is gone through, the file is read."""

    def __init__(self, path: Path, scheme: Scheme) -> None:
        self.path = path
        self.scheme = scheme
        self.members: tuple[str, ...] = ()
        self.count = 0
        self._checked: set[str] = set()
        self._survey()

    def __iter__(self) -> Iterator[Happening]:
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            try:
                if self.path.suffix == ".csv":
                    yield from self._csv(file)
                elif self.path.suffix == ".jsonl":
                    yield from self._json_lines(file)
                else:
                    yield from self._text(file)
            except UnicodeDecodeError:
                raise BadEvents(str(self.path), 0, "file", "other bytes", "text in UTF-8") from None

    def _survey(self) -> None:
        """Note who takes part, and how many events there are."""
        found = dict.fromkeys(self.scheme.members)
        for happening in self:
            self.count += 1
            for name in self._members_of[happening.event]:
                found.setdefault(happening.arguments.get(name, ""))
            if len(found) > MOST_MEMBERS:
                self._fail(happening.line, "members", len(found), f"at most {MOST_MEMBERS:,}")
            if self.count > MOST_EVENTS:
                self._fail(happening.line, "events", self.count, f"at most {MOST_EVENTS:,}")
        found.pop("", None)
        self.members = tuple(found)

    @cached_property
    def _members_of(self) -> Mapping[str, tuple[str, ...]]:
        """Which arguments of each event name members."""
        return {
            name: tuple(each for each, sort in rule.sorts.items() if sort == "Member")
            for name, rule in self.scheme.rules.items()
        }

    def _fail(self, line: int, field: str, found: object, expected: str) -> None:
        raise BadEvents(str(self.path), line, field, found, expected)

    def _lines(self, file: TextIO) -> Iterator[tuple[int, str]]:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                self._fail(number, "line", line, f"at most {LONGEST_LINE:,} characters")
            yield number, line.strip()

    def _text(self, file: TextIO) -> Iterator[Happening]:
        day = 1
        for number, line in self._lines(file):
            said = line.partition("#")[0].strip()
            if not said:
                continue
            times, events = 1, said
            if match := REPEATED.fullmatch(said):
                times, events = int(match[1]), match[2]
            elif match := ON_DAY.fullmatch(said):
                wanted, events = int(match[1]), match[2]
                if wanted < day:
                    self._fail(number, "day", wanted, f"day {day} or later")
                if CLOSING not in self.scheme.rules:
                    self._fail(number, "day", wanted, "a scheme whose days close")
                for _each in range(day, wanted):
                    yield Happening(number, CLOSING, {})
                day = wanted
            made = [self._said(number, each) for each in events.split(";")]
            if not any("{n}" in value for each in made for value in each.arguments.values()):
                for each in made:
                    self._check(each)
                day += times * sum(each.event == CLOSING for each in made)
                for _turn in range(times):
                    yield from made
                continue
            for turn in range(1, times + 1):
                for each in made:
                    own = {k: v.replace("{n}", str(turn)) for k, v in each.arguments.items()}
                    happening = Happening(number, each.event, own)
                    self._check(happening)
                    day += each.event == CLOSING
                    yield happening

    def _said(self, number: int, text: str) -> Happening:
        """An event as it is said in a text."""
        name, *words = text.split() or [""]
        rule = self.scheme.rules.get(name)
        if rule is None:
            self._unknown(number, name)
        assert rule is not None
        places = list(rule.sorts)
        arguments: dict[str, str] = {}
        for place, word in enumerate(words):
            key, equals, value = word.partition("=")
            if not equals:
                if place >= len(places):
                    self._fail(number, name, word, f"{len(places)} arguments: {', '.join(places)}")
                key, value = places[place], word
            if key in arguments:
                self._fail(number, f"{name}: {key}", value, "a value once")
            arguments[key] = value
        return Happening(number, name, arguments)

    def _csv(self, file: TextIO) -> Iterator[Happening]:
        rows = csv.reader((f"{line}\n" for _number, line in self._lines(file)), strict=True)
        header: list[str] = []
        try:
            for row in rows:
                number = rows.line_num
                if not header:
                    header = [each.strip() for each in row]
                    if header[:1] != ["event"] or len({*header}) < len(header):
                        self._fail(number, "header", ",".join(row), "event, then arguments' names")
                elif row:
                    if len(row) > len(header):
                        self._fail(number, "row", ",".join(row), f"{len(header)} cells")
                    cells = (each.strip() for each in row)
                    given = {k: v for k, v in zip(header, cells, strict=False) if v}
                    happening = Happening(number, given.pop("event", ""), given)
                    self._check(happening)
                    yield happening
        except csv.Error as error:
            self._fail(rows.line_num, "row", str(error), "a row of CSV")

    def _json_lines(self, file: TextIO) -> Iterator[Happening]:
        for number, line in self._lines(file):
            if not line:
                continue
            try:
                said = json.loads(line, parse_float=str, parse_int=str)
            except (ValueError, RecursionError):
                said = None
            if not isinstance(said, dict) or not {*said} <= {"event", "arguments"}:
                self._fail(number, "line", line, '{"event": "…", "arguments": {…}}')
            given = said.get("arguments", {})
            if not isinstance(said.get("event"), str) or not isinstance(given, dict):
                self._fail(number, "line", line, '{"event": "…", "arguments": {…}}')
            for key, value in given.items():
                if not isinstance(value, str):
                    self._fail(number, key, value, "a text or a number")
            happening = Happening(number, said["event"], given)
            self._check(happening)
            yield happening

    def _check(self, happening: Happening) -> None:
        """Refuse an event that the scheme does not have, and what is no name or number."""
        line, event, arguments = happening
        if event not in self._members_of:
            self._unknown(line, event)
        members = self._members_of[event]
        for key, value in arguments.items():
            try:
                if value in self._checked:
                    continue
                if key in members:
                    check_member_name(value)
                elif value != "all":
                    number_of(value)
            except ValueError as error:
                self._fail(line, f"{event}: {key}", value, str(error))
            self._checked.add(value)

    def _unknown(self, line: int, event: str) -> None:
        known = one_of("an event of the scheme", event, self.scheme.rules, "rules")
        self._fail(line, "event", event, known)
