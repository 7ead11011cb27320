"""Parts of a survey in processes of their own, each with its own solvers.

Symbolic runs are Python and hold its lock, so threads alone keep one processor busy. A part that
dies costs the survey an error, never a verdict.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from neverfalls.spec.claims.claim import Claim

from ..solving.engines import Answer, load
from ..solving.pool import Key, Solvers
from .survey import Task, survey
from .verdict import Verdict

TOGETHER = 4
"""Readings of one scheme that always stay together: they share most of their queries."""

SOLVERS = 2
"""Solver processes of a part; in the end one part may have the processors for itself."""

SELDOM = 500_000
"""New objects after which cycles are looked for: terms form none, and there are many of them."""

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends the command, and with it every part: killed with its solvers, whatever they do."""

Told = Callable[[int, Task], None]


class PartLost(Exception):
    """A process of the survey ended without the verdicts of this scheme."""


def survey_apart(
    work: Sequence[Task], claims: Sequence[Claim], told: Told, steps: int, members: int
) -> list[Verdict]:
    """The verdicts of all tasks, in their order; interrupted, it ends every process at once.

    Raises:
        PartLost: a process died, or a task raised an error in it.
    """
    load()
    processors = os.cpu_count() or 1
    parts = list(_parts(work, processors))
    waiting = sorted(range(len(parts)), key=lambda number: -len(parts[number]))
    found: dict[int, list[Verdict]] = {}
    known: dict[Key, Answer] = {}
    running: dict[Any, tuple[int, Any]] = {}
    done = 0
    try:
        while waiting or running:
            while waiting and len(running) < processors:
                number = waiting.pop(0)
                # an interrupt waits until the new process is known, else nobody would end it
                signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
                end, process = _start((parts[number], claims, steps, members, known))
                running[end] = (number, process)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
            for ready in wait(list(running)):
                assert isinstance(ready, Connection)
                end, (number, process) = ready, running[ready]
                message = _received(end)
                if isinstance(message, int):
                    told(done, parts[number][message])
                    done += 1
                    continue
                del running[end]
                process.join()
                if message is None:
                    raise PartLost(parts[number][0].scheme.name)
                found[number], answers = message
                known.update(answers)
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        for _number, process in running.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        for _number, process in running.values():
            process.join()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    return [verdict for number in range(len(parts)) for verdict in found[number]]


def _parts(work: Sequence[Task], processors: int) -> Iterator[list[Task]]:
    """The tasks, cut where the scheme changes, and where one has more than a processor's share."""
    share = max(-(-len(work) // processors), TOGETHER)
    names = list(dict.fromkeys(task.scheme.name for task in work))
    for name in names:
        own = [task for task in work if task.scheme.name == name]
        pieces = -(-len(own) // share)
        size = -(-len(own) // pieces)
        for start in range(0, len(own), size):
            yield own[start : start + size]


Part = tuple[Sequence[Task], Sequence[Claim], int, int, Mapping[Key, Answer]]
"""Tasks and claims, the most steps and members of a search, and the answers that earlier parts
were given: schemes have rules in common, and so questions."""


def _start(part: Part) -> tuple[Connection, Any]:
    # Forked, so that nothing of it needs copying; nothing else runs in this process by then.
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(there, *part))
    process.start()
    there.close()
    _lead_a_group(process.pid)
    return here, process


def _lead_a_group(number: int | None) -> None:
    """Let a part and its solvers be a group of processes, which ends as one.

    The part and the process that starts it both say so: whoever comes first.
    """
    with suppress(OSError):
        os.setpgid(number or 0, number or 0)


def _work(
    end: Connection,
    part: Sequence[Task],
    claims: Sequence[Claim],
    steps: int,
    members: int,
    known: Mapping[Key, Answer],
) -> None:
    """Judge one part; tell each task as it is begun, then all verdicts and the solvers' answers.

    An error ends the process with its traceback; the other end then finds nothing to receive.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _lead_a_group(None)
    gc.set_threshold(SELDOM)
    with Solvers(SOLVERS, known=known) as solvers:
        found = survey(part, claims, solvers, lambda n, _task: end.send(n), steps, members)
    end.send((found, solvers.answers()))


def _received(end: Connection) -> Any:
    """The next message, or None if the process ended without another."""
    try:
        return end.recv()
    except EOFError:
        return None
