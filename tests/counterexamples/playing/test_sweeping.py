"""Grids of numbers and readings."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from neverfalls.counterexamples.playing.sweeping import HEADS, BadSweep, Cell, grid, run_cell
from neverfalls.spec.schemes import load_scheme


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Two purchases, and a sale that is refused."""
    path = tmp_path / "events.txt"
    path.write_text("purchase alice 100\npurchase bob 100\nsell bob 1000\n", encoding="utf-8")
    return path


def test_every_combination_is_a_cell(tmp_path: Path) -> None:
    """Numbers from a range or a list, readings, and lists of events; the last changes first."""
    files = [tmp_path / "a.txt", tmp_path / "b.txt"]
    names, cells = grid(["reward=1/2..1:1/4", "goods_payer=platform,pool"], files)
    assert names == ["reward", "goods_payer"]
    assert len(cells) == 12
    assert cells[:3] == [
        Cell({"reward": "1/2", "goods_payer": "platform"}, files[0]),
        Cell({"reward": "1/2", "goods_payer": "platform"}, files[1]),
        Cell({"reward": "1/2", "goods_payer": "pool"}, files[0]),
    ]
    assert [cell.changes["reward"] for cell in cells[::4]] == ["1/2", "3/4", "1"]


def test_a_name_of_a_number_and_of_a_question_is_told_by_its_values() -> None:
    """The rate of the tiers is both."""
    assert grid(["tier_rate=ten-percent"], [Path("a")])[1][0].changes == {
        "tier_rate": "ten-percent"
    }
    assert grid(["tier_rate=1/5"], [Path("a")])[1][0].changes == {"tier_rate": "1/5"}


def test_a_row_tells_what_came_of_it(events: Path) -> None:
    """With a reward above one the second purchase lowers the price, from 5/6 to 60/(36+43.2)."""
    scheme = load_scheme("wine-shop")
    row = run_cell(scheme, Cell({"reward": "6/5"}, events), "exact")
    told = dict(zip(["reward", *HEADS], row, strict=True))
    assert told["reward"] == "6/5"
    assert (told["events"], told["refused"]) == (3, 1)
    assert told["price fell after"] == "2: purchase bob 100"
    assert told["price"] == (Fraction(25, 33), Fraction(25, 33))
    assert told["least price"] == told["price"]
    assert told["first could get"] != told["last could get"]
    kept = dict(
        zip(
            ["reward", *HEADS],
            run_cell(scheme, Cell({"reward": "1"}, events), "exact"),
            strict=True,
        )
    )
    assert kept["price fell after"] == ""
    assert kept["price"] == (Fraction(1), Fraction(1))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["reward"], "found 'reward', expected NAME=VALUE,VALUE"),
        (["rewards=1"], "did you mean reward?"),
        (["reward=-1"], "expected at least 0 (rate)"),
        (["reward=much"], "expected an exact number"),
        (["exit_fee=2"], "at most 1"),
        (["reward=1..0:1"], "a range such as 1/2..1:1/20"),
        (["reward=0..1:1/2000000"], "at most 1,000,000 numbers"),
        (["goods_payer=nobody"], "expected answers among platform, pool"),
        (["reward=1", "reward=2"], "expected reward once"),
        (["tier_thresholds=1"], "a number or a reading"),
        (["reward=0..1:1/2000", "exit_fee=0..1:1/2000"], "at most 1,000,000 combinations"),
    ],
)
def test_what_cannot_be_varied_is_told(options: list[str], told: str) -> None:
    """With what was found and what was expected."""
    with pytest.raises(BadSweep, match=re.escape(told)):
        grid(options, [Path("a")])
