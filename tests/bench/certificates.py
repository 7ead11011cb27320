"""What each certificate costs: to find it, to keep it and to check it."""

from __future__ import annotations

import csv
import json
import statistics
import time
from collections.abc import Sequence
from typing import NamedTuple

from pebble import ProcessPool

from neverfalls.proofs.certificates.checker import check
from neverfalls.proofs.certificates.finder import find
from neverfalls.proofs.certificates.statement import read
from neverfalls.proofs.certificates.store import NAME, THEOREMS, shipped

from .limits import progress, warm_up
from .measured import ROOT, write_section

PATIENCE = 120.0
"""Seconds by the clock that the search for one certificate may take."""

EACH = ROOT / "build" / "certificates.csv"


class Cost(NamedTuple):
    """One certificate: its file, its line there, its bytes, and seconds of one processor.

    ``again`` says whether one was found again; the search has limits, and may miss them by little.
    """

    file: str
    line: int
    bytes: int
    found: float
    checked: float
    again: bool


def costs(every: int) -> list[Cost]:
    """Every so many-th certificate of each file, found anew and checked as it is recorded."""
    warm_up()
    measured = []
    with ProcessPool(max_workers=1, initializer=warm_up) as pool:
        for name in (NAME, THEOREMS):
            proofs = list(enumerate(shipped(name).proofs.items(), 2))[::every]
            for done, (line, (text, proof)) in enumerate(proofs):
                if done % 500 == 0:
                    progress(f"{name}: finding and checking {done} of {len(proofs)}")
                again, found = _found_by(pool, text)
                start = time.process_time()
                check(read(text), proof)
                checked = time.process_time() - start
                bytes_ = len(json.dumps(proof, separators=(",", ":")))
                measured.append(Cost(name, line, bytes_, found, checked, again))
    return measured


def _found_by(pool: ProcessPool, text: str) -> tuple[bool, float]:
    """Whether a process finds a certificate, and what it spent; it is ended after a while.

    A solver may look at one question for ever, whatever it was told to spend.
    """
    try:
        return pool.schedule(_found, args=(text,), timeout=PATIENCE).result()
    except TimeoutError:
        return False, PATIENCE


def _found(text: str) -> tuple[bool, float]:
    start = time.process_time()
    try:
        found = find(read(text)) is not None
    except ValueError:  # a multiplier of more digits than Python reads
        found = False
    return found, time.process_time() - start


def table(measured: Sequence[Cost]) -> str:
    """A table in Markdown: half of the certificates cost less than the median, and so on."""
    lines = [
        "| file | | median | of ten, nine cost at most | of a hundred, 99 | most | all together |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for name in (NAME, THEOREMS):
        own = [each for each in measured if each.file == name]
        for title, values, unit in (
            ("size, bytes", [float(each.bytes) for each in own], "{:,.0f}"),
            ("to find, ms", [1000 * each.found for each in own], "{:,.1f}"),
            ("to check, ms", [1000 * each.checked for each in own], "{:,.2f}"),
        ):
            parts = statistics.quantiles(values, n=100, method="inclusive")
            row = [parts[49], parts[89], parts[98], max(values), sum(values)]
            lines.append(f"| {name} | {title} | {' | '.join(map(unit.format, row))} |")
    return "\n".join(lines)


def certificates(every: int, write: bool) -> None:
    """Print what certificates cost, and write it: the table as a page, and a line for each."""
    measured = costs(every)
    counts = [sum(each.file == name for each in measured) for name in (NAME, THEOREMS)]
    print(f"{counts[0]:,} certificates of {NAME}, {counts[1]:,} of {THEOREMS}")
    print(table(measured))
    EACH.parent.mkdir(exist_ok=True)
    with EACH.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(Cost._fields)
        writer.writerows(measured)
    print(f"each: {EACH.relative_to(ROOT)}")
    if write:
        write_section("What certificates cost", section(measured))


def section(measured: Sequence[Cost]) -> str:
    """What the documentation says of it, with the table."""
    lost = sum(not each.again for each in measured)
    return f"""Written by `make bench WRITE=1` from one run; another machine gives other times, so
compare the rows with each other. Each of the {len(measured):,} certificates that are shipped was
searched for anew for at most two minutes (all were found again but {lost}), and the recorded one
was checked, in seconds of one processor. Sizes are those of the proofs alone, without the
questions.

{table(measured)}

Checking needs fractions only and no search, which is why it costs so much less than finding.
The same for each certificate by itself, with its line in the file, is what `make bench` leaves in
`build/certificates.csv`.
"""
