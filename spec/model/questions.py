"""Questions that the documents leave open, and readings: one answer to each.

The answers are fixed before any rule runs. The first answer to a question is its default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, Self, TypeVar

from ..errors import UnknownReading


class Question(Enum):
    """One question that the documents leave open; its values are the readings that answer it.

    Each has its name in files and, where the name does not say it, what it ``means``.
    """

    _value_: str
    means: str

    # Answers are looked up by the million, and each exists once; Enum would hash the name anew.
    __hash__ = object.__hash__

    def __new__(cls, value: str, means: str = "") -> Self:
        """An answer of this name."""
        answer = object.__new__(cls)
        answer._value_, answer.means = value, means
        return answer

    @classmethod
    def clause(cls) -> str:
        """The id of the clause that asks the question."""
        return CLAUSES[cls]

    @property
    def needs(self) -> str:
        """The mechanism without which this answer means the same as the first, if any."""
        return ""


AnyQuestion = TypeVar("AnyQuestion", bound=Question)

QUESTIONS: dict[str, type[Question]] = {}
"""Every question by its name; each mechanism declares its own."""

CLAUSES: dict[type[Question], str] = {}
"""The clause that asks each question."""

BY_CLAUSE: dict[str, str] = {}
"""The name of the question that a clause asks."""


def asks(clause: str, name: str = "") -> Callable[[type[AnyQuestion]], type[AnyQuestion]]:
    """Declare an enumeration as the answers to what a clause leaves open.

    In files the question is called ``name``; where none is given, it has the name of the class.

    Raises:
        ValueError: a question of this name or clause has been declared before.
    """

    def declare(question: type[AnyQuestion]) -> type[AnyQuestion]:
        key = name or re.sub(r"(?<=.)(?=[A-Z])", "_", question.__name__).lower()
        if key in QUESTIONS or clause in BY_CLAUSE:
            raise ValueError(f"the question {key} or the clause {clause} is declared twice")
        QUESTIONS[key], CLAUSES[question], BY_CLAUSE[clause] = question, clause, key
        return question

    return declare


def name_of(key: str) -> str:
    """The name of a question, given its name or its clause."""
    return BY_CLAUSE.get(key, key).replace("-", "_")


def is_reading(deviation: str) -> bool:
    """Whether KEY=VALUE is an answer to a question, and not a number."""
    key, _equals, value = deviation.partition("=")
    return value in [answer.value for answer in QUESTIONS.get(key, ())]


class Readings:
    """One answer to every question; each is an attribute of the question's name.

    A question that was not answered has its first answer.
    """

    _answers: dict[str, Question]

    def __init__(self, **answers: Question) -> None:
        self.__dict__["_answers"] = answers
        self.__dict__.update(answers)

    def __getattr__(self, name: str) -> Any:
        if name not in QUESTIONS:
            raise AttributeError(name)
        answer = self.__dict__[name] = next(iter(QUESTIONS[name]))
        return answer

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name}: readings are fixed")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Readings) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(tuple(self.to_dict().items()))

    def to_dict(self) -> dict[str, str]:
        """The answer to each question, by name."""
        return {name: getattr(self, name).value for name in QUESTIONS}

    def with_choices(self, choices: Mapping[str, str]) -> Readings:
        """These readings with some answers replaced; keys are names or clause ids.

        Raises:
            UnknownReading: no such question, no such answer, or a question that is named twice.
        """
        found: dict[str, Question] = {}
        for key, choice in choices.items():
            name = name_of(key)
            question = QUESTIONS.get(name)
            if question is None:
                raise UnknownReading(key, key, sorted(QUESTIONS))
            if name in found:
                raise UnknownReading(key, choice, [f"one answer to {name}"])
            try:
                found[name] = question(choice)
            except ValueError:
                raise UnknownReading(name, choice, [each.value for each in question]) from None
        return Readings(**{**self._answers, **found})

    def deviations(self) -> Iterator[tuple[str, Readings]]:
        """All readings that differ from these in a single answer, each with that answer's name."""
        for name, question in QUESTIONS.items():
            for choice in question:
                if choice is not getattr(self, name):
                    yield f"{name}={choice.value}", self.with_choices({name: choice.value})

    def differences(self, other: Readings) -> dict[str, str]:
        """The answers of ``other`` that differ from these."""
        mine, theirs = self.to_dict(), other.to_dict()
        return {name: theirs[name] for name in mine if mine[name] != theirs[name]}


def put_in_order(table: dict[str, Any], names: Iterable[str]) -> None:
    """Sort a table: the entries named first, in that order, then the others as they stood."""
    kept = dict(table)
    table.clear()
    table.update({name: kept[name] for name in dict.fromkeys((*names, *kept))})
