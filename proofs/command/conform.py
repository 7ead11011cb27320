"""`neverfalls conform`: is a ledger in any language what the rules say?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from neverfalls.counterexamples import ids
from neverfalls.spec.writing import write_file
from neverfalls.testing.adapter import Number
from neverfalls.testing.process import ProcessLedger
from neverfalls.testing.promises import run_counterexamples
from neverfalls.testing.reporting import as_json, junit, markdown, text
from neverfalls.testing.running import Report, Result, every_case, number, run

from .codes import AS_ASKED, BREAKS, USAGE, complain
from .errors import NotTogether
from .render.lines import write
from .render.progress import Progress


def run_conform(
    command: Sequence[str],
    profiles: Sequence[str],
    suite: Path | None,
    tolerance: str,
    timeout: int,
    promises: bool,
    json: bool,
    junit_file: Path | None,
    markdown_file: Path | None,
) -> int:
    """Run the cases against a process; print and write reports; the exit code."""
    if not command:
        complain("name the ledger after two hyphens: neverfalls conform -- node ledger.js")
        return USAGE
    make = partial(ProcessLedger, command, timeout)
    if promises and suite is not None:
        raise NotTogether("--promises", "--suite")
    report = _ran(make, profiles or None, suite, number("--tolerance", tolerance), promises)
    if report.counts.keys() <= {"not applicable"}:
        complain("no case was run")
        return USAGE
    if json:
        print(as_json(report), end="")
    else:
        write(text(report))
    for file, render in ((junit_file, junit), (markdown_file, markdown)):
        if file is not None:
            write_file(file, render(report))
    return BREAKS if report.failed else AS_ASKED


def _ran(
    make: partial[ProcessLedger],
    profiles: Sequence[str] | None,
    suite: Path | None,
    tolerance: Number,
    promises: bool,
) -> Report:
    total = len(ids()) if promises else len(list(every_case(make, profiles, suite)))
    with Progress(total) as progress:
        done = 0

        def watch(result: Result) -> None:
            nonlocal done
            done += 1
            progress.show(done, result.profile or "counterexamples")

        if promises:
            return run_counterexamples(make, profiles, watch=watch)
        return run(make, profiles, suite=suite, tolerance=tolerance, watch=watch)
