"""Numbers that no document states: `check --number`, and what a scheme file lists of them."""

from pathlib import Path

import pytest

from neverfalls.proofs.command.check import chosen_tasks
from neverfalls.proofs.command.report import cell_command
from neverfalls.proofs.verdicts.record import record_of
from neverfalls.proofs.verdicts.task import tasks
from neverfalls.spec.model.questions import QUESTIONS, is_reading
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme

from ..console import Run

MALL = load_scheme("mall")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["margin=2"], "for margin, at least 0 and at most 1 (rate)"),
        (["margin=-1"], "for margin, at least 0 and at most 1 (rate)"),
        (["order=0"], "for order, more than 0 (yuan)"),
        (["margin=half"], "for margin, an exact number such as '3', '3/10' or '0.3'"),
        (["margin=1e-3"], "for margin, an exact number such as '3', '3/10' or '0.3'"),
        (["margin=1/0"], "for margin, a number whose denominator is not zero"),
        (["margin"], "for margin, an exact number"),
        (["margin="], "for margin, an exact number"),
        (["margn=1"], "a parameter of the scheme (did you mean margin?)"),
        (["cap=1"], "KEY=NUMBER, where KEY is a parameter of the scheme"),
        (["tier_thresholds=1"], "KEY=NUMBER, where KEY is a parameter of the scheme"),
        (["=1"], "KEY=NUMBER, where KEY is a parameter of the scheme"),
        (["margin=1", "margin=1/2"], "margin once"),
        (["lowest_dividend_rate=1"], "lowest_dividend_rate at most highest_dividend_rate, 3/20"),
    ],
)
def test_a_number_that_cannot_be_is_named(run: Run, asked: list[str], told: str) -> None:
    """The error has the scheme, the option, what was written and what was expected."""
    done = run("check", "mall", "--claim", "C8", *(w for each in asked for w in ("--number", each)))
    assert (2, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith(f"neverfalls: mall: --number: found {asked[-1]!r}, expected ")
    assert told in done.stderr


@pytest.mark.parametrize("over", ["--any-reading", "--every-reading"])
def test_a_number_does_not_go_with_all_readings(run: Run, over: str) -> None:
    """All readings at once are judged for the scheme's own numbers."""
    done = run("check", "mall", over, "--number", "margin=1")
    assert 2 == done.returncode
    assert "--number" in done.stderr


def test_a_number_takes_the_place_of_the_schemes_own() -> None:
    """Only what differs is named; readings and numbers go together, and so do two rates."""
    (task,) = chosen_tasks(MALL, [], ["margin=1"])
    assert (task.scheme.parameters.margin, task.deviation) == (1, "margin=1")
    (task,) = chosen_tasks(MALL, [], ["margin=0.5"])
    assert task.deviation == ""
    (task,) = chosen_tasks(MALL, ["A5=issue-price"], ["margin=1", "exit_fee=1/10"])
    assert task.deviation == "empty_price=issue-price,margin=1"
    (task,) = chosen_tasks(MALL, [], ["lowest_dividend_rate=1/2", "highest_dividend_rate=1"])
    assert task.deviation == "lowest_dividend_rate=1/2,highest_dividend_rate=1"


def test_a_listed_number_is_compared_with_its_record(run: Run) -> None:
    """What the file lists has a record of its own; any other number has none."""
    words = ("check", "shares", "--claim", "points_sold_are_destroyed", "--number")
    assert run(*words, "margin=1").stdout.endswith("; all as recorded\n")
    other = run(*words, "margin=9/10").stdout
    assert "under margin=9/10" in other
    assert "1 of them not recorded" in " ".join(other.split())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_listed_number_is_judged(name: str) -> None:
    """Each other value of an unstated number is a task, and has cells in the record."""
    scheme = load_scheme(name)
    listed = [f"{key}={value}" for key, values in scheme.unstated.items() for value in values]
    assert listed
    judged = [task.deviation for task in tasks(scheme) if not is_reading(task.deviation)]
    assert ["", *listed] == judged
    record = record_of(scheme)
    assert record is not None
    assert set(listed) <= {cell["deviation"] for cell in record["cells"]}


def test_answers_and_numbers_are_told_apart() -> None:
    """A question and a parameter may have the same name; what is given tells which is meant."""
    assert "tier_rate" in QUESTIONS
    assert is_reading("tier_rate=twenty-percent")
    assert not is_reading("tier_rate=1/5")
    assert not is_reading("margin=1")
    cell = {"claim": "C8", "deviation": "tier_rate=twenty-percent,tier_rate=1/5,margin=2/3"}
    assert cell_command(MALL, cell) == (
        "neverfalls check mall --claim C8 --reading tier_rate=twenty-percent"
        " --number tier_rate=1/5 --number margin=2/3 --details"
    )


def test_a_bad_list_is_named_by_the_command(run: Run, tmp_path: Path) -> None:
    """The command names the file, the field and the value of a list that cannot be read."""
    text = 'name = "small"\nmechanisms = ["purchase"]\n[unstated]\nmargin = ["1", "7"]\n'
    (tmp_path / "small.toml").write_text(text, encoding="utf-8")
    done = run("check", "small.toml")
    told = "small.toml: unstated.margin[1]: found '7', expected at least 0 and at most 1"
    assert (2, "") == (done.returncode, done.stdout)
    assert told in done.stderr
