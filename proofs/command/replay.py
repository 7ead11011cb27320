"""`neverfalls replay`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from neverfalls.counterexamples import Trace, ids, load, load_file, replay
from neverfalls.counterexamples.errors import BadTrace, ReplayFailed
from neverfalls.counterexamples.setting import differences_from_shipped
from neverfalls.spec.texts import visible

from .codes import AS_ASKED, USAGE
from .errors import UnknownName
from .render.lines import write
from .render.naming import breach
from .render.progress import Progress

SOON = 2
"""Seconds that a replay may take before it says how far it is."""

UNCHECKED = {"id": "its id", "title": "its title", "found": "how it was found"}
"""What a trace says of itself that no replay can check, and what that is in words."""


def run_replay(files: Sequence[str], as_json: bool, exact: bool) -> int:
    """Replay files or shipped counterexamples; print; the exit code."""
    if "" in files:
        raise UnknownName("counterexample", "", ids())
    names = list(files or ids())
    results: list[dict[str, Any]] = []
    lines: list[str] = []
    with Progress(len(names)) as progress:
        for done, name in enumerate(names):
            try:
                trace = find(name)
                results.append(_to_data(name, trace, _watching(progress, done, name, trace)))
                how = breach(trace.violation, exact)
                lines.append(
                    f"{visible(name)}: {len(trace.steps)} events, {trace.claim} breaks: {how}"
                    + _other(results[-1])
                )
            except (BadTrace, ReplayFailed) as error:
                results.append({"file": name, "replays": False, "error": str(error)})
                told = str(error).removeprefix(f"{visible(name)}: ")
                lines.append(f"{visible(name)}: REFUSED: {told}")
    if as_json:
        print(json.dumps({"format": "neverfalls-replay/1", "results": results}, indent=1))
    else:
        unchecked = {name for each in results for name in each.get("unchecked", ())}
        if unchecked:
            words = [text for name, text in UNCHECKED.items() if name in unchecked]
            lines.append(f"Nobody checks what a file says of {', '.join(words)}.")
        write("\n".join(lines))
    return AS_ASKED if all(each["replays"] for each in results) else USAGE


def find(name: str) -> Trace:
    """The shipped counterexample of this id, or else the file of this name."""
    return load(name) if name in ids() else load_file(name)


def _watching(progress: Progress, done: int, name: str, trace: Trace) -> Any:
    """What says how far a replay is, if it takes long."""

    def watch(step: int) -> None:
        if progress.passed() >= SOON:
            progress.show(done, f"{visible(name)}, step {step} of {len(trace.steps)}")

    return watch


def _to_data(name: str, trace: Trace, watch: Any) -> dict[str, Any]:
    done = replay(trace, watch)
    left, right = done.check.sides()
    found: dict[str, Any] = {
        "file": name,
        "replays": True,
        "claim": trace.claim,
        "steps": len(trace.steps),
        "how": f"{done.check.what}: {left}, not {done.check.relation.value} {right} "
        f"{done.check.unit}",
    }
    if name not in ids():
        differences = differences_from_shipped(done.scheme)
        found["scheme"] = trace.scheme
        found["shipped"] = differences is not None and not differences
        found["differences"] = differences or []
        # the title has been compared, where there is one to compare it with
        found["unchecked"] = [key for key in UNCHECKED if key != "title" or differences is None]
    return found


def _other(result: dict[str, Any]) -> str:
    """In what the scheme of a file is not the shipped one that its name says."""
    if "scheme" not in result or result["shipped"]:
        return ""
    if not result["differences"]:
        return f"; its scheme, {result['scheme']}, is not shipped"
    return f"; its scheme is not the shipped {result['scheme']}: {'; '.join(result['differences'])}"
