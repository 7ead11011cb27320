"""Recorded verdicts: what every shipped scheme's table is expected to be, as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from neverfalls.counterexamples import Trace, load, render
from neverfalls.counterexamples.setting import arguments_of, exact
from neverfalls.counterexamples.trace import Step
from neverfalls.spec.schemes.loader import RECORDED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.writing import Changes

from .case import Case
from .verdict import Evidence, Status, Verdict

FORMAT = "neverfalls-record/1"

NOT_SEEN = (Evidence.CERTIFICATE, Evidence.STORED)
"""Evidence that does not say what solvers find now, and is not compared with what they found."""

NOT_COMPARED = {"status", "case"}
"""What need not be found again: the verdict is compared first, and any case will do."""


def is_shipped(scheme: Scheme) -> bool:
    """Whether a scheme is a shipped one, unchanged."""
    if scheme.name not in RECORDED:
        return False
    shipped = load_scheme(scheme.name)
    return scheme.identity == shipped.identity and scheme.readings == shipped.readings


def record_of(scheme: Scheme, kind: str = "json") -> dict[str, Any] | None:
    """A record of a scheme, or None where there is none for it as it stands.

    ``kind`` is how the file's name ends.
    """
    if not is_shipped(scheme):
        return None
    file = resources.files("neverfalls.proofs").joinpath("record", f"{scheme.name}.{kind}")
    if not file.is_file():
        return None
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return data


def cell(verdict: Verdict, named: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """A verdict as a record writes it; ``named`` says which counterexample shows its history."""
    found: dict[str, Any] = {
        "claim": verdict.claim,
        "deviation": verdict.deviation,
        "status": verdict.status.value,
        "evidence": verdict.evidence.value,
    }
    if verdict.status in (Status.PROVED, Status.VACUOUS):
        found["invariants"] = list(verdict.invariants)
    if verdict.trace is not None:
        found["counterexample"] = named[verdict.claim, verdict.deviation]
        found["history"] = history(verdict.trace)
    if verdict.status in (Status.BOUNDED, Status.UNDECIDED):
        found["depth"] = verdict.depth
        found["members"] = verdict.members
        found["undecided"] = verdict.undecided
        if verdict.no_case:
            found["no_case"] = True
    if verdict.status in (Status.FAILED, Status.UNVERIFIED):
        found["failure"] = verdict.failure
    return found


def history(trace: Trace) -> list[str]:
    """The events of a trace, one line each, and what breaks."""
    lines = [f"{step.rule} {' '.join(step.arguments.values())}".strip() for step in trace.steps]
    broken = trace.violation
    sides = f"{broken.left}, not {broken.relation} {broken.right} {broken.unit}"
    return [*lines, f"{broken.what}: {sides}"]


Written = Mapping[str, tuple[str, list[str]]]
"""For each claim that breaks as written: the counterexample that shows it, and its history."""


def written_in(record: Mapping[str, Any]) -> Written:
    """What breaks as written, according to a record."""
    return {
        each["claim"]: (each["counterexample"], each["history"])
        for each in record["cells"]
        if not each["deviation"] and "history" in each
    }


def names_of(
    verdicts: Iterable[Verdict], written: Written | None = None
) -> dict[tuple[str, str], str]:
    """The counterexample that shows each refutation: that of the scheme as written if alike.

    ``written`` stands in for a scheme as written that is not among the verdicts.
    """
    base = dict(written or {})
    for each in verdicts:
        if each.trace is not None and not each.deviation:
            base[each.claim] = (each.trace.id, history(each.trace))
    named = {}
    for verdict in verdicts:
        if verdict.trace is not None:
            own = history(verdict.trace)
            first, as_written = base.get(verdict.claim, (verdict.trace.id, own))
            alike = as_written == own
            named[verdict.claim, verdict.deviation] = first if alike else verdict.trace.id
    return named


def cells_of(verdicts: Sequence[Verdict], written: Written | None = None) -> list[dict[str, Any]]:
    """The cells of one scheme, in the order of the table."""
    named = names_of(verdicts, written)
    return [cell(verdict, named) for verdict in verdicts]


def with_cases(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The cells of one scheme, and the histories that show that what is proved has a case.

    A cell names its history by its place in the list of them, counted from 0.
    """
    cells = cells_of(verdicts)
    histories: list[dict[str, Any]] = []
    for each, verdict in zip(cells, verdicts, strict=True):
        if verdict.case is not None and verdict.case.members:
            written = written_case(verdict.case)
            if written not in histories:
                histories.append(written)
            each["case"] = histories.index(written)
    return {"cells": cells, "cases": histories}


def written_case(case: Case) -> dict[str, Any]:
    """A history as a record writes it."""
    return {
        "members": list(case.members),
        "numbers": {name: str(value) for name, value in case.numbers.items()},
        "events": [
            {"rule": rule, **{name: str(value) for name, value in arguments.items()}}
            for rule, arguments in case.events
        ],
    }


def read_case(scheme: Scheme, written: Mapping[str, Any]) -> Case:
    """The history that a record writes so.

    Raises:
        ValueError: an event, an argument or a number of it is none of this scheme.
    """
    events = []
    for each in written["events"]:
        arguments = dict(each)
        rule = scheme.rules.get(arguments.pop("rule", ""))
        if rule is None:
            raise ValueError(f"no such event: {each}")
        events.append((rule.name, arguments_of(rule, Step(rule.name, arguments, []))))
    numbers = {name: exact(value) for name, value in written["numbers"].items()}
    return Case(tuple(written["members"]), numbers, tuple(events))


def differences(
    recorded: Sequence[Mapping[str, Any]],
    found: Sequence[Mapping[str, Any]],
    verdicts_only: bool = False,
) -> list[str]:
    """Every recorded cell in which a run differs from the record, in words.

    Where the verdict is another one, or ``verdicts_only``, nothing else is compared.
    """
    known = {(c["claim"], c["deviation"]): c for c in recorded}
    lines = []
    for each in found:
        expected = known[each["claim"], each["deviation"]]
        place = f"{each['claim']} ({each['deviation'] or 'as written'})"
        if each["status"] == Status.UNVERIFIED.value:
            lines.append(f"{place}: recorded {expected['status']}, not verified: {each['failure']}")
            continue
        other = each["status"] != expected["status"]
        rest = () if other or verdicts_only else sorted({*each, *expected} - NOT_COMPARED)
        for field in ("status", *rest):
            now, before = each.get(field), expected.get(field)
            unseen = field == "evidence" and now in NOT_SEEN
            if now != before and not unseen:
                lines += [f"{place}: {field}: {_change(field, now, before)}"]
    return lines


def _change(field: str, now: Any, before: Any) -> str:
    """What differs; of the invariants, those that are gone and those that are new."""
    if field == "invariants" and now and before and set(now) != set(before):
        gone, new = ([x for x in a if x not in b] for a, b in ((before, now), (now, before)))
        return "; ".join(
            f"{word} {', '.join(each)}"
            for word, each in (("no longer", gone), ("now", new))
            if each
        )
    return f"found {now}, recorded {before}"


def missing(recorded: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Recorded cells that a run over the whole table did not produce."""
    seen = {(c["claim"], c["deviation"]) for c in found}
    return [
        f"{c['claim']} ({c['deviation'] or 'as written'}): recorded {c['status']}, not found"
        for c in recorded
        if (c["claim"], c["deviation"]) not in seen
    ]


def stale_traces(verdicts: Sequence[Verdict]) -> list[str]:
    """Shipped counterexamples that differ from the ones found, in words."""
    named = names_of(verdicts)
    lines = []
    for verdict in verdicts:
        if (
            verdict.trace is not None
            and named[verdict.claim, verdict.deviation] == verdict.trace.id
        ):
            try:
                shipped = render(load(verdict.trace.id))
            except LookupError:
                shipped = ""
            if shipped != render(verdict.trace):
                lines.append(
                    f"counterexample {verdict.trace.id}: the shipped file is not the one found"
                )
    return lines


def write(verdicts: Sequence[Verdict], traces: Path, records: Path, changes: Changes) -> None:
    """Write the records of these schemes and the traces they refer to; stale files are removed.

    Raises:
        OSError: a file cannot be written.
        ValueError: an internal error has cost some claim its verdict; nothing is written.
    """
    for each in verdicts:
        if each.status is Status.FAILED:
            raise ValueError(f"{each.scheme}, {each.claim} ({each.deviation}): {each.failure}")
    schemes = list(dict.fromkeys(verdict.scheme for verdict in verdicts))
    for name in schemes:
        own = [verdict for verdict in verdicts if verdict.scheme == name]
        named = names_of(own)
        kept = {each.trace.id: each.trace for each in own if each.trace is not None}
        wanted = set(named.values())
        for old in traces.glob(f"{name}.*.json"):
            if old.name.removesuffix(".json") not in wanted:
                changes.remove(old)
        for key in sorted(wanted):
            changes.write(traces / f"{key}.json", render(kept[key]))
        save({"format": FORMAT, "scheme": name, **with_cases(own)}, records, changes)


def save(record: Mapping[str, Any], records: Path, changes: Changes) -> None:
    """Write the record of a scheme.

    Raises:
        OSError: it cannot be written.
    """
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    changes.write(records / f"{record['scheme']}.json", text)
