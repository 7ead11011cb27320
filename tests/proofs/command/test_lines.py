"""Lines for a terminal: where they are folded, and where they have colours."""

import os
import pty
import subprocess
import sys
from collections.abc import Mapping

import pytest

from neverfalls.proofs.command.render.lines import ROUNDED, columns, fold, paint, width, write

from ..console import COMMAND

Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", ["short"]),
        ("one two three four five six", ["one two three four", "five six"]),
        ("  - one two three four five", ["  - one two three", "    four five"]),
        ("  unit  one two three four", ["  unit  one two", "        three four"]),
        ("a_name_that_is_longer_than_a_line", ["a_name_that_is_", "longer_than_a_line"]),
        ("1234567890123456789012345", ["12345678901234567890", "12345"]),
        ("价格只涨不跌价格只涨不跌", ["价格只涨不跌价格只涨", "不跌"]),
        ("one two\n\n  three", ["one two", "", "  three"]),
    ],
)
def test_lines_are_folded_under_their_own_text(text: str, expected: list[str]) -> None:
    """A line goes on behind its indentation, bullet or label; a long name is broken at a joint."""
    assert expected == fold(text, 20).split("\n")


def test_colours_take_no_columns() -> None:
    """A coloured word is folded like a plain one."""
    assert 5 == columns("\x1b[1;32mholds\x1b[0m")
    coloured = "\x1b[1;32mholds\x1b[0m   C1  one two three four"
    assert fold(coloured, 20).replace("\x1b[1;32m", "").replace("\x1b[0m", "") == fold(
        "holds   C1  one two three four", 20
    )


@pytest.mark.parametrize(("stated", "expected"), [("100", 100), ("300", 120), ("10", 40)])
def test_the_width_is_the_terminals(
    monkeypatch: pytest.MonkeyPatch, stated: str, expected: int
) -> None:
    """COLUMNS gives the width, within what can be read; without it and a terminal it is 80."""
    monkeypatch.setenv("COLUMNS", stated)
    assert expected == width()


def test_a_lone_rounded_number_is_explained(capsys: Captured) -> None:
    """Where a fraction was left out it is said how to get it, elsewhere not."""
    write("price: ≈ 1.4286")
    write("price: 10/7 ≈ 1.4286")
    assert ["price: ≈ 1.4286", ROUNDED, "price: 10/7 ≈ 1.4286"] == (
        capsys.readouterr().out.splitlines()
    )


def on_a_terminal(program: str, **variables: str) -> bytes:
    """Return what a Python program prints to a terminal of 100 columns."""
    here, there = pty.openpty()
    every: Mapping[str, str] = {**os.environ, "TERM": "xterm", "COLUMNS": "100", **variables}
    words = [sys.executable, "-c", program]
    with subprocess.Popen(words, stdout=there, stderr=there, env=every):
        os.close(there)
        told = b""
        while True:
            try:
                part = os.read(here, 4096)
            except OSError:
                break
            if not part:
                break
            told += part
    os.close(here)
    return told


PAINT = "from neverfalls.proofs.command.render.lines import paint; print(paint('BREAKS', 'red'))"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, b"\x1b[1;31mBREAKS\x1b[0m\r\n"),
        ({"NO_COLOR": "1"}, b"BREAKS\r\n"),
        ({"TERM": "dumb"}, b"BREAKS\r\n"),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    variables: dict[str, str], expected: bytes
) -> None:
    """A terminal is given colours, unless NO_COLOR or its type says otherwise."""
    environment = {"NO_COLOR": "", **variables}
    assert expected == on_a_terminal(PAINT, **environment)


def test_a_pipe_is_given_no_colours() -> None:
    """What does not go to a terminal has no escape codes."""
    assert "BREAKS" == paint("BREAKS", "red")


def test_progress_on_a_terminal_is_a_bar_that_goes_away() -> None:
    """The bar shows the share, results are printed above it, and the cursor comes back."""
    program = """
from neverfalls.proofs.command.render.progress import Progress
with Progress(4) as progress:
    progress.show(2, "mall, empty_tier=to-pool")
    with progress.paused():
        print("a result")
    progress.show(3, "market")
"""
    told = on_a_terminal(program, NO_COLOR="1").decode()
    assert "50 % done: mall, empty_tier=to-pool" in told
    assert "a result\r\n" in told
    assert told.rindex("\x1b[?25h") > told.rindex("\x1b[?25l")


def test_the_command_folds_to_the_width_of_a_pipe() -> None:
    """At 60 columns no line of a long story is longer."""
    words = [*COMMAND, "explain", "mall.quota_is_paid_when_sales_stop"]
    every = {**os.environ, "COLUMNS": "60"}
    done = subprocess.run(words, capture_output=True, text=True, env=every, check=True)
    assert [line for line in done.stdout.splitlines() if columns(line) > 60] == []
