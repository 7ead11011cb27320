"""Suites in files. What is shipped lies beside this module, one file for each suite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec
from msgspec import UNSET

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.faults import Fault, converted
from neverfalls.spec.files import Unreadable, read_file

from ..faults import PATTERNS, strict_json
from .case import FORMAT, Suite

MAX_BYTES = 8_000_000
"""Largest suite that is read."""


class BadSuite(NeverfallsError):
    """A file that is no suite; the message names the file, the field and the value found."""

    def __init__(self, file: str, field: str, found: object, expected: str) -> None:
        super().__init__(f"{file}: {field}: found {str(found)[:80]}, expected {expected}")
        self.file = file
        self.field = field


class UnknownProfile(NeverfallsError, LookupError):
    """No shipped suite has a profile of this id, or no suite of one's own."""

    def __init__(self, found: str, known: Iterable[str] = ()) -> None:
        instead = ", ".join(known)
        advice = f"the suite has {instead}" if instead else "`neverfalls list profiles` names all"
        super().__init__(f"no profile is called {found!r}; {advice}")


def _folder() -> resources.abc.Traversable:
    return resources.files(__package__).joinpath("data")


@cache
def suites() -> tuple[str, ...]:
    """The ids of all shipped suites: a scheme, or a scheme in whole units."""
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


@cache
def load(suite: str) -> Suite:
    """The shipped suite of that id.

    Raises:
        UnknownProfile: there is none.
    """
    if suite not in suites():
        raise UnknownProfile(suite)
    # what is shipped is checked by the tests, so that nobody waits for it
    found: Suite = msgspec.json.decode(_folder().joinpath(f"{suite}.json").read_bytes(), type=Suite)
    return found


def suite_of(profile: str) -> Suite:
    """The shipped suite with this profile.

    Raises:
        UnknownProfile: there is none.
    """
    found = load(profile.partition(".")[0]) if profile.partition(".")[0] in suites() else None
    if found is None or profile not in found.profiles:
        raise UnknownProfile(profile)
    return found


def profile_ids() -> Iterator[str]:
    """The ids of all profiles of all shipped suites."""
    for suite in suites():
        yield from load(suite).profiles


def load_file(path: str | Path) -> Suite:
    """The suite in a file.

    Raises:
        BadSuite: names the file, the field, the value found and what was expected.
    """
    try:
        content = read_file(path, MAX_BYTES)
    except Unreadable as error:
        raise BadSuite(str(path), "file", error.found, error.expected) from None
    except OSError as error:
        raise BadSuite(str(path), "file", error.strerror, "a readable file") from None
    return parse(content, str(path))


def parse(content: bytes, file: str) -> Suite:
    """The suite that a file's content states.

    Raises:
        BadSuite: names the file, the field, the value found and what was expected.
    """
    try:
        suite: Suite = converted(strict_json(content, MAX_BYTES), Suite, PATTERNS)
    except Fault as fault:
        raise BadSuite(file, fault.path, fault.found, fault.expected) from None
    if suite.format != FORMAT:
        raise BadSuite(file, "format", suite.format, FORMAT)
    for number, case in enumerate(suite.cases):
        for outcome in case.outcomes:
            where = f"cases[{number}].outcomes"
            if len(outcome.expected) != len(case.events):
                expected = f"{len(case.events)}, as many as events"
                raise BadSuite(file, where, len(outcome.expected), expected)
            for each in outcome.expected:
                if (each.balances is UNSET) is (each.refused is UNSET):
                    found = "neither" if each.refused is UNSET else "both"
                    raise BadSuite(file, where, found, "either balances or refused")
    return suite


def render(suite: Suite) -> str:
    """The one text of a suite: a line for each case, so that a change is seen as one."""
    head = msgspec.json.decode(msgspec.json.encode(suite))
    cases = head.pop("cases")
    lines = json.dumps(head, indent=1, ensure_ascii=False)[:-2] + ',\n "cases": [\n'
    rows = (json.dumps(case, separators=(",", ":"), ensure_ascii=False) for case in cases)
    return lines + ",\n".join(rows) + "\n ]\n}\n"


def schema() -> str:
    """The JSON Schema of suite files, made from the types."""
    return (
        json.dumps(msgspec.json.schema(Suite), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    )
