"""The whole table: every claim of a scheme under its own readings and every single deviation."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from neverfalls.spec.claims.claim import CLAIMS, Claim

from ..forking.shared import Shared
from ..search.bounds import MEMBERS, STEPS
from ..solving.engines import Answer, Key, load
from ..solving.failures import failure
from ..solving.pool import Solvers
from ..solving.processes import Lost, Send, apart
from .judge import Judge
from .task import Task, known_verdicts
from .verdict import Verdict, failed

if TYPE_CHECKING:
    from ..solving.cluster import Cluster
    from ..solving.store import Store

Parts = Sequence[Sequence[int]]
"""Parts of some work, each the numbers of its tasks."""

Messages = Generator[tuple[int, Any], None, None]
"""What processes send, each with the number of its part."""

THREADS = 4
"""Readings that are judged at the same time; they share the solver processes."""

TOGETHER = 4
"""Readings of one scheme that always stay together: they share most of their queries."""

SOLVERS = 2
"""Solver processes of a part; in the end one part may have the processors for itself."""

SELDOM = 500_000
"""New objects after which cycles are looked for: terms form none, and there are many of them."""


def survey_apart(
    work: Sequence[Task],
    claims: Sequence[Claim],
    begun: Callable[[int, Task], None] = lambda _count, _task: None,
    steps: int = STEPS,
    members: int = MEMBERS,
    found: Callable[[Task, list[Verdict]], None] = lambda _task, _verdicts: None,
    store: Store | None = None,
    cluster: Cluster | None = None,
) -> list[Verdict]:
    """The verdicts of all tasks, in their order, found in several processes.

    These are processes of this machine, or of a ``cluster``; then no use is made of a ``store``.

    ``begun`` is called whenever a task begins, with the number of those that have begun before;
    ``found`` as soon as one is judged, with its verdicts, in whatever order that comes about.
    Interrupted, or where a callback raises an error, this ends every process at once. Where a
    process dies, each task that it left is begun again in a process of its own; a task that
    loses this one too has failed.
    """
    if (all_known := known_verdicts(work, claims, begun, found)) is not None:
        return all_known
    if cluster is not None:
        asked = Asked(tuple(claim.name for claim in claims), steps, members)
        there = partial(_over_cluster, cluster, work, asked)
        return in_parts(work, claims, parts_for(work, cluster.threads), there, begun, found)
    load()  # once, before processes are forked
    known: dict[Key, Answer] = {}
    processors = os.cpu_count() or 1

    def judge(part: Sequence[int], send: Send) -> None:
        _judge_part(
            {number: work[number] for number in part}, claims, steps, members, send, known, store
        )

    def receive(message: Answered | Stored) -> None:
        if isinstance(message, Answered):
            known.update(message.answers)  # schemes have rules in common, and so questions
        elif store is not None and not store.trouble:
            store.trouble = message.trouble

    def here(parts: Parts) -> Messages:
        return apart(parts, judge, processors)

    parts = parts_of(work, share_of(work, processors))
    return in_parts(work, claims, parts, here, begun, found, receive)


class Asked(NamedTuple):
    """What is asked of each part on another machine, claims by their names."""

    claims: tuple[str, ...]
    steps: int
    members: int

    def judge(self, part: Mapping[int, Task], send: Send) -> None:
        """Judge the tasks of a part, and send their verdicts."""
        load()
        claims = [CLAIMS[name] for name in self.claims]
        _judge_part(part, claims, self.steps, self.members, send)


def _over_cluster(cluster: Cluster, work: Sequence[Task], asked: Asked, parts: Parts) -> Messages:
    from .elsewhere import apart_on  # it loads what nothing else here needs

    sent = [{number: work[number] for number in part} for part in parts]
    return apart_on(cluster, sent, asked.judge)


def _judge_part(
    part: Mapping[int, Task],
    claims: Sequence[Claim],
    steps: int,
    members: int,
    send: Send,
    known: Mapping[Key, Answer] | None = None,
    store: Store | None = None,
) -> None:
    """Judge the tasks of a part, each with its number; with ``known``, send all other answers."""
    gc.set_threshold(SELDOM)
    numbers = list(part)
    with Solvers(SOLVERS, known=known, store=store) as solvers:
        survey(
            list(part.values()),
            claims,
            solvers,
            steps,
            members,
            begun=lambda place: send(Begun(numbers[place])),
            found=lambda place, verdicts: send(Judged(numbers[place], verdicts)),
        )
        if known is not None:
            send(Answered(solvers.answers()))
    if store is not None:
        send(Stored(store.trouble))


def in_parts(
    work: Sequence[Task],
    claims: Sequence[Claim],
    parts: Parts,
    judged: Callable[[Parts], Messages],
    begun: Callable[[int, Task], None],
    found: Callable[[Task, list[Verdict]], None],
    other: Callable[[Any], None] = lambda _message: None,
) -> list[Verdict]:
    """The verdicts of all tasks, in their order, from a process for each part of them.

    ``judged`` has the parts judged in processes, which send ``Begun`` and ``Judged`` for each
    task; ``other`` takes whatever else they send.
    """
    verdicts: dict[int, list[Verdict]] = {}
    seen: set[int] = set()
    count = 0

    def receive(message: object) -> None:
        nonlocal count
        match message:
            case Begun(number):
                if number not in seen:
                    begun(count, work[number])
                    seen.add(number)
                    count += 1
            case Judged(number, its_verdicts):
                verdicts[number] = its_verdicts
                found(work[number], its_verdicts)
            case Lost():
                pass
            case _:
                other(message)

    with closing(judged(parts)) as messages:
        for _part, message in messages:
            receive(message)
    left = [[number] for number in range(len(work)) if number not in verdicts]
    with closing(judged(left)) as messages:
        for part, message in messages:
            receive(message)
            if isinstance(message, Lost):
                (number,) = left[part]
                lost = _all_failed(work[number], work[number].left(claims), message.why)
                receive(Judged(number, work[number].all_of(lost, claims)))
    return [verdict for number in range(len(work)) for verdict in verdicts[number]]


class Begun(NamedTuple):
    """From a part: the task of this number is begun."""

    number: int


class Judged(NamedTuple):
    """From a part: the verdicts of the task of this number."""

    number: int
    verdicts: list[Verdict]


class Answered(NamedTuple):
    """From a part, at its end: what its solvers were asked and answered."""

    answers: dict[Key, Answer]


class Stored(NamedTuple):
    """From a part, at its end: what was wrong with the file of stored answers, if anything was."""

    trouble: str


def share_of(work: Sequence[Task], processors: int) -> int:
    """The tasks that a processor has to do, and no fewer than are always done together."""
    return max(-(-len(work) // processors), TOGETHER)


def parts_of(work: Sequence[Task], most: int) -> list[list[int]]:
    """The numbers of the tasks that a process judges together: so many readings of one scheme at
    most; the largest parts first."""
    names = [task.scheme.name for task in work]
    parts = []
    for name in dict.fromkeys(names):
        own = [number for number, each in enumerate(names) if each == name]
        pieces = -(-len(own) // most)
        size = -(-len(own) // pieces)
        parts += [own[start : start + size] for start in range(0, len(own), size)]
    return sorted(parts, key=len, reverse=True)


def parts_for(work: Sequence[Task], workers: int) -> list[list[int]]:
    """The same for a cluster: readings go one by one where there are more workers than parts."""
    parts = parts_of(work, TOGETHER)
    return parts if len(parts) >= workers else parts_of(work, 1)


def survey(
    work: Sequence[Task],
    claims: Sequence[Claim],
    solvers: Solvers,
    steps: int = STEPS,
    members: int = MEMBERS,
    begun: Callable[[int], None] = lambda _number: None,
    found: Callable[[int, list[Verdict]], None] = lambda _number, _verdicts: None,
) -> list[Verdict]:
    """The verdicts of all tasks, in their order, found in this process.

    ``begun`` is called with the number of a task that begins, in a thread of its own, and
    ``found`` as soon as one is judged. Interrupted, this stops the solvers at once.
    """
    shared = Shared()

    def judge(number: int) -> list[Verdict]:
        begun(number)
        task = work[number]
        left = task.left(claims)
        try:
            judging = Judge(task.scheme, solvers, task.deviation, steps, members, shared)
            return task.all_of(judging.judge(left), claims)
        except MemoryError:  # it costs all of a process that goes on without any
            raise
        except Exception as error:  # noqa: BLE001  (the other tasks have their verdicts)
            return task.all_of(_all_failed(task, left, failure(error)), claims)

    pool = ThreadPoolExecutor(THREADS)
    try:
        futures = {pool.submit(judge, number): number for number in range(len(work))}
        for future in as_completed(futures):
            found(futures[future], future.result())
    except BaseException:
        solvers.stop()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    return [verdict for future in futures for verdict in future.result()]


def _all_failed(task: Task, claims: Sequence[Claim], told: str) -> list[Verdict]:
    """What stands in the place of a task's verdicts where an internal error has cost them all."""
    asked = [claim for claim in claims if claim.concerns(task.scheme)]
    return [failed(task.scheme, claim, task.deviation, told) for claim in asked]
