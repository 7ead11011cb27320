"""`check --any-reading` and `--every-reading`: what they name, and what they end with."""

import json
from importlib import resources
from pathlib import Path

import pytest

from neverfalls.proofs.command import ranging, run
from neverfalls.proofs.recorded_landscapes import recorded_answer
from neverfalls.spec.loader import load_scheme

Captured = pytest.CaptureFixture[str]
DEALERS = resources.files("neverfalls.spec").joinpath("schemes", "dealers.toml").read_text("utf-8")
FEWER = "circulating_points_become_fewer"


def test_any_reading_is_compared_with_the_record(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A claim that breaks under every reading, as recorded, is no error; a difference is one."""
    words = ["check", "dealers", "--any-reading", FEWER]
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
    dealers = load_scheme("dealers")
    assert "breaks" == recorded_answer(dealers, FEWER)
    assert "holds" == recorded_answer(dealers, "dealers_do_not_live_on_entries")
    assert recorded_answer(dealers, "books_balance") is None
