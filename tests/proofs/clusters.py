"""A cluster of processes on this machine, and a command that makes use of it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from .console import COMMAND, family

PATIENCE = 90
"""Seconds that anything here may take."""


class Cluster:
    """A scheduler and two workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        self.commands: list[subprocess.Popen[str]] = []

    def begin(self) -> None:
        """Start all of it, and wait until it is there."""
        folder, self.scratch = self.folder, self.folder / "scratch"
        self.scratch.mkdir()
        said = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(said))
        until(said.exists)
        asked = ("--scheduler-file", str(said), "--nthreads", "1", "--no-nanny")
        self.workers = [
            self._start("worker", *asked, "--local-directory", str(folder / f"worker{number}"))
            for number in range(2)
        ]
        until(lambda: said.stat().st_size > 0)
        self.address = str(json.loads(said.read_text(encoding="utf-8"))["address"])
        until(lambda: self._joined() == len(self.workers))

    def _start(self, what: str, *words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "dask", what, "--no-dashboard", *words]
        with (self.folder / f"{what}.log").open("ab") as log:
            environment = {**os.environ, "TMPDIR": str(self.scratch)}
            return subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, env=environment
            )

    def works(self) -> bool:
        """Return whether a worker works on a part of a sweep: then it keeps the lists of events."""
        return any(self.scratch.rglob("*.txt"))

    def busy(self) -> "list[subprocess.Popen[bytes]]":
        """Return the workers with a process that judges a part of a check."""
        return [each for each in self.workers if len(family(each.pid)) > 1]

    def asked(self, folder: Path, *words: str) -> "subprocess.Popen[str]":
        """Start a command that makes use of this."""
        self.commands.append(
            subprocess.Popen(
                [*COMMAND, *words, "--cluster", self.address],
                cwd=folder,
                stderr=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return self.commands[-1]

    def _joined(self) -> int:
        log = (self.folder / "scheduler.log").read_text(encoding="utf-8", errors="replace")
        return log.count("Register worker")

    def end(self) -> None:
        """End all of it."""
        ended: list[subprocess.Popen[Any]] = [*self.commands, *self.workers, self.scheduler]
        for each in ended:
            with suppress(ProcessLookupError):
                each.kill()
            each.communicate()


@contextmanager
def cluster_in(folder: Path) -> Iterator[Cluster]:
    """Have a cluster that writes into this folder, and end it afterwards."""
    found = Cluster(folder)
    try:
        found.begin()
        yield found
    finally:
        found.end()


def until(happened: Callable[[], bool]) -> None:
    """Wait for something to be so."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.1)
