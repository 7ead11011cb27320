"""A check on a cluster of other processes: the same verdicts, and nothing lost that need not be."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from neverfalls.proofs.command.codes import AS_ASKED, INTERNAL, INTERRUPTED, LOST, USAGE

from ..clusters import PATIENCE, Cluster, until
from ..console import Run, family, gone

CLAIMS = ("--claim", "price_never_falls", "--claim", "books_balance")
SHORT = ("check", "shares", "--anew", *CLAIMS)
LONG = ("check", "counter", "--anew")
EVERY = ("check", "shares", "--every-reading")
SLOW = pytest.param(EVERY, marks=pytest.mark.slow)


@pytest.mark.parametrize("words", [SHORT, (*SHORT, "--json"), SLOW])
def test_it_says_what_a_run_here_says(
    words: Sequence[str], lasting_cluster: Cluster, tmp_path: Path, run_apart: Run
) -> None:
    """Byte for byte, with the same exit code."""
    check = lasting_cluster.asked(tmp_path, *words)
    out, error = check.communicate(timeout=PATIENCE)
    here = run_apart(*words)
    assert (out, check.returncode) == (here.stdout, here.returncode), error
    assert here.returncode == AS_ASKED


@pytest.mark.slow
def test_every_reading_of_several_schemes_comes_in_their_order(
    lasting_cluster: Cluster, tmp_path: Path, run_apart: Run
) -> None:
    """Whichever is found first; one that has nothing to say about the promise is there too."""
    words = ("check", "linkage", "shares", "share-vault", "price_never_falls", "--every-reading")
    check = lasting_cluster.asked(tmp_path, *words)
    out, error = check.communicate(timeout=PATIENCE)
    here = run_apart(*words)
    assert (out, check.returncode) == (here.stdout, here.returncode), error


@pytest.mark.parametrize("words", [LONG, ("check", "counter", "--every-reading")])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_what_is_no_longer_wanted_ends(
    how: int, words: Sequence[str], lasting_cluster: Cluster, tmp_path: Path
) -> None:
    """Whether the check is interrupted or killed, its workers end their processes, and go on."""
    check = lasting_cluster.asked(tmp_path, *words)
    until(lambda: len(lasting_cluster.busy()) > 0)
    os.kill(check.pid, how)
    out, error = check.communicate(timeout=PATIENCE)
    assert (out, check.returncode) == ("", INTERRUPTED if how == signal.SIGINT else -how), error
    until(lambda: not lasting_cluster.busy())
    assert [each.poll() for each in lasting_cluster.workers] == [None, None]


@pytest.mark.parametrize("words", [SHORT, SLOW])
def test_a_killed_worker_costs_nothing(
    words: Sequence[str], cluster: Cluster, tmp_path: Path, run_apart: Run
) -> None:
    """What it was at is begun again by another one, and is found as ever; its processes end."""
    check = cluster.asked(tmp_path, *words)
    until(lambda: len(cluster.busy()) > 0)
    killed = cluster.busy()[0]
    own = family(killed.pid) - {killed.pid}
    killed.kill()
    out, error = check.communicate(timeout=PATIENCE)
    here = run_apart(*words)
    assert (out, check.returncode) == (here.stdout, here.returncode), error
    assert gone(own)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (SHORT, ["26 verdicts: 0 proved, 0 refuted, 0 undecided, 26 failed", LOST]),
        (EVERY, ["neverfalls: shares: the scheduler was lost"]),
    ],
)
def test_a_lost_scheduler_ends_the_check(
    words: Sequence[str], told: Sequence[str], cluster: Cluster, tmp_path: Path
) -> None:
    """It ends by itself, says what is lost and why, and takes it for no defect."""
    check = cluster.asked(tmp_path, *words)
    until(lambda: len(cluster.busy()) > 0)
    own = {each for worker in cluster.busy() for each in family(worker.pid) - {worker.pid}}
    cluster.scheduler.kill()
    out, error = check.communicate(timeout=PATIENCE)
    assert check.returncode == INTERNAL
    assert "the scheduler was lost" in out + error
    assert [each for each in told if each not in out + error] == []
    assert "report" not in out + error
    assert "Traceback" not in error
    assert gone(own, PATIENCE)


def test_a_cluster_of_this_machine_ends_with_the_check(tmp_path: Path, run_apart: Run) -> None:
    """`--cluster local` says the same too, and writes nothing where it runs."""
    words = (
        "check",
        "shares",
        "--anew",
        "--claim",
        "price_never_falls",
        "--reading",
        "A5=last-quote",
    )
    found, here = run_apart(*words, "--cluster", "local"), run_apart(*words)
    assert (found.stdout, found.returncode) == (here.stdout, AS_ASKED), found.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["shares"], "--cluster needs --anew or --every-reading"),
        (["shares", "--first"], "--cluster needs --anew or --every-reading"),
        (["shares", "--any-reading"], "--cluster cannot be combined with --any-reading"),
        (
            ["shares", "--anew", "--rules", "any-amount"],
            "found --rules any-amount, expected no rules but",
        ),
        (["shares", "--anew"], "expected the address of a scheduler, or local"),
        (["shares", "--every-reading"], "expected the address of a scheduler, or local"),
    ],
)
def test_what_a_cluster_cannot_do(words: Sequence[str], said: str, run_apart: Run) -> None:
    """It is refused in words, and nothing is judged."""
    done = run_apart("check", *words, "--cluster", "nowhere://")
    assert (done.returncode, done.stdout) == (USAGE, ""), done.stderr
    assert said in done.stderr
