"""What a check found out about one scheme, beside what is recorded of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from shlex import quote
from typing import Any

import msgspec

from neverfalls.counterexamples import Trace
from neverfalls.spec.model.questions import is_reading
from neverfalls.spec.schemes.scheme import Scheme

from ..search.bounds import MEMBERS, STEPS
from ..verdicts.record import (
    cells_of,
    differences,
    is_shipped,
    missing,
    record_of,
    stale_traces,
    written_in,
)
from ..verdicts.verdict import Status, Verdict
from .codes import AS_ASKED, BREAKS, INTERNAL, UNDECIDED
from .render.naming import shipped_as

OPEN = (Status.UNDECIDED.value, Status.BOUNDED.value)


@dataclass(frozen=True)
class Difference:
    """Something that is not as recorded, and the command that shows more of it."""

    text: str
    command: str


@dataclass(frozen=True)
class Report:
    """The verdicts on one scheme.

    ``data`` is what JSON says of them, ``traces`` the histories by claim and deviation.
    """

    scheme: Scheme
    data: dict[str, Any]
    traces: Mapping[tuple[str, str], Trace]
    differences: tuple[Difference, ...]

    @property
    def cells(self) -> list[dict[str, Any]]:
        """The verdicts, each with the claim and the deviation that it is about."""
        found: list[dict[str, Any]] = self.data["cells"]
        return found

    @property
    def code(self) -> int:
        """The exit code that this scheme gives."""
        return int(self.data["exit"])

    @property
    def failed(self) -> list[dict[str, Any]]:
        """The cells that an internal error has cost their verdict."""
        return [cell for cell in self.cells if cell["status"] == Status.FAILED.value]

    def trace(self, cell: Mapping[str, Any]) -> Trace | None:
        """The history that breaks a claim, where one does."""
        return self.traces.get((cell["claim"], cell["deviation"]))


def compare(
    scheme: Scheme,
    asked: Scheme,
    verdicts: Sequence[Verdict],
    whole: bool,
    bounds: tuple[int, int] = (STEPS, MEMBERS),
    shortest: bool = True,
) -> Report:
    """The verdicts beside the record.

    ``asked`` is the scheme under the reading that was asked for, ``whole`` says that all claims and
    readings were. What a search with other ``bounds`` leaves open, the record says nothing about,
    nor about histories of which the ``shortest`` was not looked for.
    """
    record = record_of(scheme)
    cells = cells_of(verdicts, written_in(record) if record else None)
    recorded = {(c["claim"], c["deviation"]) for c in record["cells"]} if record else set()
    as_far = bounds == (STEPS, MEMBERS)
    if not as_far:
        recorded -= {(c["claim"], c["deviation"]) for c in cells if c["status"] in OPEN}
    judged = [c for c in cells if c["status"] != Status.FAILED.value]
    known = [c for c in judged if (c["claim"], c["deviation"]) in recorded]
    unknown = [c for c in judged if (c["claim"], c["deviation"]) not in recorded]
    differ: list[Difference] = []
    if record is not None:
        for each in known:
            changed = differences(record["cells"], [each], verdicts_only=not as_far or not shortest)
            differ += [Difference(text, cell_command(scheme, each)) for text in changed]
        if whole and as_far:
            differ += _not_found(scheme, record["cells"], cells)
            stale = stale_traces(verdicts) if shortest else ()
            differ += [Difference(text, cell_command(scheme)) for text in stale]
            differ += [
                Difference(
                    f"{c['claim']} ({c['deviation']}): not recorded", cell_command(scheme, c)
                )
                for c in unknown
            ]
    traces = {(v.claim, v.deviation): v.trace for v in verdicts if v.trace is not None}
    for each in cells:
        trace = traces.get((each["claim"], each["deviation"]))
        if trace is not None:
            if not shipped_as(each["counterexample"], trace, under_any_reading=record is not None):
                del each["counterexample"]
            each["trace"] = msgspec.to_builtins(trace)
    data = {
        "scheme": scheme.name,
        "title": scheme.title,
        "recorded": record is not None,
        "unrecorded": len(unknown),
        "idle": [*asked.idle_readings, *asked.idle_parameters],
        "assumed": {key: str(getattr(scheme.parameters, key)) for key in scheme.assumed_parameters},
        "cells": cells,
        "differences": [each.text for each in differ],
        "exit": _code({c["status"] for c in unknown}, bool(differ), len(judged) < len(cells)),
    }
    return Report(scheme, data, traces, tuple(differ))


def _code(unknown: set[str], differs: bool, fails: bool) -> int:
    """The exit code, from the statuses of which nothing is recorded, whether others differ, and
    whether some have failed."""
    if fails:
        return INTERNAL
    if differs or Status.REFUTED.value in unknown:
        return BREAKS
    return UNDECIDED if unknown & set(OPEN) else AS_ASKED


def _not_found(
    scheme: Scheme, recorded: Sequence[Mapping[str, Any]], cells: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    for each in recorded:
        for text in missing([each], cells):
            yield Difference(text, cell_command(scheme, each))


def cell_command(scheme: Scheme, cell: Mapping[str, Any] | None = None) -> str:
    """The command that judges a cell again and tells all about it; or the whole scheme."""
    shipped = is_shipped(scheme) or not scheme.file
    words = ["neverfalls check", scheme.name if shipped else quote(scheme.file)]
    if cell is not None:
        words += ["--claim", cell["claim"]]
        for each in filter(None, cell["deviation"].split(",")):
            words.append(f"{'--reading' if is_reading(each) else '--number'} {each}")
    return " ".join([*words, "--details"])
