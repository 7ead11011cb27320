"""What an exercise asks, and by which rule an answer is right; read from ``exercises.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, Literal

from msgspec import Struct, field, toml

from neverfalls.spec.model.parameters import parse_amount
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

MEMBERS = ("alice", "bob", "carol")
"""The members whom a history may name."""

Words = dict[str, str]


class Exercise(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """A question of a lesson.

    ``lesson`` is its number, ``question`` what the student reads; both kinds of names below are
    those of the scheme files. ``readings`` are the answers that differ from the scheme's own.
    """

    id: str
    lesson: int
    title: str
    question: str
    scheme: str = "wine-shop"
    readings: Words = {}

    @property
    def kind(self) -> str:
        """What sort of answer it wants."""
        return str(self.__struct_config__.tag)

    def setting(self, numbers: Mapping[str, Fraction] | None = None) -> Scheme:
        """The scheme that it is about, with its readings and with other numbers."""
        scheme = load_scheme(self.scheme)
        read = scheme.reading(scheme.readings.with_choices(self.readings))
        return read.with_parameters(**numbers) if numbers else read


class Break(Exercise, frozen=True, tag="break"):
    """A history of at most so many events that breaks a claim; ``numbers`` may be chosen too."""

    claim: str
    most_events: int
    numbers: tuple[str, ...] = ()


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """What has to hold when a history has ended: a quantity, and a number beside it."""

    quantity: str
    relation: Literal["at least", "at most", "equal to"]
    value: str

    def holds(self, found: Fraction) -> bool:
        """Whether the quantity may have this value."""
        wanted = parse_amount(self.value)
        if self.relation == "equal to":
            return found == wanted
        return found >= wanted if self.relation == "at least" else found <= wanted


class Reach(Exercise, frozen=True, tag="reach"):
    """A history of at most so many events after which the conditions hold."""

    conditions: tuple[Condition, ...]
    most_events: int


class Trap(Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong way to a number: what comes out on it, and what was forgotten."""

    history: tuple[dict[str, str | int], ...]
    quantity: str
    says: str


class Value(Exercise, frozen=True, tag="value"):
    """A quantity after a given history, exactly or rounded to so many decimal places.

    ``repeat`` in an event says how often it happens.
    """

    history: tuple[dict[str, str | int], ...]
    quantity: str
    places: int = 4
    traps: tuple[Trap, ...] = field(name="trap", default=())


class Reading(Exercise, frozen=True, tag="reading"):
    """A reading under which all these claims are proved; or, if ``breaks``, all of them break."""

    claims: tuple[str, ...]
    breaks: bool = False


class Certificate(Exercise, frozen=True, tag="certificate"):
    """Terms that show that a goal follows from facts; formulas in the language of statements."""

    facts: tuple[str, ...]
    goal: str


class Theorem(Exercise, frozen=True, tag="theorem"):
    """Numbers that meet the hypotheses of a theorem, and further conditions."""

    theorem: str
    numbers: tuple[str, ...]
    conditions: tuple[str, ...] = ()


class Statements(Exercise, frozen=True, tag="statements"):
    """Numbers at which all but one of these statements of the documents are true."""

    statements: tuple[str, ...]


Any_ = Break | Reach | Value | Reading | Certificate | Theorem | Statements


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    exercises: tuple[Any_, ...] = field(name="exercise")


@cache
def exercises() -> Mapping[str, Any_]:
    """All exercises, by their ids, in the order of the lessons."""
    content = resources.files(__package__).joinpath("exercises.toml").read_bytes()
    return {each.id: each for each in toml.decode(content, type=_File).exercises}


@dataclass(frozen=True)
class Event:
    """An event of a history: a rule and its arguments, still as they were written."""

    rule: str
    arguments: dict[str, Any]


def events_of(written: tuple[dict[str, str | int], ...]) -> list[Event]:
    """The events of a history; one with ``repeat`` stands for so many of them."""
    found = []
    for each in written:
        rest = {key: value for key, value in each.items() if key not in ("rule", "repeat")}
        found += [Event(str(each["rule"]), rest)] * int(each.get("repeat", 1))
    return found
