"""Events that happen together leave what they leave one after the other, or it is noticed.

The ledger is kept in memory, with a lock or a version as a database would have them, and with the
usual defects.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from neverfalls.counterexamples.conformance import profile
from neverfalls.testing import Event, Refused, Setting
from neverfalls.testing.interleaving import (
    Conflict,
    Serial,
    Together,
    Turn,
    Uncomparable,
    check_pair,
    interleavings,
    possible,
    serially,
)
from neverfalls.testing.prepared import setting
from tests.testing.ledgers.postings import postings

NAME = "wine-shop-cents"
MEMBERS = ("alice", "bob", "carol")
SETTING = setting(profile(NAME), MEMBERS)


def bought(buyer: str, paid: int = 10_000) -> Event:
    """A purchase; in cents."""
    return Event("purchase", {"buyer": buyer, "paid": paid})


def sold(seller: str, points: int) -> Event:
    """A sale of points back to the pool."""
    return Event("sell", {"seller": seller, "points": points})


PAIRS = {
    "two purchases": (bought("bob"), bought("carol")),
    "two purchases of one member": (bought("alice"), bought("alice", 7_777)),
    "a purchase and a sale": (bought("bob"), sold("alice", 11)),
    "a purchase and a sale of one member": (bought("alice"), sold("alice", 21)),
    "the same points sold twice": (sold("alice", 21), sold("alice", 21)),
    "more points sold than there are": (sold("alice", 12), sold("alice", 10)),
}


class Ledger:
    """Purchases and sales, in cents and points, by clients that share the books in memory.

    Each event reads what it needs, works out its postings, and posts them; others may come in
    between. Amounts are rounded down, and the exit fee up (A15).
    """

    def start(self, setting: Setting) -> None:
        """Empty books."""
        self.parameters: Any = setting.parameters
        self.books = dict.fromkeys(
            [
                *("pool.yuan", "treasury.yuan", "supplier.yuan", "issuer.points"),
                *("contributions.total", "sales.total"),
                *(f"{who}.{what}" for who in setting.members for what in ("yuan", "points")),
            ],
            0,
        )
        self.lock = threading.Lock()
        self.version = 0

    def observe(self) -> Mapping[str, int]:
        """All balances."""
        return dict(self.books)

    def apply(self, event: Event) -> None:
        """An event without others."""
        for _step in self.steps(event):
            pass

    def steps(self, event: Event) -> Iterator[None]:
        """An event, with nothing that keeps others away: the price is read long before it counts.

        Two sales, or a sale and a purchase, fit no order then.
        """
        pool, supply = self.quote()
        yield
        for part in self.postings(event, pool, supply):
            self.post(part)
            yield

    def quote(self) -> tuple[int, int]:
        """The pool in cents, and the circulating points."""
        return self.books["pool.yuan"], -self.books["issuer.points"]

    def postings(self, event: Event, pool: int, supply: int) -> Sequence[dict[str, int]]:
        """What an event adds to which balances, in two parts: money, and points.

        Raises:
            Refused: the event is not allowed.
        """
        held = self.books.get(f"{event.arguments.get('seller')}.points", 0)
        return postings(event, self.parameters, pool, supply, held)

    def post(self, postings: Mapping[str, int]) -> None:
        """Add amounts to balances."""
        for key, amount in postings.items():
            self.books[key] += amount


class Locked(Ledger):
    """Whoever comes second waits until the first is through."""

    def steps(self, event: Event) -> Iterator[None]:
        """An event under a lock."""
        yield
        with self.lock:
            yield from super().steps(event)


class Validated(Ledger):
    """Nobody waits; who has read books that somebody else has changed since then is given up."""

    def steps(self, event: Event) -> Iterator[None]:
        """An event that is posted at once, and only in the books that it has read."""
        version = self.version
        pool, supply = self.quote()
        yield
        parts = self.postings(event, pool, supply)
        yield
        if version != self.version:
            raise Conflict
        for part in parts:
            self.post(part)
        self.version += 1


class QuotedBefore(Ledger):
    """The quoted price is read before the lock is taken."""

    def steps(self, event: Event) -> Iterator[None]:
        """An event at a price that may have changed since it was read."""
        pool, supply = self.quote()
        yield
        with self.lock:
            for part in self.postings(event, pool, supply):
                self.post(part)
            yield


class PaidThenBurned(Ledger):
    """A sale is paid in one transaction, and its points are destroyed in another."""

    def steps(self, event: Event) -> Iterator[None]:
        """An event whose two halves are each under a lock."""
        with self.lock:
            money, points = self.postings(event, *self.quote())
            self.post(money)
            if event.name == "purchase":
                self.post(points)
            yield
        yield
        with self.lock:
            if event.name == "sell":
                self.post(points)
            yield


class Overwriting(Ledger):
    """The price is right, and the buyer's new balance is written over what others have added."""

    def steps(self, event: Event) -> Iterator[None]:
        """An event that writes a balance which it read before the lock was taken."""
        name = event.arguments.get("buyer", event.arguments.get("seller"))
        before = self.books[f"{name}.yuan"]
        yield
        with self.lock:
            for part in self.postings(event, *self.quote()):
                self.post(part)
                if f"{name}.yuan" in part:
                    self.books[f"{name}.yuan"] = before + part[f"{name}.yuan"]
            yield


class TwoLocks(Locked):
    """Purchases and sales take the same two locks, in opposite orders."""

    def start(self, setting: Setting) -> None:
        """Empty books."""
        super().start(setting)
        self.other = threading.Lock()

    def steps(self, event: Event) -> Iterator[None]:
        """An event under two locks; it gives them up in the end, so that no thread is left."""
        locks = [self.lock, self.other]
        for lock in locks if event.name == "purchase" else reversed(locks):
            if not lock.acquire(timeout=1):
                raise TimeoutError("no lock")
            yield
        self.post({})
        self.lock.release()
        self.other.release()


def together(make: Callable[[], Ledger], pair: str, **more: Any) -> Together:
    """What comes of two events together, after alice has bought."""
    more.setdefault("patience", 20)
    return check_pair(make, SETTING, [bought("alice")], PAIRS[pair], NAME, **more)


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("make", [Locked, Validated])
def test_ledger_that_locks_or_validates_fits_a_serial_order(
    make: Callable[[], Ledger], pair: str
) -> None:
    """Every interleaving is tried, and none is found to be wrong."""
    found = together(make, pair)
    assert found.misfit is None, str(found)
    assert found.is_complete
    assert found.compared == tuple(sorted(found.compared))
    assert "pool.yuan" in found.compared
    assert str(found).splitlines()[-1].startswith(f"all {found.possible} orders of their steps")


@pytest.mark.parametrize(
    ("make", "pair", "wrong"),
    [
        (Ledger, "two purchases", "carol.points"),
        (QuotedBefore, "two purchases", "carol.points"),
        (QuotedBefore, "a purchase and a sale", "bob.points"),
        (PaidThenBurned, "a purchase and a sale", "bob.points"),
        (PaidThenBurned, "the same points sold twice", "alice.points"),
        (Overwriting, "two purchases of one member", "alice.yuan"),
        (Overwriting, "a purchase and a sale of one member", "alice.yuan"),
    ],
)
def test_defects_fit_no_serial_order(make: Callable[[], Ledger], pair: str, wrong: str) -> None:
    """Each usual defect is found, with a balance that it leaves wrong and the nearest order."""
    found = together(make, pair)
    assert found.misfit is not None
    assert not found.fits
    assert wrong in found.misfit.differences, str(found)
    expected, shown = found.misfit.differences[wrong]
    assert expected != shown
    assert f"  {wrong}: {expected} expected, {shown} found" in str(found)
    assert "the nearest is client " in str(found)


def test_serial_runs_of_a_defect_show_nothing() -> None:
    """With one client a ledger that quotes before it locks does what it should."""
    ledger, model = QuotedBefore(), serially(NAME, MEMBERS)
    ledger.start(SETTING)
    events = [bought("alice"), bought("bob"), sold("alice", 11)]
    for event in events:
        ledger.apply(event)
    left = model(events)
    assert {key: left.balances[key] for key in ledger.observe()} == ledger.observe()


def test_first_misfit_passes_the_turn_least_often() -> None:
    """The race between quote and mint is shown with the fewest changes of clients."""
    misfit = together(QuotedBefore, "two purchases", patience=500).misfit
    assert misfit is not None
    clients = [client for client, _turns in itertools.groupby(each.client for each in misfit.trace)]
    assert [0, 1, 0] == clients
    assert Turn.BLOCKED not in {each.turn for each in misfit.trace}


def test_blocked_client_goes_on_when_the_other_is_through() -> None:
    """A client that waits for a lock keeps nobody from going on, and is waited for."""
    found = together(Locked, "two purchases")
    assert found.fits
    assert found.tried < found.orders


def test_given_up_event_is_run_again_alone() -> None:
    """After a conflict both purchases are there, each at a price of its own."""
    events = PAIRS["two purchases"]
    ledgers: list[Ledger] = []

    def make() -> Ledger:
        ledgers.append(Validated())
        return ledgers[-1]

    check_pair(make, SETTING, [bought("alice")], events, NAME)
    assert {30_000} == {each.observe()["sales.total"] for each in ledgers}
    assert {3} == {each.version for each in ledgers}


def test_clients_that_wait_for_each_other_are_reported() -> None:
    """Two locks in opposite orders are no endless wait for whoever tests."""
    found = check_pair(
        TwoLocks,
        SETTING,
        [],
        [bought("alice"), sold("alice", 1)],
        lambda _events: Serial(dict.fromkeys(TwoLocksObserved, 0), (False,) * len(_events)),
        patience=50,
        stuck=200,
    )
    assert found.misfit is not None
    assert "wait for each other" in found.misfit.why
    assert found.misfit.why in str(found)


TwoLocksObserved = (
    *("pool.yuan", "treasury.yuan", "supplier.yuan", "issuer.points"),
    *("contributions.total", "sales.total"),
    *(f"{who}.{what}" for who in MEMBERS for what in ("yuan", "points")),
)


def test_crash_is_a_misfit_of_its_own() -> None:
    """What a ledger raises beside Refused and Conflict is told, with the turns that led there."""

    class Crashing(Validated):
        def steps(self, event: Event) -> Iterator[None]:
            if self.books["sales.total"] > 10_000:
                raise ZeroDivisionError("the price")
            yield from super().steps(event)

    found = together(Crashing, "two purchases")
    assert found.misfit is not None
    assert "client 2 crashes: ZeroDivisionError: the price" == found.misfit.why


def test_conflict_alone_is_a_misfit() -> None:
    """Somebody who is alone has nobody to wait for."""

    class Hopeless(Ledger):
        def steps(self, event: Event) -> Iterator[None]:
            if self.books["sales.total"] == 20_000:
                raise Conflict
            yield from super().steps(event)

    found = together(Hopeless, "two purchases")
    assert found.misfit is not None
    assert "although it is alone by now" in found.misfit.why


def test_refusal_that_is_not_told_is_a_misfit() -> None:
    """Who may not sell has to hear it, even where the books are right."""

    class Silent(Validated):
        def steps(self, event: Event) -> Iterator[None]:
            with contextlib.suppress(Refused):
                yield from super().steps(event)

    misfit = together(Silent, "the same points sold twice").misfit
    assert misfit is not None
    assert {"client 2": ("refused", "accepted")} == misfit.differences


def test_three_clients_can_be_tried() -> None:
    """Three purchases together: any of six orders is allowed, and a race is found."""
    three = [bought("alice"), bought("bob"), bought("carol")]
    start = [bought("alice")]
    assert check_pair(Validated, SETTING, start, three, NAME, most=60).fits
    assert not check_pair(Ledger, SETTING, start, three, profile(NAME), most=60).fits


def test_limit_is_kept_and_told() -> None:
    """Where not all interleavings were tried, nobody is told that they were."""
    found = together(Validated, "two purchases", most=3)
    assert 3 == found.orders < found.possible
    assert not found.is_complete
    assert f"3 of {found.possible} orders" in str(found)


def test_ledger_that_is_wrong_by_itself_is_not_tried() -> None:
    """A ledger that differs with one client is told to run the cases first."""

    class Wrong(Validated):
        def observe(self) -> Mapping[str, int]:
            return {**super().observe(), "pool.yuan": 1}

    with pytest.raises(Uncomparable, match=r"pool\.yuan differs: 3000 expected, 1 found; run the"):
        together(Wrong, "two purchases")


def test_ledger_that_shows_nothing_is_not_tried() -> None:
    """A ledger that shows no balance would fit everything."""

    class Silent(Validated):
        def observe(self) -> Mapping[str, int]:
            return {}

    with pytest.raises(Uncomparable, match="nothing can be compared"):
        together(Silent, "two purchases")


def test_unknown_balance_is_not_ignored() -> None:
    """A balance that the model does not have is told, not passed over."""

    class Misspelt(Validated):
        def observe(self) -> Mapping[str, int]:
            return {**super().observe(), "pol.yuan": 0}

    with pytest.raises(Uncomparable, match=r"shows pol\.yuan"):
        together(Misspelt, "two purchases")


def test_endless_event_is_given_up() -> None:
    """An event that yields for ever has too many steps."""

    class Endless(Validated):
        def steps(self, event: Event) -> Iterator[None]:
            if self.books["sales.total"]:
                yield from itertools.repeat(None)
            yield from super().steps(event)

    with pytest.raises(Uncomparable, match="more than 100 steps"):
        together(Endless, "two purchases")


@pytest.mark.parametrize("counts", [(0, 0), (1,), (1, 1), (2, 3), (4, 4), (1, 0, 2), (2, 1, 3)])
def test_interleavings_are_all_there_once(counts: tuple[int, ...]) -> None:
    """As many as there are ways, none twice, each with the steps of every client."""
    found = list(interleavings(counts))
    assert possible(counts) == len(found) == len(set(found))
    for order in found:
        assert counts == tuple(order.count(client) for client in range(len(counts)))


def test_interleavings_begin_with_the_fewest_passes() -> None:
    """First come the serial orders, and what is left out has the most changes of clients."""
    assert [(0, 0, 1, 1), (1, 1, 0, 0), (0, 1, 1, 0)] == list(interleavings((2, 2), 3))
    passes = [sum(a != b for a, b in itertools.pairwise(each)) for each in interleavings((3, 4))]
    assert sorted(passes) == passes


def test_serial_order_is_refused_where_the_model_refuses() -> None:
    """The second of two sales of the same points is refused, and changes nothing."""
    model = serially(NAME, MEMBERS)
    left = model([bought("alice"), sold("alice", 21), sold("alice", 21)])
    assert (False, False, True) == left.refused
    assert 0 == left.balances["alice.points"]
