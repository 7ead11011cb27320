"""`neverfalls cases`: conformance cases of a scheme of one's own."""

from __future__ import annotations

from pathlib import Path

from neverfalls.counterexamples.conformance.files import render
from neverfalls.counterexamples.conformance.recording import suite
from neverfalls.spec.writing import write_file

from .codes import AS_ASKED
from .render.lines import write
from .render.progress import Progress


def run_cases(scheme: str, file: Path, cents: bool) -> int:
    """Write the suite of a scheme to a file; print what it holds; the exit code."""
    with Progress(100) as progress:
        found = suite(
            scheme,
            cents,
            lambda done, profiles: progress.show(100 * done // profiles, f"cases of {scheme}"),
        )
    write_file(file, render(found))
    write(f"{file}: {len(found.cases):,} cases under {len(found.profiles)} profiles:")
    for name in found.profiles:
        write(f"  {name}")
    return AS_ASKED
