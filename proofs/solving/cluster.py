"""Parts of some work on a cluster of other processes, by dask's scheduler and workers.

A worker that is killed costs the parts that it works on: dask hands them to another one, and gives
up on a part that several have not survived. To cancel a part does not end a function that runs:
dask takes it off its lists and lets it go on. So the work asks, again and again, whether it is
still wanted. If the scheduler is lost, what is still to come is lost with it, and nothing else.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from queue import Empty, Queue
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4

from neverfalls.spec.errors import NeverfallsError

from .failures import CANCELLED, KILLED_TOO_OFTEN, SCHEDULER_LOST, failure
from .processes import Lost, Unwanted, Wanted

Part = TypeVar("Part")

LOCAL = "local"
"""In the place of an address: a cluster of processes of this machine, for as long as it is used."""

ANSWERING, ASKING = 10, 1
"""Seconds in which a scheduler answers; between two looks at whether it is still there."""

LOOKING = 200_000_000
"""Nanoseconds between two looks of a worker at whether its part is still wanted."""

AHEAD = 3
"""Parts that wait at the scheduler for each that runs."""


class NoCluster(NeverfallsError):
    """A cluster that cannot be used: its address, what was found there, and what was expected."""

    def __init__(self, address: str, found: str, expected: str) -> None:
        super().__init__(f"--cluster {address}: found {found}, expected {expected}")
        self.address = address
        self.found = found
        self.expected = expected


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


class Cluster:
    """The workers of a dask scheduler, of which ``threads`` can do a part each at the same time."""

    def __init__(self, client: Any, threads: int) -> None:
        self.threads = threads
        self._client = client

    def over(
        self, parts: Sequence[Part], work: Callable[[Part, Wanted], Any]
    ) -> Generator[tuple[int, Any], None, None]:
        """Do some work part by part; yield the number of each part and what came of it.

        ``work`` and the parts are sent as they are, so the workers need this package in the same
        version. What came of a part is ``Lost`` if no worker survived it, if it was cancelled, or
        if it ended with an error. If this is closed before its end, or interrupted, all parts are
        cancelled, and the workers end what they do.

        Raises:
            NeverfallsError: a part ended with this one.
        """
        ours, submitted = uuid4().hex, 0
        done: Queue[tuple[int, Any]] = Queue()
        running: dict[int, Any] = {}
        try:
            while submitted < len(parts) or running:
                most = (1 + AHEAD) * self.threads
                while submitted < len(parts) and len(running) < most and self._is_there():
                    task = _Task(work, parts[submitted])
                    key = f"neverfalls-{ours}-{submitted}"
                    future = self._client.submit(task, key=key, pure=False)
                    running[submitted] = future
                    future.add_done_callback(_putting(done, submitted))
                    submitted += 1
                try:
                    number, ended = done.get(timeout=ASKING)
                except Empty:
                    if self._is_there():
                        continue
                    yield from ((each, Lost(SCHEDULER_LOST)) for each in running)
                    yield from ((n, Lost(SCHEDULER_LOST)) for n in range(submitted, len(parts)))
                    return
                del running[number]
                yield number, _outcome(ended)
        finally:
            with suppress(Exception):
                self._client.cancel(list(running.values()), force=True)

    def _is_there(self) -> bool:
        return bool(self._client.status == "running")


@contextmanager
def joined(address: str) -> Iterator[Cluster]:
    """The cluster of the scheduler at this address; or a cluster of processes of this machine.

    The latter is `local`; it has a worker for each processor, and ends with this.

    Raises:
        NoCluster: no scheduler answers, the package that talks to it is missing, or it has no
            workers.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        missing = "no package `distributed`"
        raise NoCluster(address, missing, "pip install 'neverfalls[cluster]'") from None
    with ExitStack() as ends:
        ends.enter_context(_quiet())
        try:
            place = address
            if address == LOCAL:
                place = ends.enter_context(_local(distributed)).scheduler_address
            client = distributed.Client(place, timeout=ANSWERING, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            told = str(error) or "no answer"
            raise NoCluster(address, told, "the address of a scheduler, or local") from None
        ends.callback(_close, client)
        threads = sum(client.nthreads().values())
        if not threads:
            raise NoCluster(address, "no workers", "at least one: `dask worker ADDRESS`")
        yield Cluster(client, threads)


@contextmanager
def _local(distributed: Any) -> Iterator[Any]:
    """A scheduler in this process, and workers in processes of their own."""
    with TemporaryDirectory() as folder:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # workers leave Ctrl-C to this one
        try:
            found = distributed.LocalCluster(
                n_workers=os.cpu_count() or 1,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                local_directory=folder,
                silence_logs=logging.CRITICAL,
            )
        finally:
            signal.signal(signal.SIGINT, before)
        try:
            yield found
        finally:
            _close(found)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what dask writes of a lost scheduler, with its calls, out of what a command says."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    before = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)


def _close(what: Any) -> None:
    with suppress(Exception):
        what.close(timeout=ANSWERING)


def _putting(done: Queue[tuple[int, Any]], number: int) -> Callable[[Any], None]:
    return lambda future: done.put((number, future))


def _outcome(future: Any) -> Any:
    """What came of a part.

    Raises:
        NeverfallsError: it ended with this one.
    """
    if future.status == "finished":
        try:
            result = future.result()
        except Exception:  # noqa: BLE001  (whatever comes up where nobody is there any more)
            return Lost(SCHEDULER_LOST)
        return Lost(CANCELLED) if result is None else result
    if future.status != "error":
        return Lost(SCHEDULER_LOST)
    error = future.exception()
    if isinstance(error, NeverfallsError):
        raise error
    if type(error).__name__ == "KilledWorker":
        return Lost(KILLED_TOO_OFTEN)
    return Lost(failure(error))
