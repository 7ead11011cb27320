"""The command, and what it finds in its folder."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess

from neverfalls.proofs.command import run as run_here

COMMAND = (sys.executable, "-c", "from neverfalls.proofs.command import main; main()")

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
