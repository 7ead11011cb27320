"""Processes: parts of some work done side by side.

All of them end with the process that started them. Asked to end, it kills them at once, with
whatever they have started; where it is killed itself, Linux kills them.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from neverfalls.spec.writing import ENDING, uninterrupted

from .failures import KILLED, NO_MEMORY, failure, is_for_lack_of_memory

Part = TypeVar("Part")
Send = Callable[[Any], None]
Wanted = Callable[[], bool]

PR_SET_PDEATHSIG = 1
"""What Linux is asked for a signal that it sends when the thread that started a process ends."""


OUT_OF_MEMORY = 71
"""The exit code of a process that could not go on for lack of memory."""


class Lost(NamedTuple):
    """The last message of a part whose process ended before it was done, and why in a line."""

    why: str


class Unwanted(Exception):
    """The part that is worked on was cancelled, or whoever asked for it is gone."""


def apart(
    parts: Sequence[Part], work: Callable[[Part, Send], None], at_once: int
) -> Generator[tuple[int, Any], None, None]:
    """Do some work part by part, each in a process of its own; yield what these send, as it comes.

    So many run at once, the first parts first. With each message comes the number of its part.
    A process is forked when its part begins, and knows what is known here by then. If this is
    closed before its end, or interrupted, all processes end at once. The last message of a process
    that ends before its part is done is ``Lost``; the others go on.
    """
    waiting = list(enumerate(parts))
    running: dict[Connection, tuple[int, BaseProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                number, part = waiting.pop(0)
                with uninterrupted():  # until the process is known, nobody could end it
                    end, process = _start(part, work)
                    running[end] = (number, process)
            for ready in wait(list(running)):
                assert isinstance(ready, Connection)
                number, process = running[ready]
                try:
                    done, message = ready.recv()
                except EOFError:
                    process.join()
                    done, message = True, Lost(_ending(process.exitcode))
                if done:
                    del running[ready]
                    process.join()
                if not done or message is not None:
                    yield number, message
    finally:
        with uninterrupted():
            for _number, process in running.values():
                with suppress(ProcessLookupError):
                    os.killpg(process.pid or 0, signal.SIGKILL)
            for _number, process in running.values():
                process.join()


def alone(work: Callable[[Part, Send], None], part: Part, wanted: Wanted) -> list[Any]:
    """Do one part in a new process, which shares nothing with this one; all that it sends.

    For where threads run, which do not go together with a fork, or where no process may have others
    by the means of Python: in a worker of a cluster. The last message may be ``Lost``, as of
    ``apart``. The new process ends with the thread that calls this.

    Raises:
        Unwanted: it is no longer wanted; the process has been ended.
    """
    here, there = multiprocessing.Pipe()
    program = f"from {__name__} import take_part; take_part({there.fileno()}, {os.getpid()})"
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", program],
        stdin=subprocess.DEVNULL,
        pass_fds=[there.fileno()],
        start_new_session=True,
    )
    messages: list[Any] = []
    try:
        there.close()
        with suppress(EOFError, ConnectionError):
            here.send((work, part))
            done = False
            while not done:
                if not wanted():
                    raise Unwanted
                if here.poll(1):
                    done, message = here.recv()
                    messages += [] if done and message is None else [message]
            return messages
        return [*messages, Lost(_ending(process.wait()))]
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        here.close()


def take_part(descriptor: int, parent: int) -> None:
    """In a new process: do the one part that it is sent, for the process that started it."""
    end = Connection(descriptor)
    work, part = end.recv()
    _do(end, part, work, parent)
    os._exit(0)


def _ending(code: int | None) -> str:
    """How a process ended that said nothing."""
    if code == OUT_OF_MEMORY:
        return NO_MEMORY
    if code == -signal.SIGKILL:
        return f"{KILLED}, as happens where memory runs out"
    how = f"by signal {-code}" if code and code < 0 else f"with code {code}"
    return f"the process that worked on it was ended {how}"


def _start(part: Part, work: Callable[[Part, Send], None]) -> tuple[Connection, BaseProcess]:
    # Forked, so that nothing of it needs copying; nothing else runs in this process by then.
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(there, part, work, os.getpid()))
    process.start()
    there.close()
    _lead_a_group(process.pid)
    return here, process


def _do(end: Connection, part: Part, work: Callable[[Part, Send], None], parent: int) -> None:
    """Do one part in this process, and say at the end that it is done, or why not."""
    begin(parent)
    _lead_a_group(None)
    threading.excepthook = _end_with_a_thread
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    lock = Lock()

    def send(message: Any) -> None:
        with lock:
            end.send((False, message))

    try:
        work(part, send)
        end.send((True, None))
    except BaseException as error:  # noqa: BLE001  (threads that wait for a solver would stay)
        if is_for_lack_of_memory(error):
            os._exit(OUT_OF_MEMORY)  # there may be none left to say so
        end.send((True, Lost(failure(error))))
        os._exit(1)


def _end_with_a_thread(ended: threading.ExceptHookArgs) -> None:
    """End this process where one of its threads has ended by an error.

    The others would wait for ever for what it was to do.
    """
    error = ended.exc_value
    os._exit(OUT_OF_MEMORY if error is not None and is_for_lack_of_memory(error) else 1)


def _lead_a_group(number: int | None) -> None:
    """Let a part and all that it starts be a group of processes, which ends as one.

    The part and the process that starts it both say so: whoever comes first.
    """
    with suppress(OSError):
        os.setpgid(number or 0, number or 0)


def begin(parent: int) -> None:
    """Leave Ctrl-C to the process that started this one; end when asked to, and when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)
    control = getattr(ctypes.CDLL(None), "prctl", None)
    if control is not None:
        control(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
        if os.getppid() != parent:  # it has ended before
            os._exit(1)
