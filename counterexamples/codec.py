"""Reading and writing trace files. The formatter here is the only writer."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from .errors import BadTrace
from .trace import ENTRY, FORMAT, NAME, RATIONAL, Trace

MAX_BYTES = 2_000_000
"""Largest file that is read."""


def load(path: str | Path) -> Trace:
    """The trace in a file.

    Raises:
        BadTrace: names the file, the field, the value found and what was expected.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadTrace(str(path), "file", error.strerror, "a readable file") from None
    return parse(content, str(path))


def parse(content: bytes, file: str) -> Trace:
    """The trace that a file's content states.

    Raises:
        BadTrace: too large, not JSON, a key twice, or not of the format.
    """
    if len(content) > MAX_BYTES:
        raise BadTrace(file, "file", f"more than {MAX_BYTES} bytes", "a smaller file")
    try:
        data = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=lambda pairs: _unique(file, pairs),
            parse_float=lambda text: _refuse(file, text),
            parse_constant=lambda text: _refuse(file, text),
            parse_int=lambda text: _small(file, text),
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadTrace(file, "file", str(error), "JSON in UTF-8") from None
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadTrace(file, "file", str(error), "text that can be written again") from None
    try:
        trace = msgspec.convert(data, Trace)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$")
        field, found = _locate(data, where.strip("`.") or "file")
        raise BadTrace(file, field, found, message) from None
    if trace.format != FORMAT:
        raise BadTrace(file, "format", trace.format, FORMAT)
    return trace


def render(trace: Trace) -> str:
    """The one text of a trace: keys in their declared order, two spaces, a last newline."""
    return msgspec.json.format(msgspec.json.encode(trace), indent=2).decode() + "\n"


def schema() -> str:
    """The JSON Schema of trace files, made from the types."""
    described = msgspec.json.schema(Trace)
    return json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _unique(file: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadTrace(file, key, "the key twice", "each key once")
        found[key] = value
    return found


def _refuse(file: str, text: str) -> Any:
    raise BadTrace(file, "number", text, 'exact numbers written as strings, such as "3/10"')


def _small(file: str, text: str) -> int:
    if len(text) > 6:
        raise BadTrace(file, "number", text, 'exact numbers written as strings, such as "3"')
    return int(text)


TABLES = {
    "parameters": (NAME, RATIONAL),
    "readings": (NAME, NAME),
    "opening": (ENTRY, RATIONAL),
    "arguments": (NAME, ""),
    "states": (ENTRY, RATIONAL),
}
"""The tables of a trace, whose keys the validator does not name: patterns of key and value."""


def _locate(data: Any, path: str) -> tuple[str, Any]:
    """The full path of what is wrong, and what stands there."""
    before, unnamed, _after = path.partition("[...]")
    found = _at(data, before)
    if unnamed and isinstance(found, dict):
        names, values = TABLES[before.split(".")[-1].partition("[")[0]]
        for key, value in found.items():
            each = value if before == "parameters" and isinstance(value, list) else [value]
            fits = all(isinstance(one, str) and re.search(values, one) for one in each)
            if not fits or not re.search(names, key):
                return f"{before}.{key}", value
    return path, found


def _at(data: Any, path: str) -> Any:
    """The value at a path such as ``steps[0].rule``, as far as it leads."""
    for part in path.replace("[", ".[").split("."):
        if part.startswith("[") and part[1:-1].isdigit() and isinstance(data, list):
            data = data[int(part[1:-1])]
        elif isinstance(data, dict) and part in data:
            data = data[part]
    return data
