"""A sweep on a cluster of other processes: the same table, and nothing lost that need not be."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from neverfalls.proofs.command.codes import INTERNAL

from ..clusters import PATIENCE, Cluster, until
from ..console import Run

GRID = ("--vary", "reward=1/2..1:1/20", "--vary", "exit_fee=0,1/10")
SHORT = "repeat 40: purchase buyer{n} 100\nsell buyer1 all\n"
LONG = "repeat 200000: purchase alice 100\n"


def sweeping(cluster: Cluster, folder: Path, events: str) -> "subprocess.Popen[str]":
    """A sweep that has begun."""
    (folder / "events.txt").write_text(events, encoding="utf-8")
    return cluster.asked(folder, "sweep", "wine-shop", "events.txt", *GRID, "-o", "table.csv")


def test_the_table_is_that_of_a_run_here(cluster: Cluster, tmp_path: Path, run_apart: Run) -> None:
    """Byte for byte, though the workers have none of the files."""
    sweep = sweeping(cluster, tmp_path, SHORT)
    out, error = sweep.communicate(timeout=PATIENCE)
    assert "22 rows were written" in out, error
    here = tmp_path / "here.csv"
    words = ("sweep", "wine-shop", str(tmp_path / "events.txt"), *GRID, "-o", str(here))
    assert run_apart(*words).returncode == 0
    assert here.read_bytes() == (tmp_path / "table.csv").read_bytes()


def test_a_killed_worker_costs_nothing(cluster: Cluster, tmp_path: Path, run_apart: Run) -> None:
    """Its runs are begun again by another one, and the table is the same."""
    sweep = sweeping(cluster, tmp_path, SHORT.replace("40", "700"))
    until(cluster.works)
    cluster.workers[0].kill()
    out, error = sweep.communicate(timeout=2 * PATIENCE)
    assert "22 rows were written" in out, error
    here = tmp_path / "here.csv"
    words = ("sweep", "wine-shop", str(tmp_path / "events.txt"), *GRID, "-o", str(here))
    assert run_apart(*words).returncode == 0
    assert here.read_bytes() == (tmp_path / "table.csv").read_bytes()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_what_is_no_longer_wanted_ends(how: int, cluster: Cluster, tmp_path: Path) -> None:
    """Whether the sweep is interrupted or killed, its workers soon end what they do for it."""
    sweep = sweeping(cluster, tmp_path, LONG)
    until(cluster.works)
    os.kill(sweep.pid, how)
    sweep.communicate(timeout=PATIENCE)
    assert not (tmp_path / "table.csv").exists()
    until(lambda: not cluster.works())
    assert [each.poll() for each in cluster.workers] == [None, None]


def test_a_lost_scheduler_keeps_what_was_computed(cluster: Cluster, tmp_path: Path) -> None:
    """The sweep ends by itself, says how much is lost, and writes the other rows beside."""
    (tmp_path / "short.txt").write_text(SHORT, encoding="utf-8")
    (tmp_path / "long.txt").write_text(LONG, encoding="utf-8")
    words = ["sweep", "wine-shop", "short.txt", "long.txt", "-o", "table.csv"]
    # a part has twenty runs: those of the first lists are soon done
    words[2:3] = ["short.txt"] * 20
    sweep = cluster.asked(tmp_path, *words)
    until(cluster.works)
    time.sleep(10)
    cluster.scheduler.kill()
    _out, error = sweep.communicate(timeout=2 * PATIENCE)
    assert sweep.returncode == INTERNAL
    assert "the scheduler was lost" in error
    assert "1 of 21 runs were lost; the others were written to table.kept.csv" in error
    assert not (tmp_path / "table.csv").exists()
    kept = (tmp_path / "table.kept.csv").read_text(encoding="utf-8").splitlines()
    assert len(kept) == 1 + 20


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--cluster", "tcp://127.0.0.1:1"], "expected the address of a scheduler"),
        (["--cluster", "nowhere://"], "--cluster nowhere://: found"),
        (["--cluster", "tcp://127.0.0.1:1", "--workers", "2"], "cannot be combined"),
    ],
)
def test_a_cluster_that_is_not_there(
    words: list[str], said: str, tmp_path: Path, run_apart: Run
) -> None:
    """The message names the address and what is expected; nothing is written."""
    (tmp_path / "events.txt").write_text(SHORT, encoding="utf-8")
    done = run_apart(
        *("sweep", "wine-shop", str(tmp_path / "events.txt"), *GRID),
        *("-o", str(tmp_path / "table.csv"), *words),
    )
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert not (tmp_path / "table.csv").exists()
