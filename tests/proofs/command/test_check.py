"""The command `check`: schemes that it is given, verdicts, records and exit codes."""

import copy
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from neverfalls.proofs.command import check as checking
from neverfalls.proofs.command import report as reporting
from neverfalls.proofs.command import run as run_here
from neverfalls.proofs.verdicts import record as recorded
from neverfalls.proofs.verdicts.record import differences

from ..console import Run, contents

WINE_SHOP = resources.files("neverfalls.spec").joinpath("schemes", "wine-shop.toml").read_text()


ONE_REFUTED = "wine-shop, 1 verdict: 0 proved, 1 refuted, 0 undecided"
ONE_BOUNDED = "wine-shop, 1 verdict: 0 proved, 0 refuted, 1 undecided (1 bounded)"


def unfolded(done: CompletedProcess[str]) -> str:
    """Return what was printed, on one line."""
    return " ".join(done.stdout.split())


def complaint(complained: str) -> str:
    """Return what was complained about first, progress apart."""
    return [*(each for each in complained.splitlines() if "% done" not in each), ""][0]


def only_cell(done: CompletedProcess[str]) -> dict[str, Any]:
    """Return the one cell that a check with --json has printed."""
    (scheme,) = json.loads(done.stdout)["schemes"]
    (cell,) = scheme["cells"]
    assert isinstance(cell, dict)
    return cell


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
    done = run(
        "check", "shop.toml", "--claim", "price_never_falls", "--reading", "A5=undefined", "--json"
    )
    trace = only_cell(done)["trace"]
    assert 12 == done.returncode
    assert ["purchase"] == [step["rule"] for step in trace["steps"]]
    assert ("5/6", "1") == (trace["violation"]["left"], trace["violation"]["right"])


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        (["--claim", "price_never_falls", "--reading", "A3=stay-circulating"], "proved", 0),
        (["--claim", "platform_stays_profitable", "--reading", "A4=pool"], "refuted", 12),
        (
            ["--claim", "price_never_falls", "--reading", "A3=held-aside", "--steps", "2"],
            "bounded",
            3,
        ),
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


def test_a_number_that_nothing_reads_is_told(run: Run, tmp_path: Path) -> None:
    """A cap where nothing caps the issue is named as idle, and the file is no shipped one."""
    capped = WINE_SHOP.replace("[parameters]", '[parameters]\ncap = "5"')
    (tmp_path / "copy.toml").write_text(capped)
    words = ("--claim", "C8", "--claim", "books_balance", "--reading", "A1=reserve", "--json")
    done = run("check", "copy.toml", *words)
    (report,) = json.loads(done.stdout)["schemes"]
    assert (["cap=5"], False) == (report["idle"], report["recorded"])


def test_other_invariants_are_told_apart() -> None:
    """A proof from other invariants than recorded says which are gone and which are new."""
    cell = {"claim": "books_balance", "deviation": "", "status": "proved"}
    before, now = ({**cell, "invariants": names} for names in (["a", "b"], ["b", "c"]))
    place = "books_balance (as written): invariants"
    assert [f"{place}: no longer a; now c"] == differences([before], [now])
    assert [] == differences([before], [before])


def test_shipped_scheme_is_as_recorded(run_apart: Run) -> None:
    """A claim that breaks as recorded is no error; progress goes to standard error only."""
    done = run_apart(
        "check", "wine-shop", "--claim", "price_never_falls", "--reading", "A5=issue-price"
    )
    assert 0 == done.returncode
    assert "BREAKS C1 price_never_falls; under empty_price=issue-price" in unfolded(done)
    assert unfolded(done).endswith(f"{ONE_REFUTED}; all as recorded")
    assert ["0 % done: wine-shop, empty_price=issue-price"] == done.stderr.splitlines()


def test_certificates_that_nothing_rests_on_are_told(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One too many is as wrong as one too few, once all that is recorded has been verified.

    Here one scheme is taken for all, so that the certificates of the others are too many.
    """
    assert (0, "") == ((done := run("check", "shares")).returncode, complaint(done.stderr))
    monkeypatch.setattr(checking, "RECORDED", ("shares",))
    done = run("check", "shares", "--json")
    told = (
        r"neverfalls: record/certificates.jsonl, line \d+: [\d,]+ certificates on which no recorded"
    )
    assert re.match(told, complaint(done.stderr))
    assert (12, 12) == (done.returncode, json.loads(done.stdout)["exit"])


def test_an_answer_that_lacks_its_mechanism_is_the_first_one(run: Run) -> None:
    """Without rounding, the price as displayed is the one before: so it is judged and named."""
    words = ("--claim", "price_never_falls", "--reading", "mint_price=displayed", "--json")
    done = run("check", "price-list", *words)
    (report,) = json.loads(done.stdout)["schemes"]
    assert ["mint_price=displayed"] == report["idle"]
    assert ("mint_price=before", "proved") == tuple(
        only_cell(done)[key] for key in ("deviation", "status")
    )
    assert (0, []) == (done.returncode, report["differences"])


@pytest.mark.parametrize(
    ("bounds", "code", "total"),
    [
        (("--steps", "1"), 3, f"{ONE_BOUNDED}; 1 of them not recorded"),
        (("--steps", "6"), 0, f"{ONE_REFUTED}; all as recorded"),
        (("--members", "1"), 0, f"{ONE_REFUTED}; all as recorded"),
    ],
)
def test_other_bounds_are_compared_by_verdict(
    run: Run, bounds: Sequence[str], code: int, total: str
) -> None:
    """What a shorter search leaves open is not recorded; what any search decides is."""
    words = ("--claim", "price_never_falls", "--reading", "A5=issue-price")
    done = run("check", "wine-shop", *words, *bounds)
    assert (code, True) == (done.returncode, unfolded(done).endswith(total))


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

    monkeypatch.setattr(reporting, "record_of", changed)
    words = ["check", "wine-shop", "--claim", "price_never_falls", "--reading", "A1=reserve"]
    assert 12 == run_here(words)
    place = "price_never_falls (as written)"
    told = " ".join(capsys.readouterr().out.split())
    difference = f"wine-shop: {place}: status: found proved, recorded bounded"
    command = "neverfalls check wine-shop --claim price_never_falls --details"
    assert f"{difference} {command} wine-shop, 1 verdict" in told
    assert told.endswith("; 1 difference from the record")


def test_json_is_the_same_on_every_run(run_apart: Run) -> None:
    """Two runs print the same bytes, with the keys that are documented."""
    words = (
        "check",
        "wine-shop",
        "--claim",
        "price_never_falls",
        "--reading",
        "A3=held-aside",
        "--json",
    )
    first, second = run_apart(*words), run_apart(*words)
    assert first.stdout == second.stdout
    data = json.loads(first.stdout)
    assert ["format", "schemes", "exit"] == list(data)
    assert "neverfalls-check/1" == data["format"]
    keys = ["scheme", "title", "recorded", "unrecorded", "idle", "assumed"]
    assert [*keys, "cells", "differences", "exit"] == list(data["schemes"][0])
    cell = ["claim", "deviation", "status", "evidence", "counterexample", "history", "trace"]
    assert cell == list(only_cell(first))


@pytest.mark.parametrize(
    "asked",
    [
        ["mall", "--claim", "platform_stays_profitable", "--reading", "grant=fixed-value"],
        # the record refers to the history of the scheme as written, which is the same
        ["wine-shop", "--claim", "liabilities_are_covered", "--reading", "empty_price=last-quote"],
    ],
)
def test_one_cell_is_compared_with_its_own_record(run: Run, asked: list[str]) -> None:
    """A claim under one reading is as recorded, and nothing is said of claims not asked about."""
    done = run("check", *asked)
    total = "1 verdict: 0 proved, 1 refuted, 0 undecided; all as recorded"
    assert (0, True) == (done.returncode, unfolded(done).endswith(total))
    assert "other promise" not in done.stdout


ALONE = """
import sys
from neverfalls.proofs.command import run
code = run(sys.argv[1:])
assert not {"z3", "cvc5", "sympy"} & {*sys.modules}
sys.exit(code)
"""
"""Runs the command, and fails where a solver was loaded."""

PROFIT = ("--claim", "platform_stays_profitable", "--reading", "A1=reserve")
FIRST = ("check", "wine-shop", *PROFIT, "--first")


def test_the_first_history_needs_no_solver() -> None:
    """What round amounts break is told, and no solver is loaded for it."""
    done = subprocess.run(
        [sys.executable, "-c", ALONE, *FIRST, "--json"], capture_output=True, text=True, check=False
    )
    cell = only_cell(done)
    assert (done.returncode, cell["status"], cell["evidence"]) == (0, "refuted", "replayed")
    assert "was not asked" in cell["trace"]["found"]["shorter"]


def test_the_first_history_is_said_to_be_no_more(run: Run) -> None:
    """The histories are told, and that whether fewer events would do was not asked."""
    done = run(*FIRST)
    assert "platform_stays_profitable: 3 events with round amounts break it\n" in done.stderr
    assert "whether fewer events would do was not asked" in unfolded(done)
    assert f"{ONE_REFUTED}; all as recorded" in unfolded(done)


def test_what_no_round_amounts_break_is_judged_in_full(run: Run) -> None:
    """A promise that holds is proved."""
    words = ["--claim", "price_never_falls", "--reading", "A1=reserve", "--first", "--no-store"]
    done = run("check", "wine-shop", *words)
    assert "1 proved, 0 refuted, 0 undecided; all as recorded" in unfolded(done)
    assert "was not asked" not in unfolded(done)


def test_what_breaks_is_told_before_the_shortest_is_known(run: Run, tmp_path: Path) -> None:
    """A scheme of one's own: the first history is told at once, on standard error."""
    text = WINE_SHOP.replace('"wine-shop"', '"mine"').replace('margin = "1/2"', 'margin = "2/5"')
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    done = run("check", "mine.toml", *PROFIT, "--no-store")
    assert "platform_stays_profitable: 2 events with round amounts break it" in done.stderr
    assert "mine, 1 verdict: 0 proved, 1 refuted" in unfolded(done)
