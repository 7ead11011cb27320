"""`neverfalls sweep`: one history under many numbers and readings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from neverfalls.counterexamples.playing.sweeping import HEADS, Cell, changed, grid, run_cell
from neverfalls.counterexamples.playing.table import FORMATS, as_file
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.schemes import load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.writing import write_file

from ..solving.processes import Lost, Send, apart
from .codes import AS_ASKED, INTERNAL, USAGE, complain
from .errors import NotTogether
from .render.progress import Progress

TOGETHER = 20
"""Cells that one process works on; if it is killed, these are run again."""

TRIES = 2
"""How often cells are begun whose process ended before they were done."""


def run_sweep(
    scheme_name: str,
    files: Sequence[Path],
    vary: Sequence[str],
    arithmetic: str,
    output: Path,
    workers: int | None,
    cluster: str | None,
    exact: bool,
) -> int:
    """Run every combination, several at once; write the table; the exit code.

    Raises:
        NotTogether: both processes here and a cluster are asked for.
        NeverfallsError: something cannot be read, or is not there.
    """
    if cluster is not None and workers is not None:
        raise NotTogether("--cluster", "--workers")
    if output.suffix not in FORMATS:
        complain(
            f"--output: found {output.name!r}, expected a name that ends in "
            f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
        )
        return USAGE
    if not files or (workers is not None and workers < 1):
        complain("name a scheme, then lists of events; --workers is a number from 1")
        return USAGE
    scheme = load_scheme(scheme_name)
    names, cells = grid(vary, files)
    for cell in cells:
        changed(scheme, cell.changes)  # what does not go together is told before anything is run
    if cluster is None:
        rows = _rows(scheme, cells, arithmetic, workers or os.cpu_count() or 1)
    else:
        rows = _rows_of_cluster(scheme, cells, arithmetic, cluster)
    lost = [place for place, row in enumerate(rows) if row is None]
    if not lost:
        write_file(output, as_file([*names, *HEADS], [row for row in rows if row], output, exact))
        print(f"{len(rows):,} rows were written to {output}.")
        return AS_ASKED
    if cluster is None or len(lost) == len(rows):
        complain(f"{len(lost):,} of {len(rows):,} runs were lost; nothing was written.")
        return INTERNAL
    kept = output.with_name(f"{output.stem}.kept{output.suffix}")
    write_file(kept, as_file([*names, *HEADS], [row for row in rows if row], kept, exact))
    complain(f"{len(lost):,} of {len(rows):,} runs were lost; the others were written to {kept}.")
    return INTERNAL


def _rows(
    scheme: Scheme, cells: Sequence[Cell], arithmetic: str, workers: int
) -> list[list[Any] | None]:
    rows: list[list[Any] | None] = [None] * len(cells)
    work = partial(_work, scheme, cells, arithmetic)
    with Progress(len(cells)) as progress:
        done = 0
        for _try in range(TRIES):
            left = [place for place, row in enumerate(rows) if row is None]
            parts = [left[at : at + TOGETHER] for at in range(0, len(left), TOGETHER)]
            for _part, message in apart(parts, work, workers):
                if isinstance(message, Lost):
                    continue
                if isinstance(message, NeverfallsError):
                    raise message
                place, row = message
                rows[place] = row
                done += 1
                progress.show(done, "runs")
    return rows


def _rows_of_cluster(
    scheme: Scheme, cells: Sequence[Cell], arithmetic: str, address: str
) -> list[list[Any] | None]:
    from .clustered import rows_of  # it loads what nothing else here needs

    rows: list[list[Any] | None] = [None] * len(cells)
    reasons: dict[str, None] = {}
    with Progress(len(cells)) as progress:
        done = 0
        for came in rows_of(scheme, cells, arithmetic, address, TOGETHER, _said):
            if isinstance(came, Lost):
                reasons[came.why] = None
                continue
            for place, row in came:
                rows[place] = row
            done += len(came)
            progress.show(done, "runs")
    for why in reasons:
        complain(f"Runs were lost: {why}.")
    return rows


def _work(
    scheme: Scheme, cells: Sequence[Cell], arithmetic: str, places: Sequence[int], send: Send
) -> None:
    for place in places:
        try:
            send((place, run_cell(scheme, cells[place], arithmetic)))
        except NeverfallsError as error:
            send(NeverfallsError(f"{_said(cells[place])}: {error}"))
            return


def _said(cell: Cell) -> str:
    return " ".join([*(f"{key}={value}" for key, value in cell.changes.items()), cell.events.name])
