"""Faults from outside, at moments that a seed decides: who is killed or interrupted, and when."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from ..console import COMMAND, HEEDING, contents, family, gone

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists processes")

LONG = ["check", "counter", "--anew", "--no-store"]
"""A check of many seconds, in two parts with two solvers each."""


def begun(folder: Path, *words: str) -> "subprocess.Popen[str]":
    """Start the command, and return when it has said that it has begun."""
    process = subprocess.Popen(
        [sys.executable, "-c", HEEDING + COMMAND[2], *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline().startswith("0 % done")
    return process


@linux
@pytest.mark.parametrize("seed", range(4))
def test_an_interrupt_at_any_moment(tmp_path: Path, seed: int) -> None:
    """Nothing is left: no process, no file; and the code says what it was."""
    with begun(tmp_path, *LONG) as process:
        time.sleep(Random(seed).uniform(0, 3))
        own = family(process.pid)
        process.send_signal(signal.SIGTERM)
        _out, err = process.communicate(timeout=20)
    assert (130, "neverfalls: interrupted") == (process.returncode, err.splitlines()[-1])
    assert gone(own)
    assert {} == contents(tmp_path)


@linux
@pytest.mark.parametrize("seed", range(3))
def test_no_child_outlives_a_command_that_is_killed(tmp_path: Path, seed: int) -> None:
    """Though nobody tells them; whoever reads what the command prints comes to its end too."""
    with begun(tmp_path, *LONG) as process:
        time.sleep(Random(seed).uniform(0.5, 3))
        own = family(process.pid)
        process.kill()
        process.communicate(timeout=10)
    assert len(own) > 2
    assert gone(own, 10)
    assert {} == contents(tmp_path)


@linux
@pytest.mark.parametrize("seed", range(3))
def test_a_child_that_is_killed_costs_no_verdict(tmp_path: Path, seed: int) -> None:
    """Part or solver, whatever it was to do is done again; all verdicts are as recorded."""
    random = Random(seed)
    with begun(tmp_path, "check", "shares", "--anew", "--no-store") as process:
        time.sleep(random.uniform(0.5, 2))
        children = sorted(family(process.pid) - {process.pid})
        if children:
            os.kill(random.choice(children), signal.SIGKILL)
        out, err = process.communicate(timeout=120)
    told = " ".join(out.split())
    assert (0, True) == (process.returncode, told.endswith("all as recorded")), told[-600:] + err
    assert gone({*children})
