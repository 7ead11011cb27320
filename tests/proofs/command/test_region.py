"""`neverfalls region` and `neverfalls repair`, as they are typed."""

import json
from pathlib import Path

import pytest

from ..console import Run

GOODS = """
name = "goods"
mechanisms = ["purchase", "goods"]
"""
PRICE = ("region", "wine-shop", "price_never_falls_below_the_first")


def test_a_region_is_told_with_both_sides(run: Run) -> None:
    """The condition, the proof, the history and the scheme itself stand below each other."""
    done = run(*PRICE, "--free", "reward")
    assert done.returncode == 0
    text = " ".join(done.stdout.split())
    assert "holds if and only if reward ≤ 1" in text
    assert "proved where reward ≤ 1, for any history" in text
    assert "breaks where reward > 1: purchase alice 100" in text
    assert "as it is reward=7/10: holds" in text
    assert "histories break it" in done.stderr


def test_a_region_as_data_has_all_of_it(run: Run) -> None:
    """JSON has the condition, each proof with its invariants, each history with its replay."""
    done = run(*PRICE, "--free", "reward", "--json")
    data = json.loads(done.stdout)
    (one,) = data["regions"]
    assert data["format"] == "neverfalls-region/1"
    assert (one["exact"], one["condition"], one["unknown"]) == (True, "reward ≤ 1", [])
    assert one["proofs"][0]["invariants"]
    assert one["breaks"][0]["where"] == ["reward > 1"]
    assert one["breaks"][0]["replayed"][0]["history"][0] == "purchase alice 100"


def test_certificates_are_found_and_checked(run: Run) -> None:
    """On request the proof of a region needs no solver to be trusted."""
    done = run(
        *("region", "agents", "every_sale_pays_for_its_referral"),
        *("--free", "commission", "--certificates", "--json"),
    )
    (one,) = json.loads(done.stdout)["regions"]
    assert one["condition"] == "commission ≤ 3/20"
    assert [each["evidence"] for each in one["proofs"]] == ["certificate"]


def test_a_map_is_drawn_of_two_numbers(run: Run, tmp_path: Path) -> None:
    """Two numbers make a map; one makes none, and nothing is written."""
    file = tmp_path / "map.svg"
    done = run(*PRICE, "--free", "reward,exit_fee", "--plot", str(file))
    assert done.returncode == 0
    assert file.read_text(encoding="utf-8").startswith("<?xml")
    other = tmp_path / "other.svg"
    refused = run(*PRICE, "--free", "reward", "--plot", str(other))
    assert refused.returncode == 2
    assert "a map has two numbers" in refused.stderr
    assert not other.exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("region", "wine-shop", "C99"), "no claim is called 'C99'"),
        ((*PRICE, "--free", "rewards"), "expected one of: order, contribution, reward"),
        ((*PRICE, "--free", "reward,reward"), "each once"),
        ((*PRICE, "--steps", "9"), "1 to 6"),
        (("region", "wine-shop", "payouts_within_quota"), "not about the mechanisms"),
        (("repair", "wine-shop", "payouts_within_quota"), "not about the mechanisms"),
    ],
)
def test_bad_words_are_named(run: Run, words: tuple[str, ...], expected: str) -> None:
    """What cannot be asked is refused, with what was found and what was expected."""
    done = run(*words)
    assert done.returncode == 2
    assert expected in " ".join(done.stderr.split())


def test_repairs_are_told_with_what_they_break(run: Run, tmp_path: Path) -> None:
    """Each repair stands in a line, what it breaks below it, and what was looked at in the end."""
    (tmp_path / "goods.toml").write_text(GOODS, encoding="utf-8")
    done = run("repair", "goods.toml", "early_and_late_buyers_get_the_same")
    text = " ".join(done.stdout.split())
    assert done.returncode == 0
    assert "reading grant=fixed-number: proved" in text
    assert "looked at one of" in text


def test_repairs_as_data(run: Run) -> None:
    """What holds has nothing to repair, and says so."""
    done = run("repair", "wine-shop", "price_never_falls", "--json")
    (one,) = json.loads(done.stdout)["claims"]
    assert (one["status"], one["repairs"]) == ("proved", [])
