"""Workers: processes that wait for work, and are begun anew where they no longer answer."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from threading import Lock, Thread
from typing import Any, NamedTuple, Self

import pebble

from .failures import Killed
from .processes import begin

RENEWALS = 8
"""How often processes are begun anew before one answers again, and those who wait are told."""

PATIENCE = 20
"""Seconds beyond the time that work may take, after which nobody is taken to work any more."""


class Work(NamedTuple):
    """A function of a module, what it is given, and after how many seconds it counts as stuck."""

    function: Callable[..., Any]
    args: Sequence[Any]
    timeout: int


class Workers:
    """Processes that wait for work, started now: they end with the thread that makes this.

    One that is killed, or stuck, costs the work that it had begun, and no other: where they no
    longer answer, as happens when one is killed at a bad moment, all are begun anew, with what is
    not done yet. Without a number, there is one for each processor.

    Raises:
        RuntimeError: no process could be started; or there is more to do after ``stop``.
    """

    def __init__(self, number: int | None = None) -> None:
        self._number = number or os.cpu_count() or 1
        self._pool = _begun(self._number)
        self._lock = Lock()
        self._due: dict[Future[Any], Work] = {}
        self._done = 0
        self._stopped = threading.Event()
        self._watcher = Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.end()

    def end(self) -> None:
        """Kill the processes, and return when they have ended; what is not done stays undone."""
        self.stop()
        self._watcher.join()
        _end(self._pool)  # it may have been begun anew while this was asked to stop

    def stop(self) -> None:
        """Kill the processes, as soon as may be."""
        self._stopped.set()
        self._pool.stop()

    def schedule(
        self, function: Callable[..., Any], args: Sequence[Any], timeout: int
    ) -> Future[Any]:
        """Let a process do this.

        What is awaited raises ``TimeoutError`` where it takes longer than so many seconds,
        ``pebble.ProcessExpired`` where its process dies, ``Killed`` where each that is begun does.
        """
        if self._stopped.is_set():
            raise RuntimeError("the processes that wait for work have been stopped")
        awaited: Future[Any] = Future()
        with self._lock:
            self._due[awaited] = work = Work(function, args, timeout)
            pool = self._pool
        self._send(pool, awaited, work)
        return awaited

    def _send(self, pool: pebble.ProcessPool, awaited: Future[Any], work: Work) -> None:
        with suppress(RuntimeError):  # it no longer answers; whoever watches it sends this again
            sent = pool.schedule(work.function, args=work.args, timeout=work.timeout)
            sent.add_done_callback(partial(self._received, awaited))

    def _received(self, awaited: Future[Any], sent: Future[Any]) -> None:
        error = CancelledError() if sent.cancelled() else sent.exception()
        if isinstance(error, BrokenProcessPool):
            return  # whoever watches it sends this again
        with self._lock:
            if self._due.pop(awaited, None) is None:  # it was sent again, and done before
                return
            # a process may end, too, because it waited in vain for one that was killed
            self._done += not isinstance(error, pebble.ProcessExpired)
        if error is None:
            awaited.set_result(sent.result())
        else:
            awaited.set_exception(error)

    def _watch(self) -> None:
        """Begin the processes anew where they no longer answer; in a thread of its own.

        It counts its own seconds: those in which all of this was asleep pass for nobody.
        """
        renewals = idle = done = 0
        while not self._stopped.wait(1):
            with self._lock:
                longest = max((each.timeout for each in self._due.values()), default=0)
                renewals = renewals if done == self._done else 0
                idle = idle + 1 if self._due and done == self._done else 0
                done = self._done
            if self._pool.active and idle <= longest + PATIENCE:
                continue
            renewals, idle = renewals + 1, 0
            try:
                if renewals > RENEWALS:
                    raise Killed
                self._renew()
            except (OSError, RuntimeError, Killed) as error:
                self._give_up(error)

    def _renew(self) -> None:
        pool, old = _begun(self._number), self._pool
        with self._lock:
            self._pool = pool
            due = dict(self._due)
        Thread(target=_end, args=(old,), daemon=True).start()
        for awaited, work in due.items():
            self._send(pool, awaited, work)

    def _give_up(self, error: Exception) -> None:
        with self._lock:
            due = list(self._due)
            self._due.clear()
        for awaited in due:
            awaited.set_exception(error)


def _begun(number: int) -> pebble.ProcessPool:
    pool = pebble.ProcessPool(number, initializer=begin, initargs=(os.getpid(),))
    if not pool.active:  # to ask is what starts them
        raise RuntimeError("no process could be started")
    return pool


def _end(pool: pebble.ProcessPool) -> None:
    pool.stop()
    pool.join()
