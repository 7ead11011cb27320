"""What can be asked from a terminal, and what is answered there?

``main`` is the command `neverfalls`, ``run`` the same without leaving Python. ``codes`` says with
which exit code it ends.
"""

from __future__ import annotations

import codecs
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from io import StringIO, TextIOWrapper

from neverfalls.spec.texts import visible

from .codes import (
    AS_ASKED,
    INTERNAL,
    INTERRUPTED,
    NO_MEMORY,
    NOT_WRITTEN,
    REPORT_IT,
    USAGE,
    complain,
)

__all__ = ["main", "run"]

FRAMES = 10
"""Most calls that are shown of an error that nobody caught: of an endless recursion, its end."""


def main() -> None:
    """Run the command and leave with its exit code."""
    try:
        # asked to end it ends as by Ctrl-C, or its solvers would go on without it
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, signal.default_int_handler)
        prepare_streams()
        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while something was written, or before there was anything to write
        code = INTERRUPTED
    for stream in (sys.stdout, sys.stderr):
        with suppress(
            OSError
        ):  # what could not be written has been complained about, and has its code
            stream.flush()
    # Threads that still wait for a killed solver must not keep the command from ending.
    os._exit(code)


def prepare_streams() -> None:
    """Let every character be written, and writing to a closed stream be no error."""
    codecs.register_error("neverfalls", _escaped)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, StringIO())
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="neverfalls")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """What a stream cannot hold, as JSON escapes it: backslashreplace would write \\xb7."""
    assert isinstance(error, UnicodeEncodeError)
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(rf"\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end


def run(words: list[str]) -> int:
    """Run the command with these words; the exit code, whatever happens."""
    try:
        return _run(words)
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        return AS_ASKED
    # Whatever else goes wrong is shown and ends with 70: an error that nobody caught would
    # end with 1, which says nothing, and a list of kinds would miss the one that nobody expected.
    except Exception as error:  # noqa: BLE001  (the last resort, for what nobody expected)
        from ..solving.failures import failure, is_defect, is_for_lack_of_memory

        if isinstance(error, OSError) and error.errno in NOT_WRITTEN:
            where = visible(f" {error.filename}") if error.filename else ""
            complain(f"cannot write{where}: {error.strerror}")
        elif is_for_lack_of_memory(error):
            complain(NO_MEMORY)
        elif not is_defect(told := failure(error)):
            complain(told)
        else:
            complain(f"{REPORT_IT}\n{traceback.format_exc(limit=-FRAMES)}")
        return INTERNAL


def _rules_in(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words without the rules files that they name, and these; every command takes them.

    They come first, since what a command knows is what there is when it begins.
    """
    left: list[str] = []
    rules: list[str] = []
    given = iter(words)
    for word in given:
        if word == "--":
            return [*left, word, *given], rules
        if word == "--rules":
            rules.append(next(given, ""))
        elif word.startswith("--rules="):
            rules.append(word.partition("=")[2])
        else:
            left.append(word)
    return left, rules


def _run(words: list[str]) -> int:
    from cyclopts.exceptions import CycloptsError

    from neverfalls.spec.errors import NeverfallsError

    from .app import app

    try:
        words, rules = _rules_in(words)
        if rules:
            from neverfalls.spec.extending import use_rules

            for each in rules:
                use_rules(each)
        done = app(words, exit_on_error=False, print_error=True, result_action="return_value")
        sys.stdout.flush()
        return done if isinstance(done, int) else AS_ASKED
    except (CycloptsError, SystemExit) as error:
        return AS_ASKED if isinstance(error, SystemExit) and not error.code else USAGE
    except NeverfallsError as error:
        complain(str(error))
        return USAGE
    except ModuleNotFoundError as error:
        if error.name != "sympy":
            raise
        from ..solving.engines import NoSolvers

        complain(str(NoSolvers(error.name)))
        return USAGE
