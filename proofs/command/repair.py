"""`neverfalls repair`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from neverfalls.spec.model.parameters import PARAMETERS

from ..repairs import Repair, Repairs, repairs
from ..verdicts.verdict import Status
from .check import chosen_tasks
from .choosing import chosen_claims, require_one_about, schemes_of
from .codes import AS_ASKED, BREAKS, UNDECIDED
from .keeping import solvers_that_keep
from .render.lines import write
from .render.naming import id_or_history
from .render.progress import Progress

FORMAT = "neverfalls-repair/1"


def run_repair(
    scheme: str,
    claim: str,
    readings: Sequence[str],
    numbers: Sequence[str],
    as_json: bool,
    exact: bool,
    keep: bool,
) -> int:
    """Find the smallest changes under which a promise is proved; print; the exit code."""
    (stated,) = schemes_of([scheme])
    claims = chosen_claims([claim])
    require_one_about([stated], claims)
    asked = stated
    if readings or numbers:
        (task,) = chosen_tasks(stated, readings, numbers)
        asked = task.scheme
    about = [each for each in claims if each.applies(asked.mechanisms)]
    found: list[Repairs] = []
    with solvers_that_keep(keep) as solvers, Progress(len(about)) as progress:
        for done, each in enumerate(about):

            def told(doing: str, done: int = done, name: str = each.name) -> None:
                progress.show(done, f"{name}: {doing}")

            found.append(repairs(asked, each, solvers, told))
            if not as_json:
                with progress.paused():
                    write("\n".join(lines(found[-1], exact)))
    if as_json:
        data = [to_data(each) for each in found]
        print(json.dumps({"format": FORMAT, "claims": data}, indent=1, ensure_ascii=False))
    return max(map(_code, found), default=AS_ASKED)


def _code(one: Repairs) -> int:
    if one.before.status in (Status.PROVED, Status.VACUOUS) or one.found or one.any_reading:
        return AS_ASKED
    return UNDECIDED if one.open else BREAKS


def to_data(one: Repairs) -> dict[str, Any]:
    """The repairs of a claim as JSON."""
    return {
        "scheme": one.scheme.name,
        "claim": one.claim.name,
        "status": one.before.status.value,
        "repairs": [_repair(each, one) for each in one.found],
        "any_reading": dict(one.any_reading) or None,
        "no_reading": one.no_reading,
        "looked_at": list(one.looked_at),
        "undecided": list(one.undecided),
    }


def _repair(repair: Repair, one: Repairs) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": repair.kind,
        "change": repair.change,
        "evidence": repair.evidence,
        "breaks": list(repair.breaks),
        "leaves_open": list(repair.leaves_open),
        "moot": list(repair.moot),
    }
    if repair.near is not None:
        data |= {
            "from": str(getattr(one.scheme.parameters, repair.change)),
            "to": str(repair.near.value),
            "attained": repair.near.attained,
            "judged_at": str(repair.near.inside),
            "nothing_nearer": repair.near.settled,
            "distance": str(repair.near.distance),
            "unit": PARAMETERS[repair.change].unit,
        }
    return data


def lines(one: Repairs, exact: bool) -> Iterator[str]:
    """The repairs of a claim in words."""
    yield f"{one.scheme.name}: {one.claim.name}"
    if one.before.status is not Status.REFUTED:
        yield f"  {one.before.status.value}: there is nothing to repair"
        yield ""
        return
    if one.before.trace is not None:
        yield f"  breaks     {id_or_history(one.before.trace, exact)}"
    for each in one.found:
        yield f"  {each.kind:<10} {_told(_repair(each, one))}"
        for label, names in (
            ("but then breaks", each.breaks),
            ("and leaves undecided", each.leaves_open),
            ("and leaves without a meaning", each.moot),
        ):
            if names:
                yield f"             {label}: {', '.join(names)}"
    if one.any_reading:
        answers = ", ".join(f"{key}={value}" for key, value in one.any_reading.items())
        yield f"  reading    {answers}: proved; no smaller part of it is a repair"
    if one.no_reading:
        yield "  reading    none: under every reading a history breaks it"
    if not one.found and not one.any_reading:
        yield "  none       among what was looked at" + (", but see what is open" * one.open)
    yield f"  looked at  {'; '.join(one.looked_at)}"
    for text in one.undecided:
        yield f"  open       {text}"
    yield ""


def _told(data: Mapping[str, Any]) -> str:
    if data["kind"] != "number":
        return f"{data['change']}: proved ({data['evidence']})"
    end = "at" if data["attained"] else f"beyond (as at {data['judged_at']})"
    nearer = (
        "it breaks at every nearer one" if data["nothing_nearer"] else "a nearer one may do too"
    )
    return (
        f"{data['change']} from {data['from']} to {data['to']}: proved {end} {data['to']}"
        f" ({data['evidence']}); {nearer}"
    )
