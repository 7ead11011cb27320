"""Internal errors in a line each. An error is a defect of this project, and never an answer."""

from __future__ import annotations

import errno
import traceback
from pathlib import Path

LONGEST = 200
"""Most signs of an error's own words that are shown."""

KILLED = "the process that worked on it was killed"
"""So the system does where memory runs out; but anybody may."""

WORDS = ("out of memory", "can't start new thread", "failed to map segment")
"""What z3, Python and the loader say of it."""

NO_MEMORY = "there was not enough memory"

KILLED_TOO_OFTEN = "several workers that worked on it were killed"

SCHEDULER_LOST = "the scheduler was lost"

CANCELLED = "it was cancelled"

HOME = Path(__file__).resolve().parents[2]


class Killed(Exception):
    """The processes that did some work were killed, again and again."""

    def __init__(self) -> None:
        super().__init__(KILLED)


def is_for_lack_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out, as Python says it, the system, or a solver."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError) or any(words in str(error) for words in WORDS)


def is_defect(told: str) -> bool:
    """Whether what is told of an error is a defect of this project, to be reported."""
    known = (NO_MEMORY, KILLED, KILLED_TOO_OFTEN, SCHEDULER_LOST, CANCELLED)
    return not told.startswith(known)


def failure(error: BaseException) -> str:
    """What an error is: its kind, its own words, and the innermost place in this project.

    That memory ran out, or that processes were killed, is no defect, and is said in words.
    """
    if is_for_lack_of_memory(error):
        return NO_MEMORY
    if isinstance(error, Killed):
        return KILLED
    words = " ".join(str(error).split())
    if len(words) > LONGEST:
        words = f"{words[:LONGEST]}…"
    told = ": ".join(filter(None, (type(error).__name__, words)))
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = Path(frame.filename).resolve()
        if file.is_relative_to(HOME) and "site-packages" not in file.relative_to(HOME).parts:
            return f"{told} (in {file.relative_to(HOME)}, line {frame.lineno})"
    return told
