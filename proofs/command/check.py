"""`neverfalls check`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from neverfalls.spec.claims import CLAIMS as _LOADED
from neverfalls.spec.claims.claim import CLAIMS, Claim
from neverfalls.spec.errors import UnknownReading
from neverfalls.spec.model.questions import name_of
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..search.explorer import MEMBERS, STEPS
from ..verdicts.record import cells_of, differences, missing, record_of, stale_traces, written_in
from ..verdicts.survey import Task, survey_apart, tasks
from ..verdicts.verdict import Status, Verdict
from . import AS_ASKED, BREAKS, UNDECIDED
from .errors import NotAbout, UnknownName
from .render.naming import tells
from .render.progress import Progress
from .render.table import scheme_text

assert _LOADED is CLAIMS

OPEN = {Status.UNDECIDED.value, Status.BOUNDED.value}


def run_check(
    names: Sequence[str],
    claims: Sequence[str],
    readings: Sequence[str],
    as_json: bool,
    details: bool,
    steps: int | None,
    members: int | None,
) -> int:
    """Check one scheme or all shipped ones; print; the exit code."""
    for name, count in (("--steps", steps), ("--members", members)):
        if count is not None and not 1 <= count <= 12:
            raise UnknownReading(name, str(count), ["1 to 12"])
    schemes, chosen = schemes_of(names), chosen_claims(claims)
    require_one_about(schemes, chosen)
    work = [task for each in schemes for task in chosen_tasks(each, readings)]
    bounds = (steps or STEPS, members or MEMBERS)
    found = surveyed(work, chosen, *bounds)
    whole = not claims and not readings
    asked = {task.scheme.name: task.scheme for task in reversed(work)}
    reports = [
        _report(each, asked[each.name], [v for v in found if v.scheme == each.name], whole, bounds)
        for each in schemes
    ]
    code = max((report["exit"] for report in reports), default=AS_ASKED)
    if as_json:
        shown = {"format": "neverfalls-check/1", "schemes": reports, "exit": code}
        print(json.dumps(shown, indent=1, ensure_ascii=False))
    else:
        for each, report in zip(schemes, reports, strict=True):
            print(scheme_text(each, report, details, chosen))
    return code


def surveyed(
    work: Sequence[Task], claims: Sequence[Claim], steps: int = STEPS, members: int = MEMBERS
) -> list[Verdict]:
    """The verdicts of these tasks, with progress on standard error."""
    with Progress(len(work)) as progress:

        def told(done: int, task: Task) -> None:
            progress.show(done, f"{task.scheme.name} {task.deviation}")

        return survey_apart(work, claims, told, steps, members)


def schemes_of(names: Sequence[str]) -> list[Scheme]:
    """The schemes in these files or of these names, all shipped ones if none is given.

    Raises:
        BadScheme: a file that cannot be read as a scheme.
        UnknownName: the name is empty.
    """
    if "" in names:
        raise UnknownName("scheme", "", SHIPPED)
    return [load_scheme(name) for name in names or SHIPPED]


def require_one_about(schemes: Sequence[Scheme], claims: Sequence[Claim]) -> None:
    """Refuse claims none of which any of the schemes has the mechanisms for.

    Raises:
        NotAbout: names the claims and the schemes.
    """
    if not any(claim.applies(each.mechanisms) for claim in claims for each in schemes):
        raise NotAbout([each.name for each in claims], [each.name for each in schemes])


def chosen_claims(names: Sequence[str]) -> list[Claim]:
    """The claims of these names or clause ids, all if none is given.

    Raises:
        UnknownName: no claim has this name or cites this clause.
    """
    for name in names:
        if not any(name == c.name or name in c.clauses for c in CLAIMS.values()):
            raise UnknownName("claim", name, list(CLAIMS))
    return [
        claim
        for claim in CLAIMS.values()
        if not names or claim.name in names or set(names) & set(claim.clauses)
    ]


def documents_claims() -> list[Claim]:
    """The claims that the documents themselves make; the others are a careful reader's."""
    return [claim for claim in CLAIMS.values() if claim.clauses[0].startswith("C")]


def chosen_tasks(scheme: Scheme, readings: Sequence[str]) -> list[Task]:
    """Every single deviation of a scheme, or just the one reading asked for.

    Raises:
        UnknownReading: not KEY=CHOICE, no such key or choice, or one key twice.
    """
    if not readings:
        return list(tasks(scheme))
    choices: dict[str, str] = {}
    for text in readings:
        key, equals, choice = text.partition("=")
        if not equals:
            raise UnknownReading("--reading", text, ["KEY=CHOICE"])
        name = name_of(key)
        if name in choices:
            raise UnknownReading("--reading", text, [f"{key} once"])
        choices[name] = choice
    other = scheme.readings.with_choices(choices)
    asked = scheme.reading(other)
    now = {key: asked.effective(key) for key in scheme.readings.differences(other)}
    changed = {key: choice for key, choice in now.items() if choice != scheme.effective(key)}
    label = ",".join(f"{key}={choice.value}" for key, choice in changed.items())
    return [Task(asked, label)]


def _report(
    scheme: Scheme,
    asked: Scheme,
    verdicts: Sequence[Verdict],
    whole: bool,
    bounds: tuple[int, int],
) -> dict[str, Any]:
    record = record_of(scheme)
    cells = cells_of(verdicts, written_in(record) if record else None)
    recorded = {(c["claim"], c["deviation"]) for c in record["cells"]} if record else set()
    as_far = bounds == (STEPS, MEMBERS)
    if not as_far:  # what another search leaves open, the record says nothing about
        recorded -= {(c["claim"], c["deviation"]) for c in cells if c["status"] in OPEN}
    known = [c for c in cells if (c["claim"], c["deviation"]) in recorded]
    unknown = [c for c in cells if (c["claim"], c["deviation"]) not in recorded]
    differ: list[str] = []
    if record is not None:
        differ = differences(record["cells"], known, verdicts_only=not as_far)
        if whole and as_far:
            differ += missing(record["cells"], cells) + stale_traces(verdicts)
            differ += [f"{c['claim']} ({c['deviation']}): not recorded" for c in unknown]
    statuses = {c["status"] for c in unknown}
    code = AS_ASKED
    if differ or Status.REFUTED.value in statuses:
        code = BREAKS
    elif statuses & OPEN:
        code = UNDECIDED
    histories = {(v.claim, v.deviation): v.trace for v in verdicts if v.trace is not None}
    for each in cells:
        trace = histories.get((each["claim"], each["deviation"]))
        if trace is not None:
            if not tells(each["counterexample"], trace, under_any_reading=record is not None):
                del each["counterexample"]
            each["trace"] = msgspec.to_builtins(trace)
    return {
        "scheme": scheme.name,
        "title": scheme.title,
        "recorded": record is not None,
        "unrecorded": len(unknown),
        "idle": [*asked.idle_readings, *asked.idle_parameters],
        "assumed": {key: str(getattr(scheme.parameters, key)) for key in scheme.assumed_parameters},
        "cells": cells,
        "differences": differ,
        "exit": code,
    }
