"""An answer: a small JSON file that says one thing, of the kind that the exercise asks for."""

from __future__ import annotations

import json
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from neverfalls.counterexamples.faults import strict_json
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.faults import Fault, converted

from .replies import Reply, say

MAX_BYTES = 200_000
"""Largest file that is read."""

Number = Annotated[
    str | int,
    Meta(description='an exact number: a whole one, or a text such as "21/2" or "10.5"'),
]


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """What a student answers; which field is wanted depends on the exercise.

    ``events`` are a history, each an object with a ``rule`` and its arguments; in place of a
    number of points, ``all`` stands for all that the member holds. ``numbers`` gives amounts by
    name, ``readings`` answers to questions. ``terms`` are those of a certificate of one sum.
    """

    exercise: str | UnsetType = UNSET
    events: Annotated[list[dict[str, Number]], Meta(max_length=100)] | UnsetType = UNSET
    value: Number | UnsetType = UNSET
    numbers: dict[str, Number] | UnsetType = UNSET
    readings: dict[str, str] | UnsetType = UNSET
    terms: Annotated[list[Any], Meta(max_length=100)] | UnsetType = UNSET


class BadAnswer(NeverfallsError):
    """A file that is no answer to the exercise, right or wrong."""

    def __init__(self, file: str, where: str, found: object, expected: Reply | object) -> None:
        wanted_there = expected if isinstance(expected, Reply) else Reply(str(expected))
        shown = repr(found)
        shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
        self.reply = say(
            "bad",
            file=file,
            where=where,
            found=say("found_nothing") if found is UNSET else shown,
            expected=wanted_there,
        )
        super().__init__(str(self.reply))
        self.file = file
        self.where = where
        self.found = found
        self.expected = str(wanted_there)


def parse_answer(content: bytes, file: str) -> Answer:
    """The answer that a file's content states.

    Raises:
        BadAnswer: too large, not JSON, a number with a decimal point, or of another form.
    """
    try:
        found: Answer = converted(strict_json(content, MAX_BYTES), Answer)
    except Fault as fault:
        raise BadAnswer(file, fault.path, fault.found, fault.expected) from None
    return found


def wanted(answer: Answer, file: str, *fields: str) -> Answer:
    """The same answer, if it has these fields and no others.

    Raises:
        BadAnswer: a field is missing, or is not asked for.
    """
    given = {name: getattr(answer, name) for name in answer.__struct_fields__}
    for name, value in given.items():
        if name not in (*fields, "exercise") and value is not UNSET:
            raise BadAnswer(file, name, value, say("only", names=", ".join(fields)))
    for name in fields:
        if given[name] is UNSET:
            raise BadAnswer(file, name, UNSET, say("field"))
    return answer


def schema() -> str:
    """The JSON Schema of answers, made from the types."""
    described = msgspec.json.schema(Answer)
    return json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
