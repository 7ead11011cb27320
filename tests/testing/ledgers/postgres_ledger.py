"""A small ledger on PostgreSQL: purchases and sales, each a transaction of its own.

The server is private: `postgres.sh` starts it, and it is gone in the end.
"""

from __future__ import annotations

import contextlib
import math
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import psycopg

from neverfalls.testing import Event, Setting
from neverfalls.testing.interleaving import Conflict
from tests.testing.ledgers.postings import postings

SCRIPT = Path(__file__).parents[1] / "postgres.sh"

SECONDS = 30
"""How long the server may take to stop."""


class NoServer(RuntimeError):
    """PostgreSQL is not installed, or does not start; the text says why, and what to do."""


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A private server, as a text to connect with; it ends with its input, so with this process.

    Raises:
        NoServer: PostgreSQL is not installed, or does not start.
    """
    process = subprocess.Popen(
        ["sh", str(SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # an interrupt reaches this process first, and ends that one
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        try:
            address = process.stdout.readline().strip()
            if not address:
                raise NoServer(process.stderr.read().strip() or "PostgreSQL did not start")
            yield address
        finally:
            process.stdin.close()
            process.wait(SECONDS)


LOCK = "SELECT FROM books WHERE key = 'pool.yuan' FOR UPDATE"


class Isolation(StrEnum):
    """How far PostgreSQL keeps transactions apart."""

    READ_COMMITTED = "READ COMMITTED"
    REPEATABLE_READ = "REPEATABLE READ"
    SERIALIZABLE = "SERIALIZABLE"


class Program(StrEnum):
    """How an event is carried out. In all but the last it is one transaction."""

    QUOTES = "reads the price, and then posts"
    TORN = "reads the points that circulate, locks the pool, and reads it"
    OVERWRITES = "reads the member's balances, locks the pool, and writes these balances anew"
    LOCKS = "locks the pool before it reads anything"
    JOURNAL = "adds rows to a journal, whose sums are the balances, and changes none"
    ONE_STATEMENT = "reads the price in the statement that posts the points"
    PAYS_THEN_BURNS = "pays in one transaction, and destroys the points in another"


class PostgresLedger:
    """Purchases and sales in cents and points; every client has a connection of its own.

    Amounts are rounded down, and the exit fee up (A15).
    """

    def __init__(
        self,
        address: str,
        isolation: Isolation = Isolation.SERIALIZABLE,
        program: Program = Program.QUOTES,
    ) -> None:
        self.address = address
        self.isolation = isolation
        self.program = program
        self.own = psycopg.connect(address, autocommit=True)

    def start(self, setting: Setting) -> None:
        """Empty books."""
        self.parameters: Any = setting.parameters
        keys = [
            *("pool.yuan", "treasury.yuan", "supplier.yuan", "issuer.points"),
            *("contributions.total", "sales.total"),
            *(f"{who}.{what}" for who in setting.members for what in ("yuan", "points")),
        ]
        with self.own.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS books")
            unique = "" if self.program is Program.JOURNAL else "PRIMARY KEY"
            cursor.execute(f"CREATE TABLE books (key text {unique}, amount bigint NOT NULL)")
            cursor.executemany("INSERT INTO books VALUES (%s, 0)", [(key,) for key in keys])

    def stop(self) -> None:
        """Close the connection, and end those of clients that still wait."""
        self.own.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = current_user AND pid <> pg_backend_pid()"
        )
        self.own.close()

    def observe(self) -> Mapping[str, int]:
        """All balances."""
        rows = self.own.execute("SELECT key, sum(amount)::bigint FROM books GROUP BY key")
        return dict(rows.fetchall())

    def apply(self, event: Event) -> None:
        """An event without others."""
        for _step in self.steps(event):
            pass

    def steps(self, event: Event) -> Iterator[None]:
        """An event on a connection of its own; others come in between any two statements."""
        with psycopg.connect(self.address) as connection:
            connection.isolation_level = psycopg.IsolationLevel[self.isolation.name]
            try:
                yield from self._carried_out(connection, event)
                connection.commit()
            except (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected) as error:
                connection.rollback()
                raise Conflict(str(error)) from None
            except BaseException:
                connection.rollback()
                raise

    def _carried_out(self, connection: psycopg.Connection[Any], event: Event) -> Iterator[None]:
        who = event["buyer"] if event.name == "purchase" else event["seller"]
        own = ("yuan", "points")
        if self.program is Program.LOCKS:
            connection.execute(LOCK)
            yield
        if self.program is Program.TORN:
            read = _read(connection, "issuer.points", *(f"{who}.{each}" for each in own))
            yield
            connection.execute(LOCK)
            read |= _read(connection, "pool.yuan")
        elif self.program is Program.OVERWRITES:
            read = _read(connection, *(f"{who}.{each}" for each in own))
            yield
            connection.execute(LOCK)
            read |= _read(connection, "pool.yuan", "issuer.points")
        else:
            keys = ["pool.yuan", "issuer.points", *(f"{who}.{each}" for each in own)]
            read = _read(connection, *keys)
        yield
        money, points = self._postings(event, read)
        in_one = self.program is Program.ONE_STATEMENT and event.name == "purchase"
        if in_one and read["issuer.points"]:
            yield from self._in_one_statement(connection, event, money)
            return
        for part in (money, points):
            for key, amount in sorted(part.items()):
                if self.program is Program.OVERWRITES and key in read and key.startswith(who):
                    _write(connection, key, read[key] + amount)
                elif self.program is Program.JOURNAL:
                    connection.execute("INSERT INTO books VALUES (%s, %s)", (key, amount))
                else:
                    _add(connection, key, amount)
            if part is money and self.program is Program.PAYS_THEN_BURNS:
                connection.commit()
            yield

    def _in_one_statement(
        self, connection: psycopg.Connection[Any], event: Event, money: Mapping[str, int]
    ) -> Iterator[None]:
        """A purchase whose points one statement works out from the books and posts."""
        t = self.parameters
        worth: Fraction = t["reward"] * math.floor(t["contribution"] * event["paid"])
        connection.execute(
            "WITH grant_of AS (SELECT div(%(above)s * -s.amount, %(below)s * p.amount) AS points"
            " FROM books p, books s WHERE p.key = 'pool.yuan' AND s.key = 'issuer.points')"
            " UPDATE books SET amount = amount + CASE key WHEN 'issuer.points' THEN -1 ELSE 1 END"
            " * (SELECT points FROM grant_of) WHERE key IN ('issuer.points', %(key)s)",
            {
                "above": worth.numerator,
                "below": worth.denominator,
                "key": f"{event['buyer']}.points",
            },
        )
        yield
        for key, amount in sorted(money.items()):
            _add(connection, key, amount)
        yield

    def _postings(self, event: Event, read: Mapping[str, int]) -> Sequence[dict[str, int]]:
        """What an event adds to which balances, in two parts: money, and points."""
        held = read.get(f"{event.arguments.get('seller')}.points", 0)
        return postings(event, self.parameters, read["pool.yuan"], -read["issuer.points"], held)


def _read(connection: psycopg.Connection[Any], *keys: str) -> dict[str, int]:
    rows = connection.execute(
        "SELECT key, sum(amount)::bigint FROM books WHERE key = ANY(%s) GROUP BY key", [list(keys)]
    )
    return dict(rows.fetchall())


def _add(connection: psycopg.Connection[Any], key: str, amount: int) -> None:
    connection.execute("UPDATE books SET amount = amount + %s WHERE key = %s", (amount, key))


def _write(connection: psycopg.Connection[Any], key: str, amount: int) -> None:
    connection.execute("UPDATE books SET amount = %s WHERE key = %s", (amount, key))
