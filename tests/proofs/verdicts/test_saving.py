"""What is saved of a scheme: whatever is changed in it is refused, and nothing is accepted."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neverfalls.counterexamples import BadTrace
from neverfalls.proofs.certificates.store import parse, render
from neverfalls.proofs.command.choosing import chosen_claims
from neverfalls.proofs.command.saving import judge_with, save
from neverfalls.proofs.verdicts import saving
from neverfalls.proofs.verdicts.saving import BadSaved, read, write
from neverfalls.proofs.verdicts.survey import survey_apart
from neverfalls.proofs.verdicts.task import Task
from neverfalls.proofs.verdicts.verdict import Evidence, Status, Verdict
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.schemes import loader
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

SHARES = (Path(loader.__file__).parent / "shares.toml").read_text(encoding="utf-8")
MINE = SHARES.replace('"shares"', '"mine"')
CLAIMS = chosen_claims(("C3", "C4", "C16", "Q3"))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a small scheme once, for the tests to copy."""
    file = tmp_path_factory.mktemp("saved") / "mine.toml"
    file.write_text(MINE, encoding="utf-8")
    scheme = load_scheme(file)
    save(scheme, work(scheme), CLAIMS, survey_apart(work(scheme), CLAIMS), None)
    return file


def work(scheme: Scheme) -> list[Task]:
    """Return what these tests ask about: the scheme as written."""
    return [Task(scheme, "")]


@pytest.fixture
def file(original: Path, tmp_path: Path) -> Path:
    """Give a test a saved scheme to spoil."""
    shutil.copytree(original.parent, tmp_path / "own")
    return tmp_path / "own" / "mine.toml"


def told(file: Path) -> tuple[list[Verdict], list[str]]:
    """Return what is verified of a saved scheme, and what differs; nothing is left to solvers."""
    scheme = load_scheme(file)
    differs: list[str] = []
    saved = read(scheme, differs.append)
    if saved is None:
        return [], differs
    verdicts = judge_with(saved, work(scheme), CLAIMS, lambda *_: None, lambda *_: None, None)
    return verdicts, differs


def record(file: Path) -> Path:
    """Return the record that belongs to a scheme's file."""
    return file.with_suffix(".neverfalls") / "record.json"


def change(file: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the data of a file."""
    data = json.loads(file.read_text(encoding="utf-8"))
    change(data)
    file.write_text(json.dumps(data), encoding="utf-8")


def first(data: dict[str, Any], status: str) -> dict[str, Any]:
    """Return the first cell with a status."""
    return next(cell for cell in data["cells"] if cell["status"] == status)


def test_all_of_it_is_verified_without_a_solver(file: Path) -> None:
    """Proofs by certificates, counterexamples by replaying them, as many as were saved."""
    verdicts, differs = told(file)
    cells = json.loads(record(file).read_text(encoding="utf-8"))["cells"]
    assert [] == differs
    assert [cell["status"] for cell in cells] == [each.status.value for each in verdicts]
    assert {Evidence.CERTIFICATE, Evidence.REPLAYED} == {each.evidence for each in verdicts}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('exit_fee = "1/10"', 'exit_fee = "1/5"', "parameters.exit_fee was 1/10, is 1/5"),
        ('"fixed-number"', '"fixed-value"', "readings.grant was fixed-number, is fixed-value"),
        ('["3/10", "1"]', '["1"]', "unstated.margin was 3/10, 1, is 1"),
        ("[unstated]", '[opening]\npool = "5"\n[unstated]', "opening.pool.yuan was nothing, is 5"),
        (
            '"cash-exit", ',
            "",
            "mechanisms was purchase, cash-exit, share-grant, is purchase",
        ),
    ],
)
def test_another_scheme_is_told_apart(file: Path, before: str, after: str, expected: str) -> None:
    """What differs in the file is said, and nothing is taken from what was saved."""
    file.write_text(MINE.replace(before, after), encoding="utf-8")
    verdicts, (text,) = told(file)
    assert ([], True) == (verdicts, expected in text)


def test_a_comment_changes_nothing(file: Path) -> None:
    """What was saved belongs to what the file states, not to its bytes."""
    file.write_text(f"# mine\n{MINE}", encoding="utf-8")
    verdicts, differs = told(file)
    assert ([], True) == (differs, bool(verdicts))


def test_other_rules_are_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was proved of other rules is not used."""
    monkeypatch.setattr(saving, "rules", lambda: "other")
    verdicts, (text,) = told(file)
    assert ([], True) == (verdicts, "the rules" in text)


def swapped(data: dict[str, Any]) -> None:
    """A broken promise is said to be proved, by what proves another one."""
    sound, broken = first(data, "proved"), first(data, "refuted")
    for key in ("counterexample", "history"):
        del broken[key]
    broken |= {"status": "proved", "invariants": sound["invariants"], "case": sound["case"]}


def without_a_case(data: dict[str, Any]) -> None:
    """What is proved is said to speak of something in a history in which nothing happens."""
    for each in data["cases"]:
        each["events"] = []


def without_invariants(data: dict[str, Any]) -> None:
    for cell in data["cells"]:
        if "invariants" in cell:
            cell["invariants"] = []


def other_history(data: dict[str, Any]) -> None:
    first(data, "refuted")["history"][0] = "purchase alice 1"


def twice(data: dict[str, Any]) -> None:
    data["cells"].append(data["cells"][0])


def open_cell(data: dict[str, Any]) -> None:
    first(data, "proved")["status"] = "undecided"


def elsewhere(data: dict[str, Any]) -> None:
    first(data, "refuted")["counterexample"] = "../../record"


def platform_as_member(data: dict[str, Any]) -> None:
    data["cases"][-1]["members"] = ["pool"]


def margin_of_nine(data: dict[str, Any]) -> None:
    data["cases"][-1]["numbers"] = {"margin": "9"}


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (swapped, "(as written): "),
        (without_a_case, "the history that should give it a case does not"),
        (without_invariants, "certificates.jsonl: "),
        (other_history, "history: found "),
        (twice, "it is there twice"),
        (open_cell, "a status that is never saved: undecided"),
        (elsewhere, "no name of a history: ../../record"),
        (platform_as_member, "cases["),
        (margin_of_nine, "cases["),
        (lambda data: data.update(cells=5), "record.json: "),
        (lambda data: data.update(format="neverfalls-saved/9"), "format is neverfalls-saved/9"),
    ],
)
def test_a_changed_record_is_refused(
    file: Path, spoil: Callable[[dict[str, Any]], None], named: str
) -> None:
    """The file, what it is about and the reason are named."""
    change(record(file), spoil)
    with pytest.raises(BadSaved) as refused:
        told(file)
    assert named in str(refused.value)
    assert str(refused.value).startswith(str(record(file).parent))


def test_a_cell_that_is_gone_is_judged_anew(file: Path) -> None:
    """Taking a verdict away takes only time."""
    change(record(file), lambda data: data["cells"].remove(first(data, "refuted")))
    verdicts, _differs = told(file)
    cells = json.loads(record(file).read_text(encoding="utf-8"))["cells"]
    assert len(cells) + 1 == len(verdicts)
    assert all(each.status is not Status.UNVERIFIED for each in verdicts)


def test_changed_certificates_are_refused(file: Path) -> None:
    """A certificate of another statement, one that is not there, and a file that is cut."""
    path = record(file).with_name("certificates.jsonl")
    good = path.read_text(encoding="utf-8")
    proofs = dict(parse(good.encode(), "").proofs)
    ring = dict(zip(proofs, [*list(proofs.values())[1:], next(iter(proofs.values()))], strict=True))
    long = {text: ["sum", [["9" * 5000, 1]]] for text in proofs}
    for text in (
        render(ring),
        render({}),
        render(long),
        good[:-20],
        good.replace('"count":', '"number":'),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BadSaved) as refused:
            told(file)
        assert str(refused.value).startswith(str(path))


def test_changed_histories_are_refused(file: Path) -> None:
    """Other amounts, a setting of its own, a member that is an account, and a file that is gone."""

    def less(data: dict[str, Any]) -> None:
        data["steps"][0]["arguments"]["paid"] = "1/7"

    def richer(data: dict[str, Any]) -> None:
        data["opening"]["pool.yuan"] = "5"

    def account(data: dict[str, Any]) -> None:
        data["members"][0] = "pool"

    traces = sorted((record(file).parent / "traces").iterdir())
    assert traces
    path, good = traces[0], traces[0].read_text(encoding="utf-8")
    for spoil in (less, richer, account):
        path.write_text(good, encoding="utf-8")
        change(path, spoil)
        with pytest.raises(NeverfallsError) as refused:
            told(file)
        assert path.name in str(refused.value)
    path.unlink()
    with pytest.raises(BadTrace, match="No such file"):
        told(file)


def test_a_save_that_is_interrupted_leaves_what_was_there(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it ends, the old folder is read as before, and nothing else is left behind."""
    scheme = load_scheme(file)
    before = told(file)
    real = Path.rename

    def interrupted(*_args: object, **_kept: object) -> None:
        raise KeyboardInterrupt

    def second_rename(path: Path, target: Path) -> Path:
        if target == record(file).parent:
            raise KeyboardInterrupt
        return real(path, target)

    for name, instead in (("write_text", interrupted), ("rename", second_rename)):
        with monkeypatch.context() as patched:
            patched.setattr(Path, name, instead)
            with pytest.raises(KeyboardInterrupt):
                write(scheme, {"cells": [], "cases": []}, {}, [])
        assert before == told(file)


def test_the_old_folder_is_read_while_the_new_one_takes_its_place(file: Path) -> None:
    """A process that was killed between two renames has lost nothing."""
    before = told(file)
    folder = record(file).parent
    folder.rename(folder.with_name(f".{folder.name}.old"))
    assert before == told(file)
