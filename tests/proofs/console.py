"""The command as a process of its own, and what it finds in its folder."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

COMMAND = (sys.executable, "-c", "from neverfalls.proofs.command import main; main()")

Run = Callable[..., CompletedProcess[str]]


def run_in(folder: Path) -> Run:
    """Return the command, run in a folder."""

    def run(*words: str) -> CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *words], cwd=folder, capture_output=True, text=True, check=False
        )

    return run


def contents(folder: Path) -> dict[str, bytes]:
    """Return what every file in a folder holds."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
