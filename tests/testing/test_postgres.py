"""Several clients of a ledger on PostgreSQL, with real transactions and locks.

Left out unless asked for with -m postgres: they need PostgreSQL and psycopg, and fail without.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from neverfalls.counterexamples.conformance import profile
from neverfalls.testing import Event
from neverfalls.testing.interleaving import Together, Turn, check_pair
from neverfalls.testing.prepared import setting

pytestmark = pytest.mark.postgres

NAME = "wine-shop-cents"
SETTING = setting(profile(NAME), ("alice", "bob", "carol"))

PURCHASES = (
    Event("purchase", {"buyer": "bob", "paid": 10_000}),
    Event("purchase", {"buyer": "carol", "paid": 10_000}),
)
OF_ONE_MEMBER = (
    Event("purchase", {"buyer": "alice", "paid": 10_000}),
    Event("purchase", {"buyer": "alice", "paid": 7_777}),
)
PURCHASE_AND_SALE = (
    Event("purchase", {"buyer": "bob", "paid": 10_000}),
    Event("sell", {"seller": "alice", "points": 11}),
)
SALE_AND_PURCHASE = PURCHASE_AND_SALE[::-1]
TWO_SALES = (Event("sell", {"seller": "alice", "points": 21}),) * 2

PATIENCE = 50
"""Milliseconds: a statement takes a few, and each lock is waited for so long."""

READ_COMMITTED, REPEATABLE_READ, SERIALIZABLE = "READ_COMMITTED", "REPEATABLE_READ", "SERIALIZABLE"
IN_ONE_TRANSACTION = ["QUOTES", "TORN", "OVERWRITES", "LOCKS", "JOURNAL", "ONE_STATEMENT"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server for all tests of this file."""
    from tests.testing.ledgers.postgres_ledger import server

    with server() as found:
        yield found


def together(address: str, isolation: str, program: str, events: Sequence[Event]) -> Together:
    """What comes of two events together, after alice has bought."""
    from tests.testing.ledgers.postgres_ledger import Isolation, PostgresLedger, Program

    def make() -> PostgresLedger:
        return PostgresLedger(address, Isolation[isolation], Program[program])

    before = [Event("purchase", {"buyer": "alice", "paid": 10_000})]
    return check_pair(make, SETTING, before, events, NAME, patience=PATIENCE)


@pytest.mark.parametrize(
    ("program", "events", "wrong"),
    [
        ("QUOTES", PURCHASES, "carol.points"),  # the race between quote and mint
        ("QUOTES", PURCHASE_AND_SALE, "bob.points"),
        ("QUOTES", TWO_SALES, "alice.points"),
        ("TORN", SALE_AND_PURCHASE, "bob.points"),  # the pool as paid, the points not burned yet
        ("OVERWRITES", OF_ONE_MEMBER, "alice.yuan"),  # a lost update
        ("JOURNAL", PURCHASES, "carol.points"),
        ("PAYS_THEN_BURNS", SALE_AND_PURCHASE, "bob.points"),
    ],
)
def test_read_committed_fits_no_serial_order(
    address: str, program: str, events: Sequence[Event], wrong: str
) -> None:
    """Statements of one transaction see what others have committed in between."""
    found = together(address, READ_COMMITTED, program, events)
    assert found.misfit is not None
    assert wrong in found.misfit.differences, str(found)


@pytest.mark.parametrize("program", IN_ONE_TRANSACTION)
@pytest.mark.parametrize(
    "events",
    [PURCHASES, OF_ONE_MEMBER, PURCHASE_AND_SALE, TWO_SALES],
    ids=["two purchases", "of one member", "a purchase and a sale", "two sales"],
)
def test_serializable_transactions_fit_a_serial_order(
    address: str, program: str, events: Sequence[Event]
) -> None:
    """Whatever the program, if it runs again what PostgreSQL has given up."""
    found = together(address, SERIALIZABLE, program, events)
    assert found.is_complete, str(found)


@pytest.mark.parametrize(
    "events",
    [PURCHASES, PURCHASE_AND_SALE, TWO_SALES],
    ids=["two purchases", "a purchase and a sale", "two sales"],
)
def test_lock_before_the_first_read_makes_read_committed_enough(
    address: str, events: Sequence[Event]
) -> None:
    """Whoever locks the pool first reads what the one before has left."""
    found = together(address, READ_COMMITTED, "LOCKS", events)
    assert found.is_complete, str(found)


def test_statement_that_has_waited_counts_with_old_amounts(address: str) -> None:
    """At READ COMMITTED one statement is not safe either: it waits, and then posts by what it read.

    Without waiting it fits: this is why blocked steps are waited for, and not cut short.
    """
    found = together(address, READ_COMMITTED, "ONE_STATEMENT", PURCHASES)
    assert found.misfit is not None
    assert Turn.BLOCKED in {each.turn for each in found.misfit.trace}
    assert "carol.points" in found.misfit.differences


def test_repeatable_read_is_not_enough_for_a_journal(address: str) -> None:
    """Where no row is changed no two conflict: each reads the price without the other's sale.

    Where balances are rows every event changes that of the issuer, and repeatable reads suffice.
    """
    found = together(address, REPEATABLE_READ, "JOURNAL", PURCHASES)
    assert found.misfit is not None
    assert "carol.points" in found.misfit.differences
    assert together(address, REPEATABLE_READ, "QUOTES", PURCHASES).is_complete


def test_no_isolation_helps_between_two_transactions(address: str) -> None:
    """Who pays in one transaction and burns in another is seen in between, however isolated."""
    found = together(address, SERIALIZABLE, "PAYS_THEN_BURNS", SALE_AND_PURCHASE)
    assert found.misfit is not None


def test_server_leaves_nothing() -> None:
    """Neither after an error nor when the process that holds it is killed is anything left."""
    from tests.testing.ledgers.postgres_ledger import server

    with pytest.raises(KeyError), server() as first:
        raise KeyError
    holder = (
        "import os; from tests.testing.ledgers.postgres_ledger import server\n"
        "with server() as found: print(found, flush=True); os.kill(os.getpid(), 9)"
    )
    root = Path(__file__).parents[2]
    killed = subprocess.run(
        [sys.executable, "-c", holder], cwd=root, capture_output=True, text=True, check=False
    )
    assert -9 == killed.returncode
    for each in (first, killed.stdout):
        assert gone(each), each


def gone(address: str) -> bool:
    """Whether the folder of a server goes away within a few seconds."""
    folder = Path(address.partition("host=")[2].partition(" ")[0])
    assert folder.name.startswith("neverfalls-pg.")
    waited: Any = subprocess.run(
        [
            "sh",
            "-c",
            'for _ in $(seq 50); do [ -e "$0" ] || exit 0; sleep 0.2; done; exit 1',
            folder,
        ],
        check=False,
    )
    return bool(waited.returncode == 0)
