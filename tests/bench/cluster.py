"""What a cluster gives: `make bench-cluster`. Measured on this machine, modelled for larger ones.

Measured: a check on one worker and on two, each kept to a processor of its own; and each part of
the check of all schemes by itself, in seconds of all processors. Modelled: how long workers of one
processor each would take for these parts, the longest lists first, each begun by the first worker
that is free, their messages one after the other. Parts do not wait for each other, so no chain is
longer than one part.
"""

from __future__ import annotations

import argparse
import csv
import heapq
import os
import pickle
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from neverfalls.proofs.command.choosing import claims_of_denials, documents_claims
from neverfalls.proofs.landscape import surveyor
from neverfalls.proofs.search.bounds import MEMBERS, STEPS
from neverfalls.proofs.solving.cluster import Cluster
from neverfalls.proofs.solving.processes import Lost, Send, alone
from neverfalls.proofs.verdicts import survey
from neverfalls.proofs.verdicts.survey import Asked, parts_of, survey_apart
from neverfalls.proofs.verdicts.task import Task, tasks
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import RECORDED, SHIPPED, load_scheme

from .limits import progress
from .measured import ROOT, write_section

BANDWIDTH = 12_500_000
"""Bytes a second between machines that the model supposes: 100 Mbit."""

WORKERS = (2, 4, 16, 64)
"""For so many workers the model says how long they would take."""

COMPARED = "market"
"""The scheme whose check is timed on one worker and on two."""


TOGETHER = "`check --anew`, four readings together"
ONE_BY_ONE = "`check --anew`, each reading by itself"
EVERY = "`check --every-reading`, each scheme"

EACH = ROOT / "build" / "cluster.csv"
"""Each part that was measured; it takes long, and may be interrupted."""


class Part(NamedTuple):
    """A part of a check: its scheme, seconds of all processors, bytes of its messages to and fro.

    ``kind`` says into which parts the check was cut.
    """

    kind: str
    number: int
    scheme: str
    seconds: float
    bytes: int


class Work(NamedTuple):
    """A check that was cut into parts, and what each process of a worker is told to do."""

    kind: str
    judge: Callable[[Any, Send], None]
    parts: Sequence[tuple[str, object]]


def checks(every_reading: bool) -> Iterator[Work]:
    """The checks that are measured part by part; that of ``every_reading`` takes an hour."""
    tasks_ = [task for name in RECORDED for task in tasks(load_scheme(name))]
    judge = Asked(tuple(CLAIMS), STEPS, MEMBERS).judge
    for kind, most in ((TOGETHER, survey.TOGETHER), (ONE_BY_ONE, 1)):
        numbers = parts_of(tasks_, most)
        parts = [
            (tasks_[own[0]].scheme.name, {number: tasks_[number] for number in own})
            for own in numbers
        ]
        yield Work(kind, judge, parts)
    if not every_reading:
        return
    claims = tuple(each.name for each in documents_claims())
    denials = tuple(each.name for each in claims_of_denials())
    schemes = [surveyor.Asked(load_scheme(name), claims, denials) for name in SHIPPED]
    yield Work(EVERY, surveyor.survey_alone, [(each.scheme.name, each) for each in schemes])


def measured(work: Work) -> list[Part]:
    """Each part done by itself, as a worker does it; those that are known are not done again."""
    known = {each.number: each for each in _known() if each.kind == work.kind}
    for number, (scheme, part) in enumerate(work.parts):
        if number in known:
            continue
        progress(f"{work.kind}: {number} of {len(work.parts)} parts, {scheme}")
        before = _spent()
        came = alone(work.judge, part, lambda: True)
        seconds = _spent() - before
        for each in came:
            if isinstance(each, Lost):
                raise RuntimeError(f"{scheme}: {each.why}")
        size = len(pickle.dumps((work.judge, part))) + len(pickle.dumps(came))
        known[number] = Part(work.kind, number, scheme, seconds, size)
        EACH.parent.mkdir(exist_ok=True)
        with EACH.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow(known[number])
    return [known[number] for number in range(len(work.parts))]


def _known() -> list[Part]:
    if not EACH.exists():
        return []
    with EACH.open(newline="", encoding="utf-8") as file:
        return [
            Part(kind, int(number), scheme, float(seconds), int(size))
            for kind, number, scheme, seconds, size in csv.reader(file)
        ]


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def modelled(parts: Sequence[Part], workers: int, message: float) -> float:
    """Seconds that so many workers would take, each with one processor.

    A part is begun by the first worker that is free; before, its messages go to and fro, which
    takes ``message`` seconds and the time for its bytes, one after the other for all workers.
    """
    free = [0.0] * workers
    line = 0.0
    for part in parts:
        begun = max(heapq.heappop(free), line)
        line = begun + message + part.bytes / BANDWIDTH
        heapq.heappush(free, line + part.seconds)
    return max(free)


def _nothing(_part: int, _wanted: Callable[[], bool]) -> str:
    return "done"


def message(cluster: Cluster, times: int) -> float:
    """Seconds of a part without any work, from here to a worker and back: the median."""
    seconds = []
    for number in range(times):
        start = time.perf_counter()
        list(cluster.over([number], _nothing))
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


@contextmanager
def pinned(workers: int) -> Iterator[Cluster]:
    """A cluster of processes on this machine, each with one processor of its own."""
    distributed: Any = import_module("distributed")
    with (
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as local,
        distributed.Client(local.scheduler_address, set_as_default=False) as client,
    ):
        processors = sorted(os.sched_getaffinity(0))
        for processor, worker in zip(processors, client.nthreads(), strict=False):
            client.run(_keep_to, processor, workers=[worker])
        yield Cluster(client, workers)


def _keep_to(processor: int) -> None:
    for thread in Path("/proc/self/task").iterdir():
        os.sched_setaffinity(int(thread.name), {processor})


def ratios(rounds: int, scheme: str) -> list[tuple[float, float]]:
    """Seconds of a check on one worker and on two, one after the other, so many times."""
    work: list[Task] = list(tasks(load_scheme(scheme)))
    found = []
    with pinned(1) as one, pinned(2) as two:
        for number in range(rounds):
            progress(f"{scheme} on one worker and on two: {number} of {rounds}")
            found.append((_timed(work, one), _timed(work, two)))
    return found


def _timed(work: Sequence[Task], cluster: Cluster) -> float:
    start = time.perf_counter()
    survey_apart(work, list(CLAIMS.values()), cluster=cluster)
    return time.perf_counter() - start


def table(parts: Sequence[Sequence[Part]], message: float) -> str:
    """A table in Markdown: a line for each check."""
    heads = ["check, and its parts", "parts", "all together, s", "longest, s", "messages, kB"]
    heads += [f"{each} workers, s" for each in WORKERS]
    lines = [f"| {' | '.join(heads)} |", f"|---|{'---:|' * (len(heads) - 1)}"]
    for own in parts:
        alone_ = sum(each.seconds for each in own)
        cells = [
            own[0].kind,
            f"{len(own):,}",
            f"{alone_:,.0f}",
            f"{max(each.seconds for each in own):,.1f}",
            f"{sum(each.bytes for each in own) / 1000:,.0f}",
        ]
        cells += [f"{modelled(own, each, message):,.0f}" for each in WORKERS]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def section(
    parts: Sequence[Sequence[Part]], message: float, rounds: Sequence[tuple[float, float]]
) -> str:
    """What the documentation says of it."""
    found = sorted(one / two for one, two in rounds)
    longest = max(parts[0], key=lambda each: each.seconds)
    return f"""Written by `make bench-cluster WRITE=1`, on {os.cpu_count()} processors that had
other work; another machine gives other times.

*Measured*: `check {COMPARED} --anew` on a cluster of one worker and on one of two, each kept to a
processor of its own, {len(rounds)} times in turn. One took {statistics.median(found):.2f} times as
long as two (the median; the ratios lie between {found[0]:.2f} and {found[-1]:.2f}). A part without
any work took {1000 * message:.0f} ms from here to a worker and back.

*Measured* too: each part of the checks of all schemes by itself, in seconds of all processors, with
the half second in which its process starts. *Modelled* from that: the seconds in which so many
workers would be done, of one such processor each, if a part is begun by the first worker that is
free, and all messages go one after the other, each in the time just said and with
{8 * BANDWIDTH // 1_000_000} million bits a second. No larger cluster was there to try it on.

{table(parts, message)}

`check` takes four readings of a scheme together, as these share most of what solvers are asked;
where there are more workers than such parts, each reading goes by itself. No part waits for
another one, so the longest one ({longest.scheme}, {longest.seconds:.0f} s) is the longest chain.
`build/cluster.csv` has each part.
"""


def main() -> int:
    """Print all measurements; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="also write docs/measured.md")
    parser.add_argument("--rounds", type=int, default=5, help="how often both are timed (5)")
    parser.add_argument("--every-reading", action="store_true", help="that too; an hour more")
    given = parser.parse_args()
    try:
        parts = [measured(work) for work in checks(given.every_reading)]
        with pinned(1) as cluster:
            between = message(cluster, 50)
        text = section(parts, between, ratios(given.rounds, COMPARED))
    except KeyboardInterrupt:
        progress("interrupted; what was measured is kept in build/cluster.csv")
        return 130
    print(text)
    if given.write:
        write_section("What a cluster gives", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
