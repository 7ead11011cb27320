"""Answers in a file: what is kept, what is not, and that no file can do more than be of no use."""

import multiprocessing
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from neverfalls.proofs.solving import engines, store
from neverfalls.proofs.solving import pool as solving
from neverfalls.proofs.solving.engines import Answer, Key, ask
from neverfalls.proofs.solving.pool import STORED, TWO_SOLVERS, Solvers
from neverfalls.proofs.solving.store import Store

SAT, UNSAT = Answer("sat", "(define-fun x () Real 2.0)", 7), Answer("unsat", cost=9)

MORE = "(declare-const |x| Real)\n(assert (> |x| 1.0))\n"
NONE = "(declare-const |x| Real)\n(assert (> |x| 1.0))\n(assert (< |x| 1.0))\n"


def key(question: str = "a", engine: str = "z3", seed: int = 0, budget: int = 100) -> Key:
    """Return what an answer to a question depends on."""
    return engine, question.encode(), seed, budget


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a test the place of a file that is not there yet."""
    return tmp_path / "cache" / "answers.db"


def kept(path: Path, *keys: Key) -> dict[Key, Answer]:
    """Return what a new run finds in the file."""
    later = Store(path)
    found = later.find(keys)
    later.close()
    assert later.trouble == ""
    return found


def keep(path: Path, **answers: Answer) -> Store:
    """Keep answers, and return the store of the run that did."""
    first = Store(path)
    first.keep({key(name): answer for name, answer in answers.items()})
    first.close()
    assert first.trouble == ""
    return first


def test_a_later_run_finds_what_was_kept_and_knows_that_it_was(path: Path) -> None:
    """Status, cost and model come back as they were; the run that asked has seen them itself."""
    first = keep(path, a=SAT, b=UNSAT)
    keys = [key("a"), key("b"), key("c")]
    assert {key("a"): SAT, key("b"): UNSAT} == first.find(keys)
    stored = {name: each._replace(stored=True) for name, each in first.find(keys).items()}
    assert stored == kept(path, *keys)
    first.close()


@pytest.mark.parametrize(
    "other", [key("b"), key(engine="cvc5"), key(seed=1), key(budget=101)], ids=str
)
def test_an_answer_is_found_under_its_own_key_only(path: Path, other: Key) -> None:
    """Another text, solver, seed or budget is another question."""
    keep(path, a=UNSAT)
    assert {} == kept(path, other)


def test_another_version_of_a_solver_is_asked_anew(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an older version has said is not found, and neither is what was asked otherwise."""
    keep(path, a=UNSAT)
    monkeypatch.setattr(store, "_version", lambda engine: f"{engine} of tomorrow")
    assert {} == kept(path, key("a"))
    monkeypatch.undo()
    other = path.with_name("engines.py")
    other.write_text(Path(engines.__file__).read_text() + "\n# asked otherwise\n")
    store._version.cache_clear()
    monkeypatch.setattr(engines, "__file__", str(other))
    assert {} == kept(path, key("a"))
    store._version.cache_clear()


@pytest.mark.parametrize(
    "answer", [Answer("unknown", reason="stuck and killed"), Answer("unknown", cost=100)]
)
def test_what_was_not_decided_is_not_kept(path: Path, answer: Answer) -> None:
    """Not that a worker was killed, and not that a budget did not suffice."""
    keep(path, a=answer, b=UNSAT)
    assert [key("b")] == list(kept(path, key("a"), key("b")))


def test_a_row_that_was_changed_is_not_found(path: Path) -> None:
    """An answer that is not as it was written counts as none, and the others are found."""
    keep(path, a=SAT, b=UNSAT)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE answers SET status = 'unsat' WHERE status = 'sat'")
    assert [key("b")] == list(kept(path, key("a"), key("b")))


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE recipes (cake TEXT)")


def newer(path: Path) -> None:
    keep(path, a=UNSAT)
    with closing(sqlite3.connect(path)) as file:
        file.execute(f"PRAGMA user_version = {store.FORMAT + 1}")


def overwritten(path: Path) -> None:
    keep(path, **{f"q{number}": SAT for number in range(100)})
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))


def is_text(path: Path) -> None:
    path.write_text("not a database at all, but long enough to look like one\n" * 40)


def is_cut(path: Path) -> None:
    keep(path, **{f"q{number}": SAT for number in range(200)})
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("spoil", [foreign, newer, overwritten, is_text, is_cut, Path.mkdir])
def test_a_bad_file_costs_nothing_but_the_answers(
    path: Path, spoil: Callable[[Path], None]
) -> None:
    """Nothing is found, nothing raised, the trouble is told with the file, which stays as it is."""
    path.parent.mkdir()
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    spoilt = Store(path)
    found = spoilt.find([key("q1"), key("a")])
    spoilt.keep({key("b"): UNSAT})
    assert ({}, {}) == (found, spoilt.find([key("b")]))
    assert spoilt.trouble.startswith(f"{path}: ")
    assert not spoilt.usable()
    assert before == (path.read_bytes() if path.is_file() else b"")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Where a file stands in the place of the folder, there is no store."""
    (tmp_path / "cache").write_text("in the way")
    store = Store(tmp_path / "cache" / "answers.db")
    assert (False, True) == (store.usable(), str(tmp_path / "cache") in store.trouble)


def test_a_locked_file_is_given_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another process never lets go of the file, a run goes on without it."""
    monkeypatch.setattr(store, "PATIENCE", 0)
    keep(path, a=UNSAT)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        locked = Store(path)
        assert ({}, False) == (locked.find([key("a")]), locked.usable())
    assert f"{path}: database is locked" == locked.trouble
    assert [key("a")] == list(kept(path, key("a")))


def test_an_older_format_is_made_anew(path: Path) -> None:
    """What a version before this one has kept is given up, and the file used from then on."""
    keep(path, a=UNSAT)
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 0")
    assert {} == kept(path, key("a"))
    keep(path, a=UNSAT)
    assert [key("a")] == list(kept(path, key("a")))


def test_what_was_not_used_for_longest_goes_first(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file stays within its size: old answers go, and an old one that was used stays."""
    day = iter(range(0, 10**9, 2 * store.DAY))
    monkeypatch.setattr(store, "_now", lambda: next(day))
    large = Answer("sat", "x" * 3000)
    small = Store(path, largest=100_000)
    names = [f"q{number}" for number in range(100)]
    for name in names:
        small.keep({key(name): large})
        assert {key("q0"): large} == small.find([key("q0")])
    left = [name for name in names if small.find([key(name)])]
    small.close()
    assert ["q0", *names[len(names) - len(left) + 1 :]] == left
    assert 10 < len(left) < 40
    assert path.stat().st_size < 150_000


def _keeps_many(path: Path, first: int) -> None:
    own = Store(path)
    for number in range(first, first + 50):
        own.keep({key(f"q{number}"): UNSAT})
        own.find([key(f"q{number - 25}")])
    own.close()
    assert own.trouble == ""


def test_several_processes_use_it_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four processes read and write side by side, and no answer is lost."""
    monkeypatch.setattr(store, "PATIENCE", 60)
    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=_keeps_many, args=(path, n)) for n in range(0, 200, 50)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert [0] * 4 == [each.exitcode for each in writers]
    keys = [key(f"q{number}") for number in range(200)]
    assert keys == list(kept(path, *keys))


def test_a_pool_asks_only_what_is_not_kept(path: Path) -> None:
    """A second run asks nothing, and what it says rests on stored answers."""
    with Solvers(1, store=Store(path)) as first:
        before = [first.ask(MORE), first.ask(NONE)]
        assert (TWO_SOLVERS, False) == (first.evidence([NONE]), before[0].stored)
    with Solvers(1, store=Store(path)) as second:
        after = [second.ask(MORE), second.ask(NONE)]
        assert [each._replace(stored=True) for each in before] == after
        assert (0, STORED) == (second.asked, second.evidence([NONE]))


def test_stored_answers_are_handed_on_as_such() -> None:
    """What another part of the work found in the store counts as stored here too."""
    with Solvers(1) as first:
        first.ask(NONE)
        known = {key: each._replace(stored=True) for key, each in first.answers().items()}
    with Solvers(1, known=known) as second:
        assert "unsat" == second.ask(NONE).status
        assert STORED == second.evidence([NONE])


def _never_decides_z(engine: str, text: str, budget: int, seed: int = 0) -> Answer:
    return Answer("unknown", reason="timeout") if "|z|" in text else ask(engine, text, budget, seed)


def test_a_pool_keeps_no_timeouts(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a solver gave up on is asked again in the next run."""
    hard = MORE.replace("|x|", "|z|")
    monkeypatch.setattr(solving, "ask", _never_decides_z)
    with Solvers(1, store=Store(path)) as first:
        assert ["unknown", "sat"] == [first.ask(text).status for text in (hard, MORE)]
    monkeypatch.undo()
    with Solvers(1, store=Store(path)) as second:
        assert ["sat", "sat"] == [second.ask(text).status for text in (hard, MORE)]
        assert 1 == second.asked
