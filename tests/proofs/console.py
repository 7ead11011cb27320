"""The command, and what it finds in its folder."""

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess

from neverfalls.proofs.command import run as run_here

COMMAND = (sys.executable, "-c", "from neverfalls.proofs.command import main; main()")

HEEDING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " signal.signal(signal.SIGHUP, signal.SIG_DFL); "
)
"""A shell lets what it runs in the background ignore Ctrl-C, or the end of its terminal: so these
tests and the command."""

Run = Callable[..., CompletedProcess[str]]


def run_in(folder: Path) -> Run:
    """Return the command, run in a folder by this process: so it starts at once."""

    def run(*words: str) -> CompletedProcess[str]:
        with (
            chdir(folder),
            redirect_stdout(StringIO()) as told,
            redirect_stderr(StringIO()) as complained,
        ):
            code = run_here(list(words))
        return CompletedProcess(words, code, told.getvalue(), complained.getvalue())

    return run


def run_apart_in(folder: Path) -> Run:
    """Return the command, run in a folder as a process of its own."""

    def run(*words: str) -> CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *words], cwd=folder, capture_output=True, text=True, check=False
        )

    return run


def contents(folder: Path) -> dict[str, bytes]:
    """Return what every file in a folder holds."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def listed() -> dict[int, int]:
    """Return every process that runs, with the one that started it, where the system lists them."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent, *_ = file.read_text().rpartition(")")[2].split()
            if state != "Z":
                found[int(file.parent.name)] = int(parent)
    return found


def family(first: int) -> set[int]:
    """Return a process and all that it has started."""
    found, parents = {first}, listed()
    while more := {each for each, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def gone(processes: set[int], seconds: int = 2) -> bool:
    """Return whether these processes end within so many seconds."""
    for _ in range(20 * seconds):
        if not processes & set(listed()):
            return True
        time.sleep(0.05)
    return False
