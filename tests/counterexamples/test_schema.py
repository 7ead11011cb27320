"""The JSON Schema that is shipped for readers in other languages."""

import json
from typing import Any

import jsonschema
import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples import BadTrace
from neverfalls.counterexamples.codec import schema

from .shipped import data, parsed

VALIDATOR = jsonschema.Draft202012Validator(json.loads(schema()))


def test_the_schema_is_the_shipped_file() -> None:
    """The file beside the traces is what the types describe, and a valid schema."""
    shipped = counterexamples.folder().parent / "schema.json"
    assert shipped.read_text(encoding="utf-8") == schema()
    jsonschema.Draft202012Validator.check_schema(json.loads(schema()))


@pytest.mark.parametrize("name", counterexamples.ids())
def test_the_schema_accepts_every_shipped_trace(name: str) -> None:
    """Every shipped file is valid."""
    assert [error.message for error in VALIDATOR.iter_errors(data(name))] == []


@pytest.mark.parametrize(
    "path",
    [
        ("steps", 1, "states", 0, "pool.yuan", 30),
        ("steps", 1, "states", 0, "pool.yuan", "1/0"),
        ("steps", 1, "states", 0, "pool.yuan", "30\n"),
        ("steps", 1, "states", 0, "POOL", "1"),
        ("steps", 1, "states", []),
        ("steps", 1, "arguments", "points", 3),
        ("steps", 1, "colour", "red"),
        ("colour", "red"),
        ("violation", "step", -1),
        ("violation", "left", "0.5"),
        ("parameters", "reward", 7),
        ("members", []),
        ("id", "../etc"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(path: tuple[Any, ...]) -> None:
    """What the schema can express is refused by it as it is by the reader."""
    *way, key, value = path
    told = data()
    place = told
    for part in way:
        place = place[part]
    place[key] = value
    assert not VALIDATOR.is_valid(told)
    with pytest.raises(BadTrace):
        parsed(told)


@pytest.mark.parametrize("key", list(data()))
def test_the_schema_wants_every_field(key: str) -> None:
    """A field that is left out makes a file invalid for both, unless it is the loop."""
    told = data()
    del told[key]
    assert not VALIDATOR.is_valid(told)
    with pytest.raises(BadTrace, match=f"{key}: found nothing, expected this field"):
        parsed(told)
