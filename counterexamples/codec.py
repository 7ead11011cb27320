"""Reading and writing trace files. The formatter here is the only writer."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from neverfalls.spec.faults import Fault, converted
from neverfalls.spec.files import Unreadable, read_file

from .errors import BadTrace
from .faults import PATTERNS, strict_json
from .trace import FORMAT, Trace

MAX_BYTES = 2_000_000
"""Largest file that is read."""


def load(path: str | Path) -> Trace:
    """The trace in a file.

    Raises:
        BadTrace: names the file, the field, the value found and what was expected.
    """
    try:
        content = read_file(path, MAX_BYTES)
    except Unreadable as error:
        raise BadTrace(str(path), "file", error.found, error.expected) from None
    except OSError as error:
        expected = "a readable file, or an id that `neverfalls list counterexamples` names"
        raise BadTrace(str(path), "file", error.strerror, expected) from None
    return parse(content, str(path))


def parse(content: bytes, file: str) -> Trace:
    """The trace that a file's content states.

    Raises:
        BadTrace: too large, not JSON, a key twice, or not of the format.
    """
    try:
        trace: Trace = converted(strict_json(content, MAX_BYTES), Trace, PATTERNS)
    except Fault as fault:
        raise BadTrace(file, fault.path, fault.found, fault.expected) from None
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
