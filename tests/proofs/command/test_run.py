"""`neverfalls run`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from ..console import Run

SHEET = "repeat 300: purchase buyer{n} 100\n"


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    """300 purchases of 100 yuan."""
    path = tmp_path / "sheet.txt"
    path.write_text(SHEET, encoding="utf-8")
    return str(path)


def test_a_sheet_of_300_purchases_is_reproduced(run: Run, sheet: str) -> None:
    """Its last price is 7.1876, and the last buyer gets 18.92 of 100 yuan back."""
    done = run("run", "wine-shop", sheet)
    assert done.returncode == 0
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["300", "9000.0000", "1252.1633", "7.1876"] in rows
    assert ["buyer300", "100.0000", "0.0000", "2.9246", "21.0210", "18.9189"] in rows


def test_rows_are_written_to_a_table(run: Run, sheet: str, tmp_path: Path) -> None:
    """In whole cents and points; with a row for every hundredth event."""
    out = tmp_path / "out.csv"
    done = run("run", "wine-shop", sheet, "--arithmetic", "whole", "--every", "100", "-o", str(out))
    assert done.returncode == 0
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert [row["events"] for row in rows] == ["0", "100", "200", "300"]
    assert rows[-1]["pool"] == "9000.0000000000"
    assert rows[-1]["points"].endswith(".0000000000")


def test_parquet_and_json_lines_hold_the_same_rows(run: Run, sheet: str, tmp_path: Path) -> None:
    """To ten decimal places."""
    from pyarrow import parquet

    table, lines = tmp_path / "out.parquet", tmp_path / "out.jsonl"
    for out in (table, lines):
        assert run("run", "wine-shop", sheet, "--every", "150", "-o", str(out)).returncode == 0
    expected = [json.loads(line) for line in lines.read_text().splitlines()]
    found = parquet.read_table(table).to_pylist()
    assert [str(row["price"]) for row in found] == [str(row["price"]) for row in expected]
    assert len(found) == 3


def test_a_refused_event_ends_the_run_or_is_passed_over(run: Run, tmp_path: Path) -> None:
    """It is named by file, line, event and the reason."""
    path = tmp_path / "own.txt"
    path.write_text("purchase alice 100\nsell alice 22\nsell alice 1\n")
    done = run("run", "wine-shop", str(path))
    assert done.returncode == 2
    assert "line 2: event: found 'sell alice 22', expected that the seller holds" in done.stderr
    done = run("run", "wine-shop", str(path), "--skip", "--json")
    told = json.loads(done.stdout)
    assert (told["refused"], told["rows"][-1]["alice points"]) == (1, "20.0000000000")


def test_other_endings_and_members_are_refused(run: Run, sheet: str, tmp_path: Path) -> None:
    """And nothing is written."""
    done = run("run", "wine-shop", sheet, "-o", str(tmp_path / "out.xlsx"))
    assert (done.returncode, list(tmp_path.glob("out*"))) == (2, [])
    assert "--output: found 'out.xlsx', expected a name that ends in" in done.stderr
    assert run("run", "wine-shop", sheet, "--member", "zoe").returncode == 2
    assert run("run", "wine-shop", sheet, "--every", "0").returncode == 2


def test_a_sweep_is_the_same_with_one_worker_or_two(run: Run, sheet: str, tmp_path: Path) -> None:
    """A row for each combination, in their order."""
    tables = []
    for workers in ("1", "2"):
        out = tmp_path / f"{workers}.csv"
        words = ["--vary", "reward=1/2..1:1/20", "--vary", "exit_fee=0,1/10,1/5", "-o", str(out)]
        done = run("sweep", "wine-shop", sheet, *words, "--workers", workers)
        assert (done.returncode, done.stdout) == (0, f"33 rows were written to {out}.\n")
        tables.append(out.read_text())
    assert tables[0] == tables[1]
    rows = list(csv.DictReader(tables[0].splitlines()))
    assert [row["reward"] for row in rows[:4]] == ["1/2", "1/2", "1/2", "11/20"]
    assert {row["price fell after"] for row in rows} == {""}


def test_a_sweep_that_cannot_be_run_writes_nothing(run: Run, sheet: str, tmp_path: Path) -> None:
    """The first fault is told, with the combination."""
    out = tmp_path / "out.csv"
    done = run("sweep", "wine-shop", sheet, "--vary", "rewards=1", "-o", str(out))
    assert (done.returncode, out.exists()) == (2, False)
    bad = tmp_path / "bad.txt"
    bad.write_text("close_day\n")
    done = run("sweep", "wine-shop", str(bad), "--vary", "reward=1", "-o", str(out))
    assert (done.returncode, out.exists()) == (2, False)
    assert f"reward=1 bad.txt: {bad}: line 1: event: found 'close_day'" in done.stderr
