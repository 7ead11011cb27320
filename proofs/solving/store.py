"""Answers of solvers in a file that outlives the run, so that only what is new need be asked.

Kept is what was decided, never that something was not. What a run finds here it has not seen for
itself, and says so of every verdict that rests on it. The file is a convenience: where it is
broken, locked, in the way or somebody else's, a run goes on without it, and says why.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import TypeVar

from . import engines
from .engines import Answer, Key

Found = TypeVar("Found")

OURS, FORMAT = 0x6E66616C, 1
"""What SQLite keeps at the head of a file: whose it is, and in which format."""

LARGEST = 200_000_000
"""Bytes beyond which answers go: the quarter that has not been used for the longest time."""

PATIENCE = 2
"""Seconds for which a file is waited for that another process writes."""

DAY = 86_400
"""Seconds in which an answer counts as just used, so that reading seldom writes."""

DISTRIBUTIONS = {"z3": "z3-solver", "cvc5": "cvc5"}

PLACE = "question = ? AND engine = ? AND version = ? AND seed = ? AND budget = ?"
TABLE = """CREATE TABLE answers (
    question BLOB, engine TEXT, version TEXT, seed INTEGER, budget INTEGER,
    status TEXT, cost INTEGER, model TEXT, intact BLOB, run BLOB, used INTEGER,
    PRIMARY KEY (question, engine, version, seed, budget))"""
FIND = f"SELECT status, cost, model, intact, run, used FROM answers WHERE {PLACE}"
USE = f"UPDATE answers SET used = ? WHERE {PLACE}"
KEEP = f"INSERT OR REPLACE INTO answers VALUES ({', '.join('?' * 11)})"
DROP = """DELETE FROM answers WHERE rowid IN
    (SELECT rowid FROM answers ORDER BY used LIMIT (SELECT 1 + count(*) / 4 FROM answers))"""


class Unusable(Exception):
    """The file is none to keep answers in; the message says why."""


class Store:
    """Answers in a file.

    A process that is forked may use the one of its parent, which must have closed it before.
    ``trouble`` says what is wrong with the file, if anything is; from then on it is left alone.
    """

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        self.path = path
        self.largest = largest
        self.trouble = ""
        self._run = secrets.token_bytes(8)
        self._used: list[tuple[object, ...]] = []
        self._open: sqlite3.Connection | None = None
        self._lock = Lock()

    def usable(self) -> bool:
        """Whether answers can be kept in the file, which is made if there is none."""
        self._guarded(lambda: self._write([]), None)
        self.close()
        return not self.trouble

    def find(self, keys: Iterable[Key]) -> dict[Key, Answer]:
        """The answers that are kept, none in trouble; marked unless this very run has kept them."""
        return self._guarded(lambda: dict(self._found(list(keys))), {})

    def keep(self, answers: Mapping[Key, Answer]) -> None:
        """Keep those of these answers that decide something, and note which others were used."""
        now = _now()
        rows = [
            (*_place(key), *_content(answer), _intact(key, answer), self._run, now)
            for key, answer in answers.items()
            if answer.status in ("sat", "unsat")
        ]
        if rows or self._used:
            self._guarded(lambda: self._write(rows), None)

    def close(self) -> None:
        """Close the file; where it is needed again, it is opened again."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()  # what was begun and not committed is undone
            self._open = None

    def _guarded(self, do: Callable[[], Found], otherwise: Found) -> Found:
        with self._lock:
            if self.trouble:
                return otherwise
            try:
                return do()
            except (sqlite3.Error, OSError, Unusable) as error:
                self.trouble = f"{self.path}: {error}"
                self._close()
                return otherwise

    def _found(self, keys: Iterable[Key]) -> Iterable[tuple[Key, Answer]]:
        file, recent = self._opened(), _now() - DAY
        for key in keys:
            # all rows are fetched, or the file would stay locked for those who write
            for status, cost, model, intact, run, used in file.execute(
                FIND, _place(key)
            ).fetchall():
                answer = Answer(status, model, cost, stored=run != self._run)
                if intact == _intact(key, answer):
                    yield key, answer
                    if used < recent:
                        self._used.append((recent + DAY, *_place(key)))

    def _write(self, rows: Iterable[tuple[object, ...]]) -> None:
        file = self._opened()
        file.execute("BEGIN IMMEDIATE")
        file.executemany(USE, self._used)
        file.executemany(KEEP, rows)
        self._used.clear()
        while _size(file) > self.largest:
            file.execute(DROP)
        file.execute("COMMIT")

    def _opened(self) -> sqlite3.Connection:
        if self._open is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._open = sqlite3.connect(
                self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._open.execute("BEGIN IMMEDIATE")
            _prepare(self._open)
            self._open.execute("COMMIT")
        return self._open


def _now() -> int:
    return int(time.time())


def _prepare(file: sqlite3.Connection) -> None:
    """Make the table in an empty file, and anew in one of ours of an older format.

    Raises:
        Unusable: it is a file of somebody else's, or of a newer format.
    """
    owner, made = _number(file, "application_id"), _number(file, "user_version")
    if _number(file, "schema_version") == 0:
        owner, made = OURS, 0
    if owner != OURS:
        raise Unusable("it is a file of another program")
    if made > FORMAT:
        raise Unusable("a newer version of this program has written it")
    if made < FORMAT:
        file.execute("DROP TABLE IF EXISTS answers")
        file.execute(TABLE)
        file.execute(f"PRAGMA application_id = {OURS}")
        file.execute(f"PRAGMA user_version = {FORMAT}")


def _size(file: sqlite3.Connection) -> int:
    """How many bytes of the file are in use."""
    pages = _number(file, "page_count") - _number(file, "freelist_count")
    return pages * _number(file, "page_size")


def _number(file: sqlite3.Connection, what: str) -> int:
    ((number,),) = file.execute(f"PRAGMA {what}").fetchall()
    return int(number)


def _place(key: Key) -> tuple[object, ...]:
    engine, question, seed, budget = key
    return question, engine, _version(engine), seed, budget


@cache
def _version(engine: str) -> str:
    """Which answers an engine gives: its version, and how it is asked, as a digest of that text."""
    manner = blake2b(Path(engines.__file__).read_bytes(), digest_size=8).hexdigest()
    return f"{version(DISTRIBUTIONS[engine])} {manner}"


def _content(answer: Answer) -> tuple[object, ...]:
    return answer.status, answer.cost, answer.values


def _intact(key: Key, answer: Answer) -> bytes:
    """A digest by which an answer is noticed that the file does not hold as it was written."""
    return blake2b(repr((_place(key), _content(answer))).encode(), digest_size=8).digest()
