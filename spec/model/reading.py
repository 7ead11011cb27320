"""What a reading is: a question that the documents leave open, and one answer to each.

A reading is fixed before any rule runs. The first choice of each is its default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, TypeVar

from ..errors import UnknownReading


class Reading(Enum):
    """One question that the documents leave open; the members are its possible answers."""

    @classmethod
    def clause(cls) -> str:
        """The id of the clause that asks the question."""
        return CLAUSES[cls]

    @property
    def needs(self) -> str:
        """The mechanism without which this answer says the same as the first, if any."""
        return ""


Choice = TypeVar("Choice", bound=Reading)

KINDS: dict[str, type[Reading]] = {}
"""Every question by its name, in the order of declaration."""

CLAUSES: dict[type[Reading], str] = {}
"""The clause that asks each question."""

BY_CLAUSE: dict[str, str] = {}
"""The name of the question that a clause asks."""


def asks(clause: str) -> Callable[[type[Choice]], type[Choice]]:
    """Declare an enumeration as the answers to what a clause leaves open.

    Raises:
        ValueError: a question of this name or clause has been declared before.
    """

    def declare(kind: type[Choice]) -> type[Choice]:
        name = re.sub(r"(?<=.)(?=[A-Z])", "_", kind.__name__).lower()
        if name in KINDS or clause in BY_CLAUSE:
            raise ValueError(f"the reading {name} or the clause {clause} is declared twice")
        KINDS[name], CLAUSES[kind], BY_CLAUSE[clause] = kind, clause, name
        return kind

    return declare


def name_of(key: str) -> str:
    """The name of the reading that is meant by its name or its clause."""
    return BY_CLAUSE.get(key, key).replace("-", "_")


class Readings:
    """One answer to every question; each is an attribute of the question's name.

    A question that is not answered here has its first answer.
    """

    _answers: dict[str, Reading]

    def __init__(self, **answers: Reading) -> None:
        self.__dict__["_answers"] = answers
        self.__dict__.update(answers)

    def __getattr__(self, name: str) -> Any:
        if name not in KINDS:
            raise AttributeError(name)
        answer = self.__dict__[name] = next(iter(KINDS[name]))
        return answer

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name}: readings are fixed")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Readings) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(tuple(self.to_dict().items()))

    def to_dict(self) -> dict[str, str]:
        """The choice made for each reading, by name."""
        return {name: getattr(self, name).value for name in KINDS}

    def with_choices(self, choices: Mapping[str, str]) -> Readings:
        """These readings with some answers replaced; keys are names or clause ids.

        Raises:
            UnknownReading: no such reading, no such choice, or a reading that is named twice.
        """
        found: dict[str, Reading] = {}
        for key, choice in choices.items():
            name = name_of(key)
            kind = KINDS.get(name)
            if kind is None:
                raise UnknownReading(key, key, sorted(KINDS))
            if name in found:
                raise UnknownReading(key, choice, [f"one answer to {name}"])
            try:
                found[name] = kind(choice)
            except ValueError:
                raise UnknownReading(name, choice, [each.value for each in kind]) from None
        return Readings(**{**self._answers, **found})

    def deviations(self) -> Iterator[tuple[str, Readings]]:
        """Every reading that differs from this one in a single answer, with the name of it."""
        for name, kind in KINDS.items():
            for choice in kind:
                if choice is not getattr(self, name):
                    yield f"{name}={choice.value}", self.with_choices({name: choice.value})

    def differences(self, other: Readings) -> dict[str, str]:
        """The answers of ``other`` that are not the ones given here."""
        mine, theirs = self.to_dict(), other.to_dict()
        return {name: theirs[name] for name in mine if mine[name] != theirs[name]}
