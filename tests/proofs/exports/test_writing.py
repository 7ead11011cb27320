"""An export is written whole or not at all, and its list says what everything is."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from neverfalls.proofs.certificates.store import load
from neverfalls.proofs.exports import NotWritten, export, prepared, write_folder
from neverfalls.proofs.exports.obligations import statement_of

from ..anatomy.anatomies import COVERED, known, taken_apart
from ..console import contents


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give tests an export of a small proof."""
    found = tmp_path / "proof"
    with prepared(found):
        write_folder(found, export(taken_apart(COVERED), [known(COVERED)]))
    return found


def test_the_list_names_every_file_with_its_digest(folder: Path) -> None:
    """Nothing is there that it does not list, and each file is as it says."""
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert "neverfalls-proof/1" == listed["format"]
    digests = {each["file"]: each["sha256"] for each in listed["files"]}
    found = {name: sha256(data).hexdigest() for name, data in contents(folder).items()}
    found = {Path(name).relative_to(folder).as_posix(): each for name, each in found.items()}
    del found["manifest.json"]
    assert digests == found


def test_a_step_leads_to_its_certificate(folder: Path) -> None:
    """The digest of a step's statement is that of a line in the file of certificates, and good."""
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    certificates = load(folder / "certificates.jsonl")
    by_digest = {sha256(text.encode()).hexdigest(): text for text in certificates.proofs}
    steps = [each for each in listed["obligations"] if each["rule"] != "opening"]
    assert steps
    for each in steps:
        statement = by_digest[each["statement_sha256"]]
        assert "" == certificates.fault(statement)
        text = (folder / each["file"]).read_text(encoding="utf-8")
        assert statement == statement_of(text)
        assert all(f"|{name}|" in statement for name in each["unknowns"])


def test_what_the_claim_rests_on_is_marked(folder: Path) -> None:
    """The list tells the steps that the claim rests on from those of other invariants."""
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    marked = {each["claims_rest_on_it"] for each in listed["obligations"]}
    assert {True, False} == marked


def solver_that_says(answer: str, folder: Path) -> str:
    """Return the command of a solver that always gives the same answer."""
    file = folder / "solver.py"
    file.write_text(f"print({answer!r})\n", encoding="utf-8")
    return f"{sys.executable} {file}"


@pytest.mark.parametrize(("answer", "code"), [("unsat", 0), ("sat", 1), ("unknown", 1)])
def test_the_script_counts_what_a_solver_says(
    answer: str, code: int, folder: Path, tmp_path: Path
) -> None:
    """Only if the solver says unsat of every step does it end with 0."""
    command = [str(folder / "recheck.sh"), solver_that_says(answer, tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    count = len(list((folder / "obligations").iterdir()))
    shown = count if answer == "unsat" else 0
    assert (code, f"{shown} of {count} are unsat") == (
        done.returncode,
        done.stdout.splitlines()[-1],
    )
    if code:
        assert f"0000-opening.smt2: {answer}" in done.stdout


def test_the_script_asks_for_a_solver(folder: Path) -> None:
    """Without one, it says how it is used."""
    command = [str(folder / "recheck.sh")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 2 == done.returncode
    assert "SOLVER" in done.stderr


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    """It is left as it is."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(NotWritten, match="something in it"), prepared(tmp_path):
        raise AssertionError
    assert [b"mine"] == list(contents(tmp_path).values())


@pytest.mark.parametrize("existed", [False, True])
def test_nothing_is_left_if_anything_fails(tmp_path: Path, existed: bool) -> None:
    """A folder that was new is gone again, one that was empty is empty again."""
    folder = tmp_path / "proof"
    if existed:
        folder.mkdir()
    files = export(taken_apart(COVERED), [known(COVERED)])[:3]
    with pytest.raises(UnicodeEncodeError), prepared(folder):
        write_folder(folder, [*files, replace(files[0], path="obligations/last", text="\ud800")])
    assert (existed, []) == (folder.exists(), list(tmp_path.rglob("*.smt2")))


def test_a_folder_below_nothing_or_below_a_file_is_refused(tmp_path: Path) -> None:
    """The message says what is in the way."""
    with pytest.raises(NotWritten, match="there is no folder"), prepared(tmp_path / "a" / "b"):
        raise AssertionError
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(NotWritten, match="cannot be written to"), prepared(tmp_path / "file"):
        raise AssertionError


def test_a_folder_that_must_not_be_written_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only folder is refused before anything is worked out."""

    def refuse(*_given: object, **_more: object) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "touch", refuse)
    with (
        pytest.raises(NotWritten, match=r"cannot be written to: Permission denied; nothing was"),
        prepared(tmp_path / "proof"),
    ):
        raise AssertionError
    assert [] == list(tmp_path.iterdir())
