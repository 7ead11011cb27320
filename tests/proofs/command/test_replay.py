"""The command `replay`: what it says of a file that somebody else wrote."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neverfalls import counterexamples
from neverfalls.proofs.command import replay as command
from neverfalls.proofs.command.render import progress

from ..console import Run

NAME = "wine-shop.platform_stays_profitable"
SAYS = (
    "3 events, platform_stays_profitable breaks: the platform's own cash: -5/2 yuan, "
    "where at least 0 was promised"
)


def written(path: Path, change: Callable[[dict[str, Any]], object]) -> str:
    """Write a shipped counterexample with something changed; the name of the file."""
    told = json.loads(counterexamples.render(counterexamples.load(NAME)))
    change(told)
    (path / "mine.json").write_text(json.dumps(told), encoding="utf-8")
    return "mine.json"


def unfolded(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"id": "another", "found": {"solver": "a", "shorter": "b"}},
            "Nobody checks what a file says of its id, how it was found.",
        ),
        (
            {"title": "Another"},
            "; its scheme is not the shipped wine-shop: title Another, not The wine shop",
        ),
        (
            {"readings": {"empty_price": "issue-price"}},
            "; its scheme is not the shipped wine-shop: empty_price issue-price, not undefined",
        ),
        ({"scheme": "mine"}, "; its scheme, mine, is not shipped Nobody checks what a file says"),
        ({"scheme": "mine"}, "of its id, its title, how it was found."),
    ],
    ids=range(5),
)
def test_what_names_a_shipped_scheme_is_compared_with_it(
    run: Run, tmp_path: Path, changed: dict[str, Any], told: str
) -> None:
    """The history replays; whoever knows the scheme is told in what this one is another."""

    def change(data: dict[str, Any]) -> None:
        for key, value in changed.items():
            data[key] = {**data[key], **value} if isinstance(value, dict) else value

    done = run("replay", written(tmp_path, change))
    assert (0, "") == (done.returncode, done.stderr)
    assert unfolded(done.stdout).startswith(f"mine.json: {SAYS}")
    assert told in unfolded(done.stdout)


def test_a_shipped_one_needs_no_comparison(run: Run) -> None:
    """It is what it is."""
    assert f"{NAME}: {SAYS}" == unfolded(run("replay", NAME).stdout)


def test_the_comparison_as_data(run: Run, tmp_path: Path) -> None:
    """For programs: whether it is the shipped scheme, and if not, in what it differs."""
    file = written(tmp_path, lambda told: told["readings"].update(empty_price="issue-price"))
    (result,) = json.loads(run("replay", file, "--json").stdout)["results"]
    assert result["differences"] == ["empty_price issue-price, not undefined"]
    assert (result["scheme"], result["shipped"]) == ("wine-shop", False)
    assert result["unchecked"] == ["id", "found"]


@pytest.mark.parametrize("text", ["a\nother.json: 3 events", "\x1b[2J", "\u202etxet"])
def test_a_refused_file_prints_nothing_of_its_own(run: Run, tmp_path: Path, text: str) -> None:
    """Neither a line that reads as the success of another one, nor what a terminal obeys."""

    def change(told: dict[str, Any]) -> None:
        told["violation"]["unit"] = text

    done = run("replay", written(tmp_path, change))
    assert 2 == done.returncode
    assert "REFUSED: violation.unit: found" in unfolded(done.stdout)
    assert "expected a text without control characters" in unfolded(done.stdout)
    assert text not in done.stdout
    done = run("replay", f"{text}.json")
    assert (2, False) == (done.returncode, text in done.stdout)


def test_what_takes_long_says_how_far_it_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Step by step, on standard error; what is done at once says nothing."""
    assert "" == run("replay", NAME).stderr
    monkeypatch.setattr(command, "SOON", 0)
    monkeypatch.setattr(progress, "PAUSE", 0)
    assert f"{NAME}, step 2 of 3" in run("replay", NAME).stderr
