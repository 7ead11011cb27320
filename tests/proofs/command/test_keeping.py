"""Answers kept between runs of the command: what uses them, what never does, and what is told."""

import json
import os
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from neverfalls.spec.schemes import loader

from ..console import Run, contents

SHARES = (Path(loader.__file__).parent / "shares.toml").read_text(encoding="utf-8")
ASKED = ("--claim", "C4", "--claim", "C16", "--reading", "grant=fixed-number", "--json")


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    """Give a test a scheme of its own."""
    file = tmp_path / "mine.toml"
    file.write_text(SHARES.replace('"shares"', '"mine"'), encoding="utf-8")
    return file


def cache() -> Path:
    """Return the folder in which this test's runs may keep something."""
    return Path(os.environ["XDG_CACHE_HOME"])


def grounds(done: CompletedProcess[str]) -> set[tuple[str, str]]:
    """Return what was said, each with what it rests on."""
    (scheme,) = json.loads(done.stdout)["schemes"]
    return {(cell["status"], cell["evidence"]) for cell in scheme["cells"]}


def without_evidence(done: CompletedProcess[str]) -> str:
    """Return what was printed, but for the evidence."""
    return done.stdout.replace('"stored answers"', '"two solvers"')


def test_a_second_run_says_what_rests_on_stored_answers(run: Run, scheme: Path) -> None:
    """The verdicts are the same, and what solvers said earlier is no evidence of this run."""
    first, second = run("check", scheme.name, *ASKED), run("check", scheme.name, *ASKED)
    assert {("proved", "two solvers"), ("refuted", "replayed")} == grounds(first)
    assert {("proved", "stored answers"), ("refuted", "replayed")} == grounds(second)
    assert first.stdout == without_evidence(second)
    shown = run("check", scheme.name, *ASKED[:-1]).stdout
    assert "rests on what solvers answered in an earlier run" in " ".join(shown.split())


def test_a_bounded_search_rests_on_stored_answers_too(run: Run, tmp_path: Path) -> None:
    """That no short history breaks a promise was asked in the first run only."""
    shop = (Path(loader.__file__).parent / "wine-shop.toml").read_text(encoding="utf-8")
    (tmp_path / "copy.toml").write_text(shop.replace('"wine-shop"', '"copy"'), encoding="utf-8")
    words = ("--claim", "price_never_falls", "--reading", "A3=held-aside", "--steps", "2", "--json")
    first, second = (run("check", "copy.toml", *words) for _ in range(2))
    assert {("bounded", "one solver")} == grounds(first)
    assert {("bounded", "stored answers")} == grounds(second)


@pytest.mark.parametrize("option", ["--no-store", "--anew"])
def test_a_run_without_the_store_neither_reads_nor_writes_it(
    run: Run, scheme: Path, option: str
) -> None:
    """What it says rests on what it has asked, before and after another run has kept answers."""
    before = run("check", scheme.name, *ASKED, option)
    assert {} == contents(cache())
    run("check", scheme.name, *ASKED)
    kept = contents(cache())
    after = run("check", scheme.name, *ASKED, option)
    assert ("proved", "two solvers") in grounds(after)
    assert (before.stdout, kept) == (after.stdout, contents(cache()))


def test_a_shipped_scheme_is_verified_without_the_store(run: Run) -> None:
    """No solver is asked, so nothing is kept."""
    run("check", "shares", "--claim", "C16")
    assert {} == contents(cache())


def test_the_file_holds_no_paths(run: Run, scheme: Path) -> None:
    """Neither the scheme's name nor where it lies can be read from it."""
    run("check", str(scheme), *ASKED)
    ((name, data),) = contents(cache()).items()
    assert str(Path("neverfalls", "answers.db")) == str(Path(name).relative_to(cache()))
    assert not [each for each in (b"mine", bytes(scheme.parent), b"price") if each in data]


@pytest.mark.parametrize("apart", [False, True])
def test_what_is_wrong_with_the_file_is_told_once(
    run: Run, run_apart: Run, scheme: Path, apart: bool
) -> None:
    """With a file that is no store, a run says so in one line and judges as ever."""
    expected = run("check", scheme.name, *ASKED, "--no-store")
    file = cache() / "neverfalls" / "answers.db"
    file.parent.mkdir()
    file.write_text("somebody else's notes " * 500)
    done = (run_apart if apart else run)("check", scheme.name, *ASKED)
    assert (expected.stdout, expected.returncode) == (done.stdout, done.returncode)
    told = [line for line in done.stderr.splitlines() if "not kept" in line]
    assert [f"neverfalls: answers of solvers are not kept: {file}: file is not a database"] == told
    assert "somebody else's notes " * 500 == file.read_text()


@pytest.mark.slow
def test_contradictions_and_limits_say_so_too(run: Run) -> None:
    """Every command that uses the store says what rests on it."""
    first, second = (run("contradictions", "--json") for _ in range(2))
    assert "stored answers" not in first.stdout
    assert first.stdout == without_evidence(second)
    assert "stored answers" in second.stdout
    first, second = (run("limits", "members_paid", "--json") for _ in range(2))
    assert "induction, two solvers" in first.stdout
    assert "induction, stored answers" in second.stdout
    assert first.stdout == second.stdout.replace("stored answers", "two solvers")
