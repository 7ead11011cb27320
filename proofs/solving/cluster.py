"""Parts of some work on a cluster of other processes, by dask's scheduler and workers.

A worker that is killed costs the parts that it works on: dask hands them to another one, and gives
up on a part that several have not survived. To cancel a part does not end a function that runs:
dask takes it off its lists and lets it go on. So the work asks, again and again, whether it is
still wanted. If the scheduler is lost, what is still to come is lost with it, and nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from importlib import import_module
from queue import Empty, Queue
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4

from neverfalls.spec.errors import NeverfallsError

from .processes import Lost

Part = TypeVar("Part")
Wanted = Callable[[], bool]

ANSWERING, ASKING = 10, 1
"""Seconds in which a scheduler answers; between two looks at whether it is still there."""

LOOKING = 200_000_000
"""Nanoseconds between two looks of a worker at whether its part is still wanted."""

AHEAD = 3
"""Parts that wait at the scheduler for each that runs."""

KILLED_TOO_OFTEN = "several workers that worked on it were killed"
SCHEDULER_LOST = "the scheduler was lost"


class NoCluster(NeverfallsError):
    """A cluster that cannot be used: its address, what was found there, and what was expected."""

    def __init__(self, address: str, found: str, expected: str) -> None:
        super().__init__(f"--cluster {address}: found {found}, expected {expected}")
        self.address = address
        self.found = found
        self.expected = expected


class Unwanted(Exception):
    """The part that is worked on was cancelled, or whoever asked for it is gone."""


class _Task(NamedTuple):
    """Work on one part, as a worker gets it."""

    work: Callable[[Any, Wanted], Any]
    part: Any

    def __call__(self) -> Any:
        """Do the work; None if it is no longer wanted."""
        distributed: Any = import_module("distributed")
        worker = distributed.get_worker()
        key = worker.get_current_task()
        looked = [0]

        def wanted() -> bool:
            if time.monotonic_ns() - looked[0] < LOOKING:
                return True
            looked[0] = time.monotonic_ns()
            known = worker.state.tasks.get(key)
            return known is not None and known.state == "executing" and str(worker.status) in _GOING

        with suppress(Unwanted):
            return self.work(self.part, wanted)
        return None


_GOING = ("Status.running", "Status.paused")
"""States of a worker that still has a scheduler."""


def over_cluster(
    address: str, parts: Sequence[Part], work: Callable[[Part, Wanted], Any]
) -> Generator[tuple[int, Any], None, None]:
    """Do some work part by part on a cluster; yield the number of each part and what came of it.

    ``work`` and the parts are sent as they are, so the workers need this package in the same
    version. What came of a part is ``Lost`` if no worker survived it, or an error that it raised.
    If this is closed before its end, or interrupted, all parts are cancelled, and the workers end
    what they do.

    Raises:
        NoCluster: no scheduler answers, the package that talks to it is missing, or it has no
            workers.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        missing = "no package `distributed`"
        raise NoCluster(address, missing, "pip install 'neverfalls[cluster]'") from None
    try:
        client = distributed.Client(address, timeout=ANSWERING, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise NoCluster(address, str(error) or "no answer", "the address of a scheduler") from None
    ours, submitted = uuid4().hex, 0
    done: Queue[tuple[int, Any]] = Queue()
    running: dict[int, Any] = {}
    try:
        threads = sum(client.nthreads().values())
        if not threads:
            raise NoCluster(address, "no workers", "at least one: `dask worker ADDRESS`")
        while submitted < len(parts) or running:
            while submitted < len(parts) and len(running) < (1 + AHEAD) * threads:
                task = _Task(work, parts[submitted])
                future = client.submit(task, key=f"neverfalls-{ours}-{submitted}", pure=False)
                running[submitted] = future
                future.add_done_callback(_putting(done, submitted))
                submitted += 1
            try:
                number, ended = done.get(timeout=ASKING)
            except Empty:
                if client.status == "running":
                    continue
                yield from ((each, Lost(SCHEDULER_LOST)) for each in running)
                yield from ((n, Lost(SCHEDULER_LOST)) for n in range(submitted, len(parts)))
                return
            del running[number]
            yield number, _outcome(ended)
    finally:
        with suppress(Exception):
            client.cancel(list(running.values()), force=True)
        with suppress(Exception):
            client.close(timeout=ANSWERING)


def _putting(done: Queue[tuple[int, Any]], number: int) -> Callable[[Any], None]:
    return lambda future: done.put((number, future))


def _outcome(future: Any) -> Any:
    """What came of a part."""
    if future.status == "finished":
        return future.result()
    if future.status == "error":
        error = future.exception()
        if type(error).__name__ == "KilledWorker":
            return Lost(KILLED_TOO_OFTEN)
        return error
    return Lost(SCHEDULER_LOST)
