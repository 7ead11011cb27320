"""The command `export`, and proofs under `explain`."""

import json
from pathlib import Path

import pytest

from neverfalls.proofs.command.render.lines import columns

from ..console import Run, contents

PROOF = "shares.pool_covers_every_point"


def test_a_proof_is_exported(run: Run, tmp_path: Path) -> None:
    """Its files are written, and in words and as JSON it is said how many there are."""
    done = run("export", PROOF, "proof")
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("proof: 1 claim, 30 steps as SMT-LIB files, 30 of them with a")
    assert (tmp_path / "proof" / "manifest.json").is_file()
    done = run("export", PROOF, "again", "--json")
    data = json.loads(done.stdout)
    assert ("neverfalls-export/1", "again", 30) == (
        data["format"],
        data["folder"],
        data["proofs"][0]["steps"],
    )
    first, again = (contents(tmp_path / name).values() for name in ("proof", "again"))
    assert sorted(first) == sorted(again)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["export"], "neverfalls export PROOF FOLDER"),
        (["export", PROOF], "neverfalls export PROOF FOLDER"),
        (["export", "--all"], "neverfalls export --all FOLDER"),
        (["export", "--all", PROOF], "cannot be combined"),
        (["export", "shares.pool_covers_every_pint", "out"], PROOF),
        (["export", "shares.price_never_falls", "out"], "is recorded as refuted"),
        (["export", PROOF, "no/where"], "there is no folder no"),
    ],
)
def test_what_cannot_be_exported(run: Run, tmp_path: Path, words: list[str], named: str) -> None:
    """The message says what is wrong, and nothing is written."""
    done = run(*words)
    assert 2 == done.returncode
    assert named in " ".join(done.stderr.split())
    assert {} == contents(tmp_path)


def test_a_proof_is_explained(run: Run) -> None:
    """Invariants with what they are needed for, what breaks without them, and each step."""
    told = " ".join(run("explain", PROOF).stdout.split())
    for part in (
        f"{PROOF} (a proof): after any history, for any number of members",
        "steps 23; 23 of 23 have a certificate",
        "books_balance: Of every asset but money, all accounts together hold exactly",
        "needed for holdings_are_part_of_the_supply (sell)",
        "without it holdings_are_part_of_the_supply can break, though all others hold:",
        "event sell alice 1",
        "What is shown of the event purchase",
        "to show pool ≥ 9/10 × points × pool ÷ supply",
        "multiplies [pool ≥ 0] by [supply ≥ seller points]",
    ):
        assert part in told


def test_what_is_broken_is_explained_by_its_history_and_by_one_event(run: Run) -> None:
    """Of a claim that a history breaks, it is told too how an induction fails."""
    lines = run("explain", "shares.grant_is_worth_its_reward").stdout
    told = " ".join(lines.split())
    assert "After step 1 (purchase) grant_is_worth_its_reward breaks" in told
    assert "(no proof): why an induction does not show it" in told
    assert "event purchase alice" in told


@pytest.mark.parametrize("wide", [60, 120])
def test_an_explained_proof_keeps_to_the_width(
    run: Run, monkeypatch: pytest.MonkeyPatch, wide: int
) -> None:
    """No line is longer than the terminal is wide."""
    monkeypatch.setenv("COLUMNS", str(wide))
    lines = run("explain", "shares.price_never_falls_below_the_first").stdout.splitlines()
    assert [line for line in lines if columns(line) > wide] == []


def test_a_claim_about_the_end_is_no_matter_of_one_event(run: Run) -> None:
    """It is told so, and no state is looked for."""
    told = " ".join(
        run("explain", "dealers.entry_price_is_earned_back_when_sales_stop").stdout.split()
    )
    assert "It is about what happens in the end, and no single event breaks that." in told
