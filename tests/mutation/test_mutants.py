"""Mutants and their record: that it is about this code, and that tests notice what it says."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from .changes import COVERED, ROOT, files, mutants, texts
from .record import NOTICED, Record, count, every_mutant, explained, load, save

EVERY = every_mutant()
RECORD = load(EVERY)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in the project's folder."""
    words = (sys.executable, "-m", "tests.mutation", *words)
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


def test_sixty_mutants_are_noticed_by_the_test_that_is_recorded() -> None:
    """Each test passes where nothing is changed, and fails on the mutant."""
    done = run("--sample", "60")
    assert done.stdout == "60 recorded mutants, 0 of them not noticed by their test\n", done.stderr
    assert done.returncode == 0


@pytest.mark.slow
def test_all_mutants_are_noticed_by_the_test_that_is_recorded() -> None:
    """None that a test has noticed once goes by unnoticed now."""
    done = run("--recorded")
    number = len(RECORD.failing) + len(RECORD.endless)
    told = f"{number:,} recorded mutants, 0 of them not noticed by their test\n"
    assert done.stdout == told, done.stderr


def test_a_mutant_in_a_fork_is_one_that_is_imported() -> None:
    """Its own test fails on it alike, whether it takes the function's place or is read afresh."""
    done = run("--sample", "4", "--afresh")
    assert done.stdout == "4 recorded mutants, 0 of them not noticed by their test\n", done.stderr


def test_the_record_is_written_the_same_again(tmp_path: Path) -> None:
    """What is written is read and written the same, so that it differs only where more is known."""
    again, once_more = tmp_path / "again.json", tmp_path / "once-more.json"
    save(RECORD, EVERY, again)
    save(load(EVERY, again), EVERY, once_more)
    assert again.read_bytes() == once_more.read_bytes()
    assert {*load(EVERY, again).failing} == {*RECORD.failing} != set()


def test_what_is_recorded_of_another_text_is_not_believed(tmp_path: Path) -> None:
    """Of a function whose text has changed nothing is known, and of the others everything."""
    file = "proofs/certificates/checker.py"
    text = texts(ast.parse((ROOT / file).read_text(encoding="utf-8")))["_check_sum"]
    path = tmp_path / "other.json"
    path.write_text(NOTICED.read_text(encoding="utf-8").replace(text, "0" * 12), encoding="utf-8")
    found = load(EVERY, path)
    lost = {name for name in EVERY if RECORD.tried(name) and not found.tried(name)}
    assert lost == {name for name in EVERY if name.startswith(f"{file}: _check_sum: ")} != set()


def test_a_remark_changes_no_text() -> None:
    """Documentation and remarks are no part of what a function does; an operator is."""
    bodies = ('"""Add."""\n    return a + b', "# so\n    return a + b", "return a - b")
    seen = [texts(ast.parse(f"def f(a, b):\n    {each}\n"))["f"] for each in bodies]
    assert seen[0] == seen[1] != seen[2]


def test_no_score_is_told_of_what_was_not_tried() -> None:
    """As long as one is left, the words say so, and the score is that of the others."""
    one, two, three = list(EVERY)[:3]
    record = Record(failing={one: "a test"}, unnoticed={two})
    assert str(count(record, [one, two, three])) == (
        "3 places: 1 noticed by a test that fails, 0 by one that does not end, 0 explained,"
        " 1 not noticed, 1 not tried; 50.0 % of the 2 tried, and of all no score"
    )
    assert str(count(record, [one])).endswith(" 0 not tried; 100.0 %")


def test_what_is_explained_is_a_mutant_that_no_test_notices() -> None:
    """A name that has changed, and one that a test notices by now, are no longer listed."""
    assert explained().keys() <= EVERY.keys()
    assert not [name for name in explained() if RECORD.test(name)]


def test_names_tell_mutants_apart() -> None:
    """Two changes that read alike are counted; what is covered is there."""
    assert len(EVERY) == sum(len(mutants(path)) for path in files())
    assert all((ROOT / each).exists() for each in COVERED)


def test_a_place_as_it_is_is_the_file_itself() -> None:
    """Nothing but the place that is named is another one."""
    path = ROOT / "counterexamples" / "replay.py"
    text = ast.unparse(ast.parse(path.read_text(encoding="utf-8")))
    changed = ast.unparse(mutants(path)[0].tree())
    pairs = zip(text.splitlines(), changed.splitlines(), strict=True)
    assert sum(a != b for a, b in pairs) == 1
