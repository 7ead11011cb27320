"""The whole table: every claim of a scheme under its own readings and every single deviation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.schemes.scheme import Scheme

from ..forking.shared import Shared
from ..search.explorer import MEMBERS, STEPS
from ..solving.pool import Solvers
from .verdict import Judge, Verdict

THREADS = 4
"""Readings that are judged at the same time; they share the solver processes."""


@dataclass(frozen=True)
class Task:
    """One scheme under one set of readings; ``deviation`` names what differs from the file."""

    scheme: Scheme
    deviation: str


def tasks(scheme: Scheme) -> Iterator[Task]:
    """The scheme as written, then every deviation in one reading that its mechanisms consult."""
    yield Task(scheme, "")
    for deviation, readings in scheme.readings.deviations():
        name = deviation.partition("=")[0]
        answers = scheme.answers(name) if name in scheme.relevant_questions else ()
        if getattr(readings, name) in answers:
            yield Task(scheme.reading(readings), deviation)


def survey(
    work: Sequence[Task],
    claims: Sequence[Claim],
    solvers: Solvers,
    progress: Callable[[int, Task], None] = lambda _done, _task: None,
    steps: int = STEPS,
    members: int = MEMBERS,
) -> list[Verdict]:
    """The verdicts of all tasks, in their order; interrupted, it stops the solvers at once."""

    shared = Shared()

    def judge(task: Task) -> list[Verdict]:
        scheme, deviation = task.scheme, task.deviation
        return Judge(scheme, solvers, deviation, steps, members, shared).judge(claims)

    pool = ThreadPoolExecutor(THREADS)
    try:
        futures = [pool.submit(judge, task) for task in work]
        found: list[Verdict] = []
        for done, (task, future) in enumerate(zip(work, futures, strict=True)):
            progress(done, task)
            found.extend(future.result())
    except BaseException:
        solvers.stop()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    return found
