"""Measurements of one run: `make bench`. Nothing is asserted; compare the figures of one run.

Shared machines are noisy, so every figure stands beside another one of the same run.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from neverfalls import counterexamples
from neverfalls.counterexamples.replay import execute
from neverfalls.spec.schemes.loader import load_scheme

from .certificates import certificates
from .engines import MILLION, Limits, engines
from .kit import kit
from .limits import progress
from .steps import induction_steps

COMMAND = [sys.executable, "-c", "from neverfalls.proofs.command import main; main()"]

# The check in a fresh process, that then says what it and the processes it waited for have used.
# Linux counts the memory of the process that started a process as its own: this one stays small.
CHECK = """
import resource, sys, time
from neverfalls.proofs.command import run
start = time.perf_counter()
code = run(sys.argv[1:])
spent = time.perf_counter() - start
own, others = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
busy = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
print(code, spent, busy, own.ru_maxrss, others.ru_maxrss)
"""


def timed(work: Callable[[], object], times: int) -> str:
    """Minimum, median and maximum of the seconds that some work takes."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return f"{min(seconds):8.3f} {statistics.median(seconds):8.3f} {max(seconds):8.3f}"


def starts(times: int) -> None:
    """How fast the command starts, beside an empty interpreter."""

    def ran(*words: str) -> str:
        progress(f"{times} times {' '.join(words[-2:])}")
        return timed(lambda: subprocess.run(words, capture_output=True, check=True), times)

    trace = counterexamples.ids()[0]
    print(f"python -c pass                  {ran(sys.executable, '-c', 'pass')}")
    print(f"list claims                     {ran(*COMMAND, 'list', 'claims')}")
    print(f"replay of one counterexample    {ran(*COMMAND, 'replay', trace)}")


def whole_check() -> None:
    """Verification beside a proof of the same anew: of everything, and of one promise."""
    pairs = (
        ("all schemes", ["check"]),
        ("one promise", ["check", "wine-shop", "--claim", "price_never_falls"]),
    )
    for title, words in pairs:
        verified, proved = _run(*words), _run(*words, "--anew")
        ratios = (proved[0] / verified[0], proved[1] / verified[1])
        print(f"{title}: verified in {verified[0]:.1f} s ({verified[1]:.1f} s of all processors)")
        print(f"{title}: anew in {proved[0]:.1f} s ({proved[1]:.1f} s of all processors)")
        print(f"{title}: {ratios[0]:.1f} times as long, {ratios[1]:.1f} times the processor time")


def _run(*words: str) -> tuple[float, float]:
    """Seconds, and seconds of all processors, that the command takes; prints its memory."""
    progress(f"neverfalls {' '.join(words)}")
    with subprocess.Popen(
        [sys.executable, "-c", CHECK, *words],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            told, _ = process.communicate()
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    code, seconds, busy, own, largest = told.splitlines()[-1].split()
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    parent, child = int(own) // unit, int(largest) // unit
    print(
        f"{' '.join(words)}: exit code {code}, peak memory {parent} MB in its own process,"
        f" {child} MB in the largest that it started"
    )
    return float(seconds), float(busy)


def replay_speed(seconds: int) -> None:
    """Exact steps a second: rules run on fractions, and whole replays with every comparison."""
    scheme = load_scheme("wine-shop")
    steps = [
        ("purchase", {"buyer": "alice", "paid": Fraction(100)}),
        ("sell", {"seller": "alice", "points": Fraction(7)}),
        ("redeem", {"holder": "alice", "points": Fraction(7)}),
    ]
    traces = counterexamples.every()

    def count(work: Callable[[], int]) -> float:
        start, done = time.perf_counter(), 0
        while time.perf_counter() - start < seconds:
            done += work()
        return done / (time.perf_counter() - start)

    progress("exact replay")
    print(
        f"events executed     {count(lambda: len(execute(scheme, ['alice'], steps)) - 1):10.0f} /s"
    )
    print(f"events replayed     {count(lambda: _replayed(traces)):10.0f} /s")
    longest = [max(traces, key=lambda trace: len(trace.steps))]
    print(f"of the longest one  {count(lambda: _replayed(longest)):10.0f} /s")


def _replayed(traces: Sequence[counterexamples.Trace]) -> int:
    for trace in traces:
        counterexamples.replay(trace)
    return sum(len(trace.steps) for trace in traces)


def sections(quick: bool, write: bool) -> Iterator[tuple[str, Callable[[], None]]]:
    """The parts of the benchmark, in order."""
    limits = Limits(10, 30 * MILLION) if quick else Limits(60, 200 * MILLION)
    yield (
        "start of the command, seconds (min, median, max)",
        lambda: starts(3 if quick else 10),
    )
    yield "exact replay", lambda: replay_speed(2 if quick else 5)
    yield "the conformance kit", lambda: kit(quick)
    yield "certificates", lambda: certificates(10 if quick else 1, write)
    if not quick:
        yield "verification, and a proof of the same anew", whole_check
    yield (
        "induction steps: one statement over one rule, milliseconds",
        induction_steps,
    )
    yield "the search by words beside the plain formula", lambda: engines(limits)


def main() -> int:
    """Print all measurements; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="the section whose title begins so")
    parser.add_argument("--quick", action="store_true", help="a shorter run")
    parser.add_argument("--write", action="store_true", help="also write docs/measured.md")
    given = parser.parse_args()
    if given.quick and given.write:
        parser.error("--write needs a whole run")
    start = time.perf_counter()
    try:
        for title, work in sections(given.quick, given.write):
            if not title.startswith(given.only):
                continue
            print(f"\n{title}", flush=True)
            work()
    except KeyboardInterrupt:
        progress("interrupted")
        return 130
    progress(f"done in {time.perf_counter() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
