"""The command as a user meets it: its exit codes, where it prints, and what it leaves alone."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

import pytest

from neverfalls import counterexamples
from neverfalls.proofs.command import list_ as listing
from neverfalls.proofs.command import run as run_here
from neverfalls.proofs.command.render.lines import columns

from ..console import COMMAND, HEEDING, Run, contents, family, gone, listed

PRICE_BREAKS = "wine-shop.price_never_falls.empty_price=issue-price"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["check", "nowhere"], ["nowhere", "file", "wine-shop, mall"]),
        (["check", "wine-shop", "--claim", "price_falls"], ["price_falls", "price_never_falls"]),
        (["check", "--reading", "A99=reserve"], ["A99", "list readings"]),
        (["check", "--reading", "pool_use=lost"], ["pool_use", "lost", "paid-out"]),
        (["check", "--reading", "pool_use"], ["pool_use", "KEY=CHOICE"]),
        (["check", "--steps", "0"], ["--steps", "0", "1 to 12"]),
        (["check", "--members", "13"], ["--members", "13", "1 to 12"]),
        (["check", "--steps", "many"], ["--steps", "many"]),
        (["check", "--fast"], ["--fast"]),
        (["check", "--any-reading", "--steps", "2"], ["--any-reading", "--steps"]),
        (["check", "--every-reading", "--reading", "A5=issue-price"], ["--every-", "--reading"]),
        (["check", "--every-reading", "--any-reading"], ["--every-reading", "--any-reading"]),
        (["prove", "price_falls"], ["price_falls"]),
        (["replay", "nowhere.json"], ["nowhere.json", "a readable file"]),
        (["derive", "rice"], ["rice", "price"]),
        (["derive", "--latex", "--json"], ["--latex", "--json"]),
        (["limits", "--latex", "--json"], ["--latex", "--json"]),
        (["list", "claim"], ["claim"]),
        (["explain", "C99"], ["C99"]),
        (["conjecture"], ["conjecture"]),
    ],
)
def test_bad_usage(run: Run, words: list[str], named: list[str]) -> None:
    """What cannot be asked is answered by exit code 2 and a message that names it."""
    done = run(*words)
    told = " ".join((done.stderr + done.stdout).split())
    assert (2, []) == (done.returncode, [each for each in named if each not in told])
    assert "Traceback" not in told


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupt(tmp_path: Path, sent: signal.Signals) -> None:
    """Ctrl-C ends a long check soon, with exit code 130, and leaves no process and no file.

    So does asking only the command itself to end, and closing its terminal.
    """
    with subprocess.Popen(
        [sys.executable, "-c", HEEDING + COMMAND[2], "check"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        time.sleep(1)
        started_by_it = family(process.pid)
        if sent == signal.SIGINT:
            os.killpg(process.pid, sent)
        else:
            process.send_signal(sent)
        started = time.monotonic()
        out, err = process.communicate(timeout=20)
        seconds = time.monotonic() - started
    assert first.startswith("0 % done: ")
    assert (130, "") == (process.returncode, out)
    assert "neverfalls: interrupted" == err.splitlines()[-1]
    assert "Traceback" not in err
    assert 5 > seconds
    assert len(started_by_it) > 2 or not listed()
    assert gone(started_by_it)
    assert {} == contents(tmp_path)


def test_internal_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A defect of the command is reported with its traceback and exit code 70."""
    monkeypatch.setattr(listing, "run_list", lambda *_given: 1 // 0)
    assert 70 == run_here(["list", "schemes"])
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_reader_that_leaves_early(tmp_path: Path) -> None:
    """A closed pipe, as behind `head`, is no error."""
    words = [*COMMAND, "list", "clauses", "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=tmp_path, text=True, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert "" == process.stderr.read()
    assert 0 == process.returncode


def test_replay_of_all_shipped(run: Run) -> None:
    """Every shipped counterexample replays."""
    done = run("replay", "--json")
    results = json.loads(done.stdout)["results"]
    assert 0 == done.returncode
    assert list(counterexamples.ids()) == [each["file"] for each in results if each["replays"]]


def test_tampered_trace(run: Run, tmp_path: Path) -> None:
    """A trace with one balance changed is refused: the step, the account and both values."""
    data = json.loads(counterexamples.render(counterexamples.load(PRICE_BREAKS)))
    data["steps"][1]["states"][0]["pool.yuan"] = "31"
    (tmp_path / "changed.json").write_text(json.dumps(data))
    done = run("replay", "changed.json", PRICE_BREAKS)
    told = " ".join(done.stdout.split())
    refused, _, replayed = told.rpartition(f" {PRICE_BREAKS}: ")
    assert 2 == done.returncode
    assert refused.startswith("changed.json: REFUSED: ")
    assert refused.endswith(" step 2: pool.yuan: found 31, expected 60")
    assert replayed == (
        "4 events, price_never_falls breaks: the price quoted after the step: 11/7 yuan per point,"
        " where at least 200/119 was promised"
    )


def test_one_reading_is_answered_once(run: Run) -> None:
    """Two answers to one question are refused, by whatever name it is asked."""
    twice = ["--reading", "A1=paid-out", "--reading", "pool_use=reserve"]
    done = run("check", "mall", "--claim", "C8", *twice)
    assert (2, True) == (done.returncode, "expected pool_use once" in done.stderr)


@pytest.mark.parametrize(
    "words",
    [
        ["prove", "tiers_only_rise_whatever_is_paid"],
        ["derive"],
        ["derive", "surplus"],
        ["explain", "C1"],
        ["explain", "purchase"],
        ["explain", "empty_price"],
        ["explain", "price_never_falls"],
        ["explain", PRICE_BREAKS],
    ],
)
def test_answers(run: Run, words: list[str]) -> None:
    """What can be asked is answered on standard output, in words and as JSON."""
    told, data = run(*words), run(*words, "--json")
    assert (0, 0) == (told.returncode, data.returncode)
    assert told.stdout.strip()
    assert f"neverfalls-{words[0]}/1" == json.loads(data.stdout)["format"]


def test_latex(run: Run) -> None:
    """A derivation is written as mathematics for LaTeX."""
    done = run("derive", "surplus", "--latex")
    assert (0, True) == (done.returncode, done.stdout.startswith("\\begin{"))


def test_the_version() -> None:
    """The command says which version it is, by its name and as a module."""
    expected = f"neverfalls {metadata.version('neverfalls')}\n"
    for words in (COMMAND, (sys.executable, "-m", "neverfalls.proofs")):
        done = subprocess.run([*words, "--version"], capture_output=True, text=True, check=True)
        assert expected == done.stdout


def test_the_import_name_is_a_namespace() -> None:
    """Others may add to `neverfalls`: it is no package of its own."""
    import neverfalls

    assert getattr(neverfalls, "__file__", None) is None


LONG_OUTPUT = [
    ["explain", "C1"],
    ["explain", "purchase"],
    ["explain", "wine-shop"],
    ["explain", "mall.quota_is_paid_when_sales_stop"],
    ["list", "theorems"],
    ["list", "clauses"],
    ["list", "parameters"],
    ["derive"],
    ["derive", "surplus"],
    ["audit"],
    ["limits", "fall_in_sale"],
    ["replay", "mall.price_never_falls"],
    ["check", "dealers", "--claim", "C13", "--reading", "A1=reserve"],
    ["check", "market", "--any-reading", "points_are_not_traded"],
]


@pytest.mark.parametrize("wide", [60, 80, 100, 120])
def test_no_line_is_longer_than_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wide: int
) -> None:
    """Whatever is printed keeps to the width, and a pipe is given no escape codes."""
    monkeypatch.setenv("COLUMNS", str(wide))
    for words in LONG_OUTPUT:
        assert 0 == run_here(words)
        out = capsys.readouterr().out
        assert [line for line in out.splitlines() if columns(line) > wide] == []
        assert "\x1b" not in out


@pytest.mark.parametrize(
    ("words", "rounded"),
    [
        (["derive"], "price after 100 purchases: ≈ 5.1731 yuan per point"),
        (["audit"], "≈ 5.1731 (a fraction with a denominator of"),
        (["limits", "goods_by_equal_redemptions"], "≈ 3.0022 (a fraction with a denominator of"),
    ],
)
def test_long_fractions_are_rounded_unless_asked_for(
    run: Run, words: list[str], rounded: str
) -> None:
    """A fraction of more than 20 digits is a decimal; with --exact all its digits are there."""
    shown, exact = (" ".join(run(*words, *more).stdout.split()) for more in ((), ("--exact",)))
    longest = r"\d{11,}\s?\d*/\s?\d{11,}"
    assert rounded in shown
    assert re.search(longest, shown) is None
    assert rounded not in exact
    assert re.search(longest, exact)
