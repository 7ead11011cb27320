"""`neverfalls replay`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from neverfalls.counterexamples import Trace, ids, load, load_file, replay
from neverfalls.counterexamples.errors import BadTrace, ReplayFailed

from .codes import AS_ASKED, USAGE
from .errors import UnknownName
from .render.lines import write
from .render.naming import breach


def run_replay(files: Sequence[str], as_json: bool, exact: bool) -> int:
    """Replay files or shipped counterexamples; print; the exit code."""
    if "" in files:
        raise UnknownName("counterexample", "", ids())
    results: list[dict[str, Any]] = []
    lines: list[str] = []
    for name in files or ids():
        try:
            trace = find(name)
            results.append(_to_data(name, trace))
            how = breach(trace.violation, exact)
            lines.append(f"{name}: {len(trace.steps)} events, {trace.claim} breaks: {how}")
        except (BadTrace, ReplayFailed) as error:
            results.append({"file": name, "replays": False, "error": str(error)})
            lines.append(f"{name}: REFUSED: {str(error).removeprefix(f'{name}: ')}")
    if as_json:
        print(json.dumps({"format": "neverfalls-replay/1", "results": results}, indent=1))
    else:
        write("\n".join(lines))
    return AS_ASKED if all(each["replays"] for each in results) else USAGE


def find(name: str) -> Trace:
    """The shipped counterexample of this id, or else the file of this name."""
    return load(name) if name in ids() else load_file(name)


def _to_data(name: str, trace: Trace) -> dict[str, Any]:
    check = replay(trace).check
    left, right = check.sides()
    return {
        "file": name,
        "replays": True,
        "claim": trace.claim,
        "steps": len(trace.steps),
        "how": f"{check.what}: {left}, not {check.relation.value} {right} {check.unit}",
    }
