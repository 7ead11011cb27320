"""A ledger with several clients: does what they do together equal some order, one after the other?

The adapter has one more method, ``steps`` (see ``ConcurrentAdapter``). ``check_pair`` runs two or
three events together, in every order in which their steps can come, and holds what they leave
against the model: the balances, and which events were refused, must be those of the events one
after the other in some order. Nothing else is demanded of a ledger; which order is its own choice.

**Blocked steps.** Each client runs in a thread of its own, and only the one whose turn it is runs.
A step that has not returned after ``patience`` milliseconds counts as blocked, by a lock that
another client holds: others take their turns, and the blocked client has its next turn once it
has come back. So locks are really waited for. A demand for lock timeouts would be simpler, but a
statement that has waited can do what it does in no order without waiting: PostgreSQL at READ
COMMITTED changes the newest row by amounts that the statement read before it waited.

**What this leaves out.** Steps are as fine as the adapter makes them. A slow step that is taken
for a blocked one can only make an order be tried twice or not at all: whatever is reported did
happen. Only what is left in the end is compared, so a state in between counts when another event
acts on it. No failure of a machine or a connection is tried.
"""

from __future__ import annotations

import contextlib
import itertools
import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from queue import SimpleQueue
from typing import Any, NamedTuple, Protocol, TypeAlias

from neverfalls.counterexamples.conformance import Profile, profile
from neverfalls.spec.errors import NeverfallsError, NotEnabled

from .adapter import Adapter, Event, Number, Refused, Setting
from .running import number, stop

MOST = 1000
"""Most orders that are tried."""

MOST_STEPS = 100
"""Most steps that an event may have."""

PATIENCE = 200
"""Milliseconds after which a step that has not returned counts as blocked."""

STUCK = 10_000
"""Milliseconds after which clients that are all blocked count as waiting for each other."""


class Conflict(Exception):
    """Raised in ``steps`` when the database gave the event up because of a concurrent one.

    Nothing of the event may be left. It is run once more, alone, when all others are through.
    """


class Uncomparable(NeverfallsError):
    """A ledger cannot be tried with several clients, because it fails already with one."""


class ConcurrentAdapter(Adapter, Protocol):
    """A ledger that several clients use at a time."""

    def steps(self, event: Event) -> Iterator[None]:
        """Carry out an event as one client does, with a connection of its own.

        It yields wherever statements of another client may come in between. It is always resumed
        in the same thread, and closed in it where it is given up, so that ``finally`` cleans up.

        Raises:
            Refused: the event is not allowed, and nothing has changed.
            Conflict: the event was given up because of a concurrent one, and nothing has changed.
        """


@dataclass(frozen=True)
class Serial:
    """What events leave that happen one after the other.

    ``balances`` are in the profile's units; ``refused`` says of each event whether it is refused.
    """

    balances: Mapping[str, Number]
    refused: tuple[bool, ...]


Allowed: TypeAlias = Callable[[Sequence[Event]], Serial]
"""What a history of events leaves, from the opening on."""


class Turn(StrEnum):
    """What came of a client's turn."""

    PAUSED = "goes on"
    BLOCKED = "is blocked"
    DONE = "is done"
    REFUSED = "is refused"
    CONFLICT = "is given up because of the other"
    CRASHED = "crashes"

    @property
    def is_last(self) -> bool:
        """Whether the client has no further turn."""
        return self not in {Turn.PAUSED, Turn.BLOCKED}


class Taken(NamedTuple):
    """A turn of a client, which is counted from 0, and what came of it."""

    client: int
    turn: Turn


Trace: TypeAlias = tuple[Taken, ...]


@dataclass(frozen=True)
class Misfit:
    """An interleaving that leaves what no serial order leaves.

    ``trace`` has the turns as they were taken; ``refused`` says which events were refused;
    ``balances`` is what the ledger showed. ``nearest`` is the serial order with the fewest
    differences, as places in the events. ``differences`` maps each balance that differs from it to
    what it leaves and what was found, in the profile's units; where an event was refused and
    should not have been, or the other way round, that stands there under "client 1" and so on.
    ``why`` is what went wrong otherwise: a client crashed, or clients wait for each other.
    """

    trace: Trace
    refused: tuple[bool, ...] = ()
    balances: Mapping[str, Number] = field(default_factory=dict)
    nearest: tuple[int, ...] = ()
    differences: Mapping[str, tuple[Number | str, Number | str]] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True)
class Together:
    """What came of events that were run together.

    ``tried`` interleavings were run, and ``orders`` were looked at, of ``possible`` ones: where a
    client is blocked, several orders are the same interleaving. ``compared`` names the balances
    that the ledger showed.
    """

    events: tuple[Event, ...]
    tried: int
    orders: int
    possible: int
    compared: tuple[str, ...]
    misfit: Misfit | None = None

    @property
    def fits(self) -> bool:
        """Whether every interleaving that was tried equals some serial order."""
        return self.misfit is None

    @property
    def is_complete(self) -> bool:
        """Whether all interleavings were tried."""
        return self.fits and self.orders == self.possible

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for client, event in enumerate(self.events, 1):
            yield f"client {client}: {event}"
        misfit = self.misfit
        if misfit is None:
            part = "all" if self.is_complete else f"{self.orders:,} of"
            yield (
                f"{part} {self.possible:,} orders of their steps, {self.tried:,} of them different,"
                " leave what some order of the events leaves, one after the other"
            )
            return
        yield "these turns leave what no order of the events leaves, one after the other:"
        for client, turn in misfit.trace:
            yield f"  client {client + 1} {turn}"
        if misfit.why:
            yield misfit.why
        if misfit.nearest:
            order = ", then ".join(f"client {each + 1}" for each in misfit.nearest)
            yield f"the nearest is {order}; it differs in:"
            for key, (expected, found) in misfit.differences.items():
                yield f"  {key}: {expected} expected, {found} found"


def interleavings(counts: Sequence[int], most: int = MOST) -> Iterator[tuple[int, ...]]:
    """Orders in which clients can take their steps, ``counts`` of each; at most so many.

    An order lists clients, counted from 0. Those in which the turn passes from one client to
    another least often come first, so that the first one to go wrong is easy to follow; among
    them, those that begin with the first client. Within ``most`` there is none twice, and all are
    there if there are no more.
    """
    if not any(counts):
        return itertools.islice([()], most)
    every = (
        order for passes in range(sum(counts)) for order in _passing(tuple(counts), -1, passes)
    )
    return itertools.islice(every, most)


def _passing(counts: tuple[int, ...], last: int, passes: int) -> Iterator[tuple[int, ...]]:
    """Orders of the steps left, begun by another than the last client, with so many passes."""
    if passes < sum(map(bool, counts)) - 1:
        return
    for client, count in enumerate(counts):
        for size in range(count, 0, -1) if client != last else ():
            left = (*counts[:client], count - size, *counts[client + 1 :])
            if any(left):
                for further in _passing(left, client, passes - 1):
                    yield (client,) * size + further
            elif not passes:
                yield (client,) * size


def possible(counts: Sequence[int]) -> int:
    """How many orders there are in which clients can take so many steps each."""
    ways = math.factorial(sum(counts))
    for count in counts:
        ways //= math.factorial(count)
    return ways


def serially(name: str | Profile, members: Sequence[str]) -> Allowed:
    """What the model of a profile leaves, with these members.

    Raises:
        BadScheme: there is no such scheme.
        KeyError: the scheme has no such reading.
    """
    model = profile(name) if isinstance(name, str) else name

    def left(events: Sequence[Event]) -> Serial:
        state, refused = model.opening(members), []
        for event in events:
            arguments = {
                key: value if isinstance(value, str) else Fraction(value)
                for key, value in event.arguments.items()
            }
            try:
                state = model.ran(state, members, event.name, arguments)
                refused.append(False)
            except NotEnabled:
                refused.append(True)
        found = {**state, **model.derived(state, members)}
        balances = {
            key: value.numerator if value.denominator == 1 else Fraction(value)
            for key, value in found.items()
        }
        return Serial(balances, tuple(refused))

    return left


def check_pair(
    make_ledger: Callable[[], ConcurrentAdapter],
    setting: Setting,
    before: Sequence[Event],
    together: Sequence[Event],
    allowed: Allowed | Profile | str,
    *,
    most: int = MOST,
    patience: int = PATIENCE,
    stuck: int = STUCK,
) -> Together:
    """Run ``before`` one after the other, then ``together`` (two or three) in each interleaving.

    ``make_ledger`` returns a ledger anew for each interleaving. ``allowed`` is a profile, its id,
    or a function that says what a history of events leaves; only balances that the ledger shows
    are compared. Trying ends with the first interleaving that fits no serial order, or after
    ``most`` orders. A step counts as blocked after ``patience`` milliseconds, and clients that are
    all blocked count as waiting for each other after ``stuck`` milliseconds.

    Raises:
        Uncomparable: ``before`` alone leaves something else than it should, the ledger shows
            nothing, or an event has more than ``MOST_STEPS`` steps.
    """
    model = allowed if callable(allowed) else serially(allowed, setting.members)
    trial = _Trial(make_ledger, setting, before, together, model, patience, stuck)
    clients = range(len(together))
    counts = [1] * len(together)
    # One event after the other comes first: it shows how many steps each has.
    for order in itertools.permutations(clients):
        trace, misfit = trial.run([each for each in order for _ in range(MOST_STEPS)])
        if misfit is not None:
            return trial.result(1, possible(counts), misfit)
        for client in clients:
            own = [turn for who, turn in trace if who == client and turn is not Turn.BLOCKED]
            counts[client] = max(counts[client], len(own))
    orders = 0
    for order in interleavings(counts, most):
        orders += 1
        if not trial.known(order):
            _trace, misfit = trial.run(order)
            if misfit is not None:
                return trial.result(orders, possible(counts), misfit)
    return trial.result(orders, possible(counts))


class _Client:
    """One client: a thread that takes a step of its event whenever it is told to."""

    def __init__(self, ledger: ConcurrentAdapter, event: Event) -> None:
        self.event = event
        self.turn = Turn.PAUSED
        self.error = ""
        self.step: Future[Turn] | None = None
        self._turns: SimpleQueue[Future[Turn] | None] = SimpleQueue()
        # it must not keep the process alive where it waits for ever
        self._thread = threading.Thread(target=self._serve, args=(ledger,), daemon=True)
        self._thread.start()

    def _serve(self, ledger: ConcurrentAdapter) -> None:
        steps: Iterator[None] | None = None
        while (asked := self._turns.get()) is not None:
            try:
                steps = ledger.steps(self.event) if steps is None else steps
                next(steps)
                turn = Turn.PAUSED
            except StopIteration:
                turn = Turn.DONE
            except Refused:
                turn = Turn.REFUSED
            except Conflict:
                turn = Turn.CONFLICT
            except Exception as error:  # noqa: BLE001  (somebody else's code may raise anything)
                self.error = f"{type(error).__name__}: {error}"
                turn = Turn.CRASHED
            asked.set_result(turn)
        with contextlib.suppress(Exception):
            getattr(steps, "close", lambda: None)()

    def take(self, milliseconds: int) -> Turn:
        """Take a step, or go on waiting for one that is blocked."""
        if self.step is None:
            self.step = Future()
            self._turns.put(self.step)
        try:
            self.turn = self.step.result(milliseconds / 1000)
            self.step = None
        except TimeoutError:
            self.turn = Turn.BLOCKED
        return self.turn

    def end(self, milliseconds: int) -> None:
        """Give up what is left of the event."""
        self._turns.put(None)
        self._thread.join(milliseconds / 1000)


class _Trial:
    """Interleavings of the same events, each on a ledger of its own."""

    def __init__(
        self,
        make_ledger: Callable[[], ConcurrentAdapter],
        setting: Setting,
        before: Sequence[Event],
        together: Sequence[Event],
        model: Allowed,
        patience: int,
        stuck: int,
    ) -> None:
        self.make_ledger = make_ledger
        self.setting = setting
        self.before = tuple(before)
        self.together = tuple(together)
        self.patience = patience
        self.stuck = stuck
        self.start = model(self.before)
        self.serial = {
            order: self._of(model([*before, *(together[each] for each in order)]), order)
            for order in itertools.permutations(range(len(together)))
        }
        self.followed: dict[tuple[Trace, int], Trace] = {}
        self.tried = 0
        self.compared: tuple[str, ...] = ()

    def _of(self, found: Serial, order: Sequence[int]) -> Serial:
        """The same, with what was refused in the order of the events, and of them only."""
        refused = dict(zip(order, found.refused[len(self.before) :], strict=True))
        return Serial(found.balances, tuple(refused[each] for each in sorted(order)))

    def result(self, orders: int, total: int, misfit: Misfit | None = None) -> Together:
        """What came of all interleavings so far."""
        return Together(self.together, self.tried, orders, total, self.compared, misfit)

    def known(self, order: Sequence[int]) -> bool:
        """Whether this order has been run: blocked clients make it the same as an earlier one."""
        trace: Trace = ()
        turns = dict.fromkeys(range(len(self.together)), Turn.PAUSED)
        for client in itertools.chain(order, itertools.repeat(-1)):
            chosen = _chosen(client, turns)
            if chosen is None and client >= 0:
                continue
            if chosen is None:
                return True
            further = self.followed.get((trace, chosen))
            if further is None:
                return False
            trace += further
            turns |= dict(further)
        raise AssertionError

    def run(self, order: Sequence[int]) -> tuple[Trace, Misfit | None]:
        """Run one interleaving: a turn of a blocked client, or of one that is done, is left out.

        Turns that are still missing are taken at the end.
        """
        self.tried += 1
        ledger = self.make_ledger()
        clients: list[_Client] = []
        try:
            ledger.start(self.setting)
            self._begin(ledger)
            clients += [_Client(ledger, event) for event in self.together]
            trace = self._turns(clients, order)
            return trace, self._judged(ledger, clients, trace)
        finally:
            for client in clients:
                client.end(self.patience)
            stop(ledger)

    def _begin(self, ledger: ConcurrentAdapter) -> None:
        refused = []
        for event in self.before:
            try:
                ledger.apply(event)
                refused.append(False)
            except Refused:
                refused.append(True)
        if self.tried > 1:
            return
        shown = self._shown(ledger)
        if not shown:
            raise Uncomparable("observe() shows no balance, so nothing can be compared")
        self.compared = tuple(sorted(shown))
        found = _differences(self.start, shown, tuple(refused), "event")
        for key, (expected, value) in found.items():
            raise Uncomparable(
                f"before anything happens together {key} differs: {expected} expected, {value}"
                " found; run the cases first"
            )

    def _shown(self, ledger: ConcurrentAdapter) -> dict[str, Number]:
        shown = {key: number(key, value) for key, value in ledger.observe().items()}
        for key in shown:
            if key not in self.start.balances and key != "price.yuan":
                raise Uncomparable(f"observe() shows {key}, which the model does not have")
        return shown

    def _turns(self, clients: Sequence[_Client], order: Sequence[int]) -> Trace:
        trace: Trace = ()
        for client in itertools.chain(order, itertools.repeat(-1)):
            if len(trace) > len(clients) * (2 * MOST_STEPS):
                raise Uncomparable(f"an event has more than {MOST_STEPS} steps")
            turns = {each: found.turn for each, found in enumerate(clients)}
            if all(turn.is_last for turn in turns.values()):
                return trace
            chosen = _chosen(client, turns)
            if chosen is not None:
                further = [Taken(chosen, clients[chosen].take(self.patience))]
                if further[0].turn is not Turn.BLOCKED:
                    # whoever waited for this step comes back before the next
                    further += self._woken(clients, self.patience)
                self.followed[trace, chosen] = tuple(further)
                trace += tuple(further)
            elif client < 0:
                woken = self._woken(clients, self.stuck)
                if not woken:
                    return trace
                trace += tuple(woken)
        raise AssertionError

    def _woken(self, clients: Sequence[_Client], milliseconds: int) -> list[Taken]:
        """Blocked clients that have come back."""
        blocked = [(n, each) for n, each in enumerate(clients) if each.turn is Turn.BLOCKED]
        return [
            Taken(n, each.turn)
            for n, each in blocked
            if each.take(milliseconds) is not Turn.BLOCKED
        ]

    def _judged(
        self, ledger: ConcurrentAdapter, clients: Sequence[_Client], trace: Trace
    ) -> Misfit | None:
        turns = [client.turn for client in clients]
        if Turn.BLOCKED in turns:
            why = f"nobody comes back within {self.stuck:,} milliseconds: they wait for each other"
            return Misfit(trace, why=why)
        for each, turn in enumerate(turns):
            if turn is Turn.CONFLICT:
                turns[each], error = self._alone(ledger, self.together[each])
                trace += (Taken(each, turns[each]),)
            else:
                error = clients[each].error
            if turns[each] in {Turn.CRASHED, Turn.CONFLICT, Turn.BLOCKED}:
                alone = " although it is alone by now" if turn is Turn.CONFLICT else ""
                return Misfit(trace, why=f"client {each + 1} {turns[each]}{alone}: {error}")
        refused = tuple(turn is Turn.REFUSED for turn in turns)
        shown = self._shown(ledger)
        found = {
            order: _differences(serial, shown, refused, "client")
            for order, serial in self.serial.items()
        }
        nearest = min(found, key=lambda order: _distance(found[order]))
        if not found[nearest]:
            return None
        return Misfit(trace, refused, shown, nearest, found[nearest])

    def _alone(self, ledger: ConcurrentAdapter, event: Event) -> tuple[Turn, str]:
        """Run an event once more, when all others are through."""
        client = _Client(ledger, event)
        try:
            for _step in range(MOST_STEPS + 1):
                if client.take(self.stuck) is not Turn.PAUSED:
                    break
            return client.turn, client.error
        finally:
            client.end(self.patience)


def _chosen(client: int, turns: Mapping[int, Turn]) -> int | None:
    """Whose turn it is: this client's, or with -1 the first one's who can go on; else nobody's."""
    asked = [client] if client >= 0 else sorted(turns)
    return next((each for each in asked if turns[each] is Turn.PAUSED), None)


def _differences(
    serial: Serial, shown: Mapping[str, Number], refused: tuple[bool, ...], what: str
) -> dict[str, tuple[Number | str, Number | str]]:
    """Where a ledger differs from a serial order: an event or balance, expected and found."""
    words = {False: "accepted", True: "refused"}
    found: dict[str, tuple[Number | str, Number | str]] = {
        f"{what} {place}": (words[expected], words[was])
        for place, (expected, was) in enumerate(zip(serial.refused, refused, strict=True), 1)
        if expected is not was
    }
    for key, value in shown.items():
        expected = serial.balances.get(key, "no price")
        if value != expected:
            found[key] = (expected, value)
    return found


def _distance(differences: Mapping[str, tuple[Any, Any]]) -> tuple[int, Fraction]:
    """How far a serial order is: in how many places, and by how much all together."""
    pairs = differences.values()
    amounts = (Fraction(abs(a - b)) for a, b in pairs if not isinstance(a, str))
    return len(differences), sum(amounts, Fraction(0))


__all__ = [
    "Allowed",
    "ConcurrentAdapter",
    "Conflict",
    "Misfit",
    "Serial",
    "Taken",
    "Together",
    "Turn",
    "Uncomparable",
    "check_pair",
    "interleavings",
    "possible",
    "serially",
]
