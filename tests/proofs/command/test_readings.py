"""`check --any-reading` and `--every-reading`: what they name, and what they end with."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from neverfalls.proofs.command import readings as ranging
from neverfalls.proofs.command import run
from neverfalls.proofs.landscape.record import recorded_answer
from neverfalls.spec.schemes.loader import load_scheme

Captured = pytest.CaptureFixture[str]
DEALERS = resources.files("neverfalls.spec").joinpath("schemes", "dealers.toml").read_text("utf-8")
FEWER = "entry_price_is_earned_back_when_sales_stop"

BROKEN = "points_are_not_traded"
"""What the documents promise of the market, and no reading keeps."""


def test_any_reading_is_compared_with_the_record(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A claim that breaks under every reading, as recorded, is no error; a difference is one."""
    words = ["check", "market", "--any-reading", BROKEN]
    assert 0 == run(words)
    assert capsys.readouterr().out.endswith("; as recorded\n")
    assert 0 == run([*words, "--json"])
    (answer,) = json.loads(capsys.readouterr().out)["answers"]
    assert ("breaks", "breaks", None) == tuple(
        answer[key] for key in ("verdict", "recorded", "reading")
    )
    monkeypatch.setattr(ranging, "recorded_answer", lambda _scheme, _claim: "holds")
    assert 12 == run(words)
    assert capsys.readouterr().out.endswith("; differs from the record: holds\n")


def test_any_reading_of_a_scheme_without_a_record(tmp_path: Path, capsys: Captured) -> None:
    """Where nothing is recorded, a claim that breaks under every reading ends with 12."""
    file = tmp_path / "copy.toml"
    file.write_text(DEALERS.replace('"dealers"', '"copy"'), encoding="utf-8")
    assert 12 == run(["check", str(file), "--any-reading", FEWER])
    assert "record" not in capsys.readouterr().out
    assert 0 == run(["check", str(file), "--any-reading", "A32"])


def test_recorded_answers() -> None:
    """A recorded landscape says of each of its claims alone whether some reading keeps it."""
    market = load_scheme("market")
    assert "breaks" == recorded_answer(market, BROKEN)
    assert "holds" == recorded_answer(market, "price_never_falls")
    assert recorded_answer(market, "books_balance") is None


def altered(folder: Path, before: str, after: str) -> str:
    """Return a file that states the dealers under their own name, but for one thing."""
    assert before in DEALERS
    file = folder / "dealers.toml"
    file.write_text(DEALERS.replace(before, after), encoding="utf-8")
    return str(file)


ALTERED: list[Any] = [
    ('revenue_share = "7/100"', 'revenue_share = "1/10"'),
    pytest.param("[parameters]", '[opening]\ntreasury = "1"\n[parameters]', marks=pytest.mark.slow),
    pytest.param('"membership"]', '"membership", "cash-exit"]', marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("before", "after"), ALTERED)
def test_no_other_schemes_history_is_named(
    tmp_path: Path, capsys: Captured, before: str, after: str
) -> None:
    """A scheme that is not shipped as it stands is shown its own histories, not ids of others."""
    words = ["check", altered(tmp_path, before, after), "--any-reading", FEWER]
    assert 12 == run([*words, "--json"])
    ((broken,),) = (each["broken"] for each in json.loads(capsys.readouterr().out)["answers"])
    assert (FEWER, {}) == (broken["claim"], broken["readings"])
    assert 12 == run(words)
    *events, _broken = broken["history"]
    shown = f"shown by {' · '.join(events)}, and so on for ever; what alice has earned"
    assert shown in " ".join(capsys.readouterr().out.split())


def test_no_other_schemes_history_is_named_over_all_readings(
    tmp_path: Path, capsys: Captured
) -> None:
    """The same of all readings at once."""
    assert 12 == run(["check", altered(tmp_path, *ALTERED[0]), "--every-reading", FEWER])
    told = " ".join(capsys.readouterr().out.split())
    assert f"{FEWER} breaks under every reading: purchase alice 5000 · close_month" in told
    assert "and so on for ever; what alice has earned" in told
    assert f"dealers.{FEWER}" not in told


@pytest.mark.parametrize(("before", "after"), ALTERED)
def test_a_cell_names_no_other_schemes_history(
    tmp_path: Path, capsys: Captured, before: str, after: str
) -> None:
    """A cell has its counterexample's id only where the shipped file tells that history."""
    words = ["--claim", FEWER, "--reading", "A1=reserve", "--json"]
    for scheme, named in (("dealers", True), (altered(tmp_path, before, after), False)):
        run(["check", scheme, *words])
        ((cell,),) = (each["cells"] for each in json.loads(capsys.readouterr().out)["schemes"])
        assert named is (cell.get("counterexample") == f"dealers.{FEWER}")
        assert named is ("counterexample" in cell)
        assert cell["history"]


def test_a_shipped_history_is_named(capsys: Captured) -> None:
    """A history that a shipped file tells is shown by the id by which it can be explained."""
    run(["check", "market", "--any-reading", BROKEN])
    told = " ".join(capsys.readouterr().out.split())
    assert f"shown by market.{BROKEN} and " in told
    assert told.endswith("; as recorded")
