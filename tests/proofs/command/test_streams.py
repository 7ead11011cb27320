"""Where the command writes: other encodings, closed streams, a full disk, Ctrl-C at the start."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from ..console import COMMAND

POSIX = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")


def shell(words: str, **variables: str) -> CompletedProcess[bytes]:
    """Run the command with these words of a shell, redirections among them."""
    line = f"exec {shlex.join(COMMAND)} {words}"
    every = {**os.environ, **variables}
    return subprocess.run(["sh", "-c", line], capture_output=True, env=every, check=False)


@pytest.fixture(scope="module")
def explained() -> tuple[bytes, bytes]:
    """Give tests a rule with signs that few encodings hold, in words and as JSON."""
    return shell("explain purchase").stdout, shell("explain purchase --json").stdout


@pytest.mark.parametrize(
    ("encoding", "variables"),
    [
        ("ascii", {"PYTHONIOENCODING": "ascii"}),
        ("gbk", {"PYTHONIOENCODING": "gbk"}),
        ("latin-1", {"PYTHONIOENCODING": "latin-1"}),
        ("ascii", POSIX),
    ],
)
def test_other_encodings(
    explained: tuple[bytes, bytes], encoding: str, variables: dict[str, str]
) -> None:
    """What a stream cannot hold is escaped, in JSON so that nothing is lost."""
    whole, data = explained
    escaped = shell("explain purchase", **variables)
    assert (0, b"") == (escaped.returncode, escaped.stderr)
    assert len(whole.splitlines()) == len(escaped.stdout.splitlines())
    told = shell("explain purchase --json", **variables)
    assert json.loads(data) == json.loads(told.stdout.decode(encoding))


def test_names_that_are_no_text() -> None:
    """A file name that is not UTF-8 can be told, on standard output too."""
    done = shell("""replay "$(printf '\\377')" """, PYTHONUTF8="1")
    assert (2, b"") == (done.returncode, done.stderr)
    assert done.stdout.startswith(rb"\udcff: REFUSED: ")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("list schemes", 0),
        ("check nowhere", 2),
        ("check --fast", 2),
        ("check dealers --claim A32 --reading A1=reserve", 0),
    ],
)
def test_closed_streams(words: str, code: int, closed: str) -> None:
    """What is written to a closed stream is lost, the exit code is not."""
    done = shell(f"{words} {closed}")
    assert code == done.returncode
    assert b"Traceback" not in done.stderr + done.stdout
    assert "2>&-" not in closed or b"neverfalls: " not in done.stdout


@full_disk
@pytest.mark.parametrize("words", ["list schemes", "list clauses --json", "check --help"])
def test_full_disk(words: str) -> None:
    """A result that cannot be written takes one line with its cause: exit code 70."""
    done = shell(f"{words} >/dev/full")
    told = b"neverfalls: cannot write: No space left on device\n"
    assert (70, told) == (done.returncode, done.stderr)


@full_disk
def test_full_disk_for_complaints() -> None:
    """A complaint that cannot be written takes nothing from the exit code."""
    assert 2 == shell("check nowhere 2>/dev/full").returncode


def test_interrupted_while_it_loads() -> None:
    """Ctrl-C ends the command with 130 while it still imports what it needs, too."""
    stopped = f"""
import sys
class Stopped:
    def find_spec(self, name, *_rest):
        if name == "neverfalls.proofs.command.app":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stopped())
{COMMAND[2]}"""
    words = [sys.executable, "-c", stopped, "list", "schemes"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (130, "neverfalls: interrupted\n") == (done.returncode, done.stderr)
