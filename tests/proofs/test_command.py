"""The command as a user meets it: its exit codes, where it prints, and what it leaves alone."""

import copy
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from neverfalls import counterexamples
from neverfalls.proofs import recorded
from neverfalls.proofs.command import checking, listing
from neverfalls.proofs.command import run as run_here
from neverfalls.proofs.survey import tasks
from neverfalls.spec.loader import SHIPPED, load_scheme

COMMAND = (sys.executable, "-c", "from neverfalls.proofs.command import main; main()")
WINE_SHOP = resources.files("neverfalls.spec").joinpath("schemes", "wine-shop.toml").read_text()
PRICE_BREAKS = "wine-shop.price_never_falls.empty_price=issue-price"

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Give tests the command, run as a process of its own in an empty folder."""

    def run(*words: str) -> CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return run


def contents(folder: Path) -> dict[str, bytes]:
    """Return what every file in a folder holds."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def only_cell(done: CompletedProcess[str]) -> dict[str, Any]:
    """Return the one cell that a check with --json has printed."""
    (scheme,) = json.loads(done.stdout)["schemes"]
    (cell,) = scheme["cells"]
    assert isinstance(cell, dict)
    return cell


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["check", "nowhere"], ["nowhere", "file", "wine-shop, mall"]),
        (["check", "wine-shop", "--claim", "price_falls"], ["price_falls", "price_never_falls"]),
        (["check", "--reading", "A99=reserve"], ["A99", "pool_use"]),
        (["check", "--reading", "pool_use=lost"], ["pool_use", "lost", "paid-out"]),
        (["check", "--reading", "pool_use"], ["pool_use", "KEY=CHOICE"]),
        (["check", "--steps", "0"], ["--steps", "0", "1 to 12"]),
        (["check", "--members", "13"], ["--members", "13", "1 to 12"]),
        (["check", "--steps", "many"], ["--steps", "many"]),
        (["check", "--fast"], ["--fast"]),
        (["prove", "price_falls"], ["price_falls"]),
        (["replay", "nowhere.json"], ["nowhere.json", "a readable file"]),
        (["derive", "rice"], ["rice", "price"]),
        (["list", "claim"], ["claim"]),
        (["explain", "C99"], ["C99"]),
        (["conjecture"], ["conjecture"]),
    ],
)
def test_bad_usage(run: Run, words: list[str], named: list[str]) -> None:
    """What cannot be asked is answered by exit code 2 and a message that names it."""
    done = run(*words)
    told = done.stderr + done.stdout
    assert (2, []) == (done.returncode, [each for each in named if each not in told])
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('reward = "7/10"', 'reward = "much"', ["parameters.reward", "'much'"]),
        ('reward = "7/10"', "reward = 0.7", ["parameters.reward", "0.7"]),
        ('contribution = "3/10"', 'contribution = "11/10"', ["parameters.contribution", "11/10"]),
        ('margin = "1/2"', 'profit = "1/2"', ["parameters.profit"]),
        ('"goods",', '"cargo",', ["mechanisms", "cargo"]),
        ('name = "wine-shop"', 'name = "Wine Shop"', ["name", "Wine Shop"]),
        ("[parameters]", '[readings]\npool_use = "lost"\n[parameters]', ["readings.pool_use"]),
        ("[parameters]", "[parameters", ["TOML"]),
    ],
)
def test_bad_scheme_file(
    run: Run, tmp_path: Path, before: str, after: str, named: list[str]
) -> None:
    """A bad scheme file is refused by its name, field and value, and nothing is written."""
    file = tmp_path / "shop.toml"
    file.write_text(WINE_SHOP.replace(before, after))
    found = contents(tmp_path)
    done = run("check", "shop.toml")
    missing = [each for each in ["shop.toml", *named] if each not in done.stderr]
    assert (2, "", []) == (done.returncode, done.stdout, missing)
    assert found == contents(tmp_path)


def test_reward_above_one_breaks_the_price_at_once(run: Run, tmp_path: Path) -> None:
    """With a reward of 6/5 a single purchase makes the price fall: exit code 12."""
    (tmp_path / "shop.toml").write_text(WINE_SHOP.replace('reward = "7/10"', 'reward = "6/5"'))
    done = run("check", "shop.toml", "--claim", "C1", "--reading", "A5=undefined", "--json")
    trace = only_cell(done)["trace"]
    assert 12 == done.returncode
    assert ["purchase"] == [step["rule"] for step in trace["steps"]]
    assert ("5/6", "1") == (trace["violation"]["left"], trace["violation"]["right"])


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        (["--claim", "price_never_falls", "--reading", "A3=stay-circulating"], "proved", 0),
        (["--claim", "platform_stays_profitable", "--reading", "A4=pool"], "refuted", 12),
        (["--claim", "C1", "--reading", "A3=held-aside", "--steps", "2"], "bounded", 3),
    ],
)
def test_scheme_without_a_record(
    run: Run, tmp_path: Path, asked: list[str], status: str, code: int
) -> None:
    """A copy under another name has no record, so each verdict decides the exit code by itself."""
    (tmp_path / "copy.toml").write_text(WINE_SHOP.replace('"wine-shop"', '"copy"'))
    done = run("check", "copy.toml", *asked, "--json")
    (report,) = json.loads(done.stdout)["schemes"]
    assert (code, False, []) == (done.returncode, report["recorded"], report["differences"])
    assert status == only_cell(done)["status"]


def test_shipped_scheme_is_as_recorded(run: Run) -> None:
    """A claim that breaks as recorded is no error; progress goes to standard error only."""
    done = run("check", "wine-shop", "--claim", "C1", "--reading", "A5=issue-price")
    assert 0 == done.returncode
    assert "BREAKS" in done.stdout
    assert "wine-shop: 1 refuted; all as recorded" in done.stdout.splitlines()
    assert ["[1/1] wine-shop empty_price=issue-price"] == done.stderr.splitlines()


def test_shorter_search_differs_from_the_record(run: Run) -> None:
    """A search that stops before the recorded history is not what was recorded: exit code 12."""
    words = ("--claim", "C1", "--reading", "A5=issue-price", "--steps", "1")
    done = run("check", "wine-shop", *words)
    place = "price_never_falls (empty_price=issue-price)"
    assert 12 == done.returncode
    assert f"  {place}: status: found bounded, recorded refuted" in done.stdout.splitlines()


def test_changed_record_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the record says something else, the exit code is 12 and the cell is named."""

    def changed(scheme: Any) -> Any:
        record = copy.deepcopy(recorded.record_of(scheme))
        assert record is not None
        for cell in record["cells"]:
            if (cell["claim"], cell["deviation"]) == ("price_never_falls", ""):
                cell["status"] = "bounded"
        return record

    monkeypatch.setattr(checking, "record_of", changed)
    words = ["check", "wine-shop", "--claim", "price_never_falls", "--reading", "A1=reserve"]
    assert 12 == run_here(words)
    place = "price_never_falls (as written)"
    told = capsys.readouterr().out.splitlines()
    assert f"  {place}: status: found proved, recorded bounded" in told


def test_json_is_the_same_on_every_run(run: Run) -> None:
    """Two runs print the same bytes, with the keys that are documented."""
    words = ("check", "wine-shop", "--claim", "C1", "--reading", "A3=held-aside", "--json")
    first, second = run(*words), run(*words)
    assert first.stdout == second.stdout
    data = json.loads(first.stdout)
    assert ["format", "schemes", "exit"] == list(data)
    assert "neverfalls-check/1" == data["format"]
    keys = ["scheme", "title", "recorded", "unrecorded", "cells", "differences", "exit"]
    assert keys == list(data["schemes"][0])
    cell = ["claim", "deviation", "status", "evidence", "counterexample", "history", "trace"]
    assert cell == list(only_cell(first))


def test_interrupt(tmp_path: Path) -> None:
    """Ctrl-C ends a long check soon, with exit code 130, and leaves no process and no file."""
    with subprocess.Popen(
        [*COMMAND, "check"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        time.sleep(1)
        os.killpg(process.pid, signal.SIGINT)
        started = time.monotonic()
        out, err = process.communicate(timeout=20)
        seconds = time.monotonic() - started
    count = sum(1 for name in SHIPPED for _task in tasks(load_scheme(name)))
    assert first.startswith(f"[1/{count}] ")
    assert (130, "") == (process.returncode, out)
    assert "neverfalls: interrupted" == err.splitlines()[-1]
    assert "Traceback" not in err
    assert 5 > seconds
    assert gone(process.pid)
    assert {} == contents(tmp_path)


def gone(group: int) -> bool:
    """Return whether every process of a group ends within two seconds."""
    for _ in range(40):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_internal_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A defect of the command is told with its traceback and exit code 70."""
    monkeypatch.setattr(listing, "_flat", lambda _value: 1 // 0)
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
    refused, replayed = done.stdout.splitlines()
    assert 2 == done.returncode
    assert refused.startswith("changed.json: REFUSED: ")
    assert " step 2: pool.yuan: found 31, expected 60" in refused
    assert replayed.startswith(f"{PRICE_BREAKS}: 4 events, price_never_falls breaks: ")


@pytest.mark.parametrize("what", list(listing.LISTINGS))
def test_list(run: Run, what: str) -> None:
    """Everything that can be listed is listed, row by row, in words and as JSON."""
    data = json.loads(run("list", what, "--json").stdout)
    assert ["format", what] == list(data)
    heads = [str(next(iter(row.values()))) for row in data[what]]
    lines = run("list", what).stdout.splitlines()
    told = [line for line in lines if not line.startswith(" ")]
    assert heads == (told[:-1] if what == "clauses" else told)


@pytest.mark.parametrize(
    "words",
    [
        ["prove", "tiers_only_rise_whatever_is_paid"],
        ["derive"],
        ["derive", "surplus", "--latex"],
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
    assert isinstance(json.loads(data.stdout), dict)
