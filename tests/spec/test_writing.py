"""Writing: a file is the old one or the new one, and several are all new or all old."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neverfalls.spec import writing
from neverfalls.spec.writing import Changes, NotWritten, write_file


def contents(folder: Path) -> dict[str, str]:
    """Return what is in a folder, hidden files too."""
    return {
        str(each.relative_to(folder)): each.read_text()
        for each in folder.rglob("*")
        if each.is_file()
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give tests a folder with two files, one of them deeper."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "one").write_text("old one")
    (tmp_path / "deep" / "two").write_text("old two")
    return tmp_path


def change_all_and_fail(folder: Path, error: BaseException) -> None:
    """Change all files, and then raise an error."""
    with Changes(folder) as changes:
        change_all(changes)
        raise error


def change_all(changes: Changes) -> None:
    """Change both files, one of them twice, and make a third."""
    changes.write(changes.root / "one", "new one")
    changes.write(changes.root / "three", "new three")
    changes.remove(changes.root / "deep" / "two")
    changes.write(changes.root / "one", "newest one")


NEW = {"one": "newest one", "three": "new three"}


def test_all_changes_are_made(folder: Path) -> None:
    """And nothing else is left."""
    with Changes(folder) as changes:
        change_all(changes)
        assert changes.undone is False
    assert contents(folder) == NEW


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt(), ValueError()]
)
def test_an_early_end_changes_nothing(folder: Path, error: BaseException) -> None:
    """Whatever it is by."""
    before = contents(folder)
    with pytest.raises(type(error)):
        change_all_and_fail(folder, error)
    assert contents(folder) == before


@pytest.mark.parametrize("place", range(1, 5))
def test_a_disk_that_is_full_changes_nothing(
    folder: Path, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever file it is that finds no space any more."""
    before, count, sync = contents(folder), [0], os.fsync

    def full(number: int) -> None:
        count[0] += 1
        if count[0] == place:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(number)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"), Changes(folder) as changes:
        change_all(changes)
    assert contents(folder) == before


KILLED = """
import os, signal, sys
from pathlib import Path
from neverfalls.spec.writing import Changes
with Changes(Path(sys.argv[1])) as changes:
    changes.write(changes.root / "one", "new one")
    changes.remove(changes.root / "deep" / "two")
    changes.write(changes.root / "three", "new three")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_has_changed_is_undone(folder: Path) -> None:
    """By the next one, which says so; also if that one is killed meanwhile."""
    before = contents(folder)
    subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False)
    assert contents(folder)["one"] == "new one"
    with Changes(folder) as changes:
        assert changes.undone
        assert contents(folder) == before
        change_all(changes)
    assert contents(folder) == NEW


def test_half_an_undoing_can_be_repeated(folder: Path) -> None:
    """One file has been put back already, and the last line of the list is cut."""
    before = contents(folder)
    subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False)
    (folder / writing.BEFORE / "1").replace(folder / "deep" / "two")
    with (folder / writing.BEFORE / writing.LIST).open("a") as file:
        file.write('{"path": "on')
    with Changes(folder):
        pass
    assert contents(folder) == before


def test_links_are_not_needed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file system has none, the old files are copied."""

    def no_link(*_: Any) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_link)
    before = contents(folder)
    with pytest.raises(ValueError, match="it"):
        change_all_and_fail(folder, ValueError("it"))
    assert contents(folder) == before


@pytest.mark.parametrize(
    "fail", [lambda *_: (_ for _ in ()).throw(OSError(errno.EIO, "broken"))], ids=["an error"]
)
def test_a_file_is_written_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fail: Callable[..., Any]
) -> None:
    """It keeps its rights; where the writing fails, nothing is left beside it."""
    (folder / "one").chmod(0o640)
    write_file(folder / "one", "new\n")
    assert (folder / "one").read_bytes() == b"new\n"
    assert (folder / "one").stat().st_mode & 0o777 == 0o640
    before = contents(folder)
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="broken"):
        write_file(folder / "one", "other")
    assert contents(folder) == before


INTERRUPTED = """
import signal, sys, time
from pathlib import Path
from neverfalls.spec.writing import Changes
for number in (signal.SIGINT, signal.SIGTERM):  # a job in the background may ignore the first
    signal.signal(number, signal.default_int_handler)
with Changes(Path(sys.argv[1])) as changes:
    print("begun", flush=True)
    for number in range(1_000_000):
        changes.write(changes.root / f"file {number % 50}", str(number))
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("after", [0.01, 0.1, 0.3])
def test_an_interrupt_at_any_moment_changes_nothing(folder: Path, how: int, after: float) -> None:
    """However much had been written by then."""
    before = contents(folder)
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(after)
        process.send_signal(how)
    assert contents(folder) == before


def test_where_no_file_can_be_is_told(tmp_path: Path) -> None:
    """No folder, or a folder in its place; nothing is made."""
    with pytest.raises(NotWritten, match="there is no folder"):
        write_file(tmp_path / "no" / "file.txt", "text")
    with pytest.raises(NotWritten, match="it is a folder"):
        write_file(tmp_path, "text")
    assert list(tmp_path.iterdir()) == []
