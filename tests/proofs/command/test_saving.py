"""The command with --save: what it refuses, and what it says of what was saved."""

import json
from pathlib import Path

import pytest

from neverfalls.spec.schemes import loader

from ..console import Run, contents

SHARES = (Path(loader.__file__).parent / "shares.toml").read_text(encoding="utf-8")


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    """Give a test a scheme of its own."""
    file = tmp_path / "mine.toml"
    file.write_text(SHARES.replace('"shares"', '"mine"'), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "words",
    [
        ("mine.toml", "--claim", "C1"),
        ("mine.toml", "--steps", "3"),
        ("mine.toml", "--every-reading"),
        ("shares",),
        (),
    ],
)
def test_what_cannot_be_saved_is_refused_at_once(
    run: Run, tmp_path: Path, scheme: Path, words: tuple[str, ...]
) -> None:
    """A part of the table, all readings at once, and what is recorded already."""
    before = contents(tmp_path)
    done = run("check", *words, "--save")
    assert scheme.is_file()
    assert (2, "", before) == (done.returncode, done.stdout, contents(tmp_path))
    assert "--save" in done.stderr


def test_a_folder_of_something_else_is_left_alone(run: Run, tmp_path: Path, scheme: Path) -> None:
    """Nobody's files are replaced."""
    (tmp_path / "mine.neverfalls").mkdir()
    (tmp_path / "mine.neverfalls" / "notes").write_text("mine")
    done = run("check", scheme.name, "--save")
    assert 2 == done.returncode
    assert "mine.neverfalls: something else has this name" in done.stderr
    assert "mine" == (tmp_path / "mine.neverfalls" / "notes").read_text()


@pytest.mark.slow
def test_a_saved_scheme_is_verified_until_it_changes(
    run: Run, tmp_path: Path, scheme: Path
) -> None:
    """Same verdicts and exit code; changed evidence is refused; a changed file is judged."""
    first = run("check", scheme.name, "--save", "--json", "--no-store")
    (data,) = json.loads(first.stdout)["schemes"]
    assert f"saved {len(data['cells'])} verdicts in mine.neverfalls" in first.stderr
    second = run("check", scheme.name, "--json")
    (again,) = json.loads(second.stdout)["schemes"]
    assert first.returncode == second.returncode == 12
    for one, other in zip(data["cells"], again["cells"], strict=True):
        assert (one["status"], one.get("history")) == (other["status"], other.get("history"))
        assert other["evidence"] in ("certificate", "replayed")
    anew = run("check", scheme.name, "--anew", "--json", "--claim", "C4")
    assert "two solvers" in anew.stdout
    file = tmp_path / "mine.neverfalls" / "certificates.jsonl"
    good = file.read_text()
    file.write_text(good.splitlines()[0].replace(good.split(":")[-1], "") + "\n")
    refused = run("check", scheme.name)
    assert (2, "") == (refused.returncode, refused.stdout)
    assert str(Path("mine.neverfalls", "certificates.jsonl")) in refused.stderr
    file.write_text(good)
    scheme.write_text(scheme.read_text().replace('exit_fee = "1/10"', 'exit_fee = "1/5"'))
    changed = run("check", scheme.name, "--claim", "C4", "--json")
    assert "parameters.exit_fee was 1/10, is 1/5" in changed.stderr
    assert "two solvers" in changed.stdout
