"""Processes: what parts send comes as it is sent, and no process outlives what started it."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from neverfalls.proofs.solving.failures import KILLED, NO_MEMORY, is_defect
from neverfalls.proofs.solving.processes import Lost, Send, Unwanted, alone, apart

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills orphans")

FAMILY = """
import os, time
from contextlib import suppress
from neverfalls.proofs.solving import Solvers
from neverfalls.proofs.solving.failures import KILLED, NO_MEMORY, is_defect
from neverfalls.proofs.solving.processes import apart

def work(part, send):
    with Solvers(2) as solvers:
        busy = [solvers._pool.schedule(time.sleep, args=(60,), timeout=60) for _ in range(2)]
        time.sleep(1)
        send([os.getpid(), *solvers._pool._pool._pool_manager.worker_manager.workers])
        time.sleep(60)

for part, numbers in apart([1, 2], work, 2):
    print(*numbers, flush=True)
"""


def ended(process: int) -> bool:
    """Return whether a process is no more, or only waits for somebody to ask how it ended."""
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def within(seconds: int, condition: Callable[[], bool]) -> bool:
    """Return whether a condition is met within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_messages_come_with_the_number_of_their_part() -> None:
    """Each part sends three messages; those of one part come in their order."""

    def work(part: str, send: Send) -> None:
        for number in range(3):
            send(f"{part}{number}")

    found = list(apart(["a", "b", "c"], work, 2))
    assert sorted(found) == [(n, f"{part}{k}") for n, part in enumerate("abc") for k in range(3)]
    for number in range(3):
        own = [message for part, message in found if part == number]
        assert own == sorted(own)


def test_a_part_knows_what_is_known_when_it_begins() -> None:
    """One process at a time: each part adds to what the parts before it have sent."""
    known: list[str] = []

    def work(part: str, send: Send) -> None:
        send("".join([*known, part]))

    for _part, message in apart(["a", "b", "c"], work, 1):
        known[:] = message
    assert known == ["a", "b", "c"]


@pytest.mark.parametrize("how", ["an error", "a signal"])
def test_a_part_that_is_lost_says_why(how: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Whether it raises an error or is killed, in one line; the other part goes on."""

    def work(part: int, send: Send) -> None:
        send("begun")
        if part == 1:
            time.sleep(0.2)
            send("done")
        elif how == "an error":
            raise ValueError("this went wrong")
        else:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(60)

    found = list(apart([0, 1], work, 2))
    first, lost = (message for part, message in found if part == 0)
    assert ("begun", ["begun", "done"]) == (first, [each for part, each in found if part == 1])
    assert isinstance(lost, Lost)
    killed = "the process that worked on it was ended by signal 15"
    assert lost.why.startswith("ValueError: this went wrong" if how == "an error" else killed)
    assert "" == capfd.readouterr().err


def in_a_thread(error: Exception) -> None:
    """Raise an error in a thread, and wait for what it was to do."""

    def fail() -> None:
        raise error

    Thread(target=fail).start()
    time.sleep(60)


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (lambda: bytearray(10**15), NO_MEMORY),
        (lambda: in_a_thread(MemoryError()), NO_MEMORY),
        (lambda: in_a_thread(OSError(errno.ENOMEM, "Cannot allocate memory")), NO_MEMORY),
        (lambda: in_a_thread(RuntimeError("can't start new thread")), NO_MEMORY),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), f"{KILLED}, as happens where memory"),
        (lambda: in_a_thread(ValueError()), "the process that worked on it was ended with code 1"),
    ],
    ids=range(6),
)
def test_what_a_part_is_lost_to_is_named(work: Callable[[], object], told: str) -> None:
    """Where memory runs out it is no defect; nobody waits for a thread that has ended."""

    def part(_part: int, _send: Send) -> None:
        work()

    ((_part, lost),) = apart([0], part, 1)
    assert isinstance(lost, Lost)
    assert lost.why.startswith(told)
    assert is_defect(lost.why) is ("with code" in told)


def test_what_is_closed_early_ends_all_processes() -> None:
    """The parts that still run, and what they have started."""

    def work(_part: int, send: Send) -> None:
        with subprocess.Popen(["sleep", "60"]) as child:
            send([os.getpid(), child.pid])

    with closing(apart([0, 1], work, 2)) as messages:
        started = [next(messages)[1] for _ in range(2)]
    numbers = [number for each in started for number in each]
    assert len(numbers) == 4
    assert within(2, lambda: all(map(ended, numbers)))


@linux
def test_no_process_outlives_one_that_is_killed() -> None:
    """Parts and the solvers that they have started end, though nobody could tell them to."""
    with subprocess.Popen(
        [sys.executable, "-c", FAMILY], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        started = [int(number) for line in lines for number in line.split()]
        alive = [number for number in started if not ended(number)]
        process.send_signal(signal.SIGKILL)
    assert len(started) == 6
    assert alive == started
    assert within(10, lambda: all(map(ended, started)))


def busy(part: Sequence[str], send: Send) -> None:
    """Send a part's words; killed, then, or asleep beside a process of its own."""
    for word in part:
        send(word)
    if part[0] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if part[0] == "wrong":
        raise ValueError("so it is")
    if part[0] == "long":
        with subprocess.Popen(["sleep", "60"]) as child:
            Path(part[1]).write_text(f"{os.getpid()} {child.pid}")


@pytest.fixture
def found_by_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let new processes find this module."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))


@pytest.mark.usefixtures("found_by_others")
@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (["a", "b"], ["a", "b"]),
        (["killed"], ["killed", Lost(f"{KILLED}, as happens where memory runs out")]),
    ],
)
def test_a_part_alone_sends_all_it_has_to_say(part: list[str], expected: list[object]) -> None:
    """In their order, and at last why it is lost, if it is."""
    assert alone(busy, part, lambda: True) == expected


@pytest.mark.usefixtures("found_by_others")
def test_a_part_alone_that_ends_with_an_error_is_lost() -> None:
    """What it had sent is there, and the error in a line."""
    word, lost = alone(busy, ["wrong"], lambda: True)
    assert word == "wrong"
    assert lost.why.startswith("ValueError: so it is")


@pytest.mark.usefixtures("found_by_others")
def test_a_part_alone_that_is_unwanted_ends(tmp_path: Path) -> None:
    """With the processes that it has started."""
    told = tmp_path / "told.txt"
    with pytest.raises(Unwanted):
        alone(busy, ["long", str(told)], lambda: not (told.exists() and told.read_text()))
    numbers = [int(number) for number in told.read_text().split()]
    assert len(numbers) == 2
    assert within(2, lambda: all(map(ended, numbers)))
