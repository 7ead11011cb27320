"""A ledger and the exact rules side by side, along events that nobody has worked out before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from neverfalls.counterexamples.conformance import Profile
from neverfalls.counterexamples.conformance.stepping import Books

from .adapter import Adapter, Event, Number
from .prepared import Prepared, Source, Step, as_number, profile_of, setting
from .running import Driver, Result, number, stop

KEPT = 12
"""How many events before a difference are told."""


class Follower:
    """A run whose next event is given only when the one before has happened."""

    def __init__(
        self, profile: Profile, members: Sequence[str], tolerance: Number, kept: int | None = None
    ) -> None:
        self.profile = profile
        self.books = Books(profile, members)
        opening = {key: as_number(profile, value) for key, value in self.books.state.items()}
        case = Prepared("followed", (), profile, setting(profile, members), opening, ())
        self.driver = Driver(case, tolerance, kept)
        self.ledger: Adapter | None = None

    def begin(self, make: Callable[[], Adapter]) -> Result | None:
        """Start a ledger; what is wrong with its opening, if something is."""

        def begun() -> Result | None:
            self.ledger = make()
            return self.driver.begin(self.ledger)

        return self._told(begun)

    def happen(self, event: Event) -> Result | None:
        """Let an event happen in both; what differs, if something does.

        Raises:
            KeyError: the rules know no such event.
            BadArguments: an argument is missing, or is none that the event takes.
        """
        changes, refused, clauses = self.books.happen(event.name, event.arguments)
        changed = {key: as_number(self.profile, value) for key, value in changes.items()}
        step = Step(event, changed, refused, clauses)
        return self._told(lambda: self.driver.follow(step))

    def end(self) -> Result:
        """What came of all events."""
        found = self._told(self.driver.end)
        assert found is not None
        return found

    def stop(self) -> None:
        """Let the ledger clean up."""
        if self.ledger is not None:
            stop(self.ledger)

    def _told(self, work: Callable[[], Result | None]) -> Result | None:
        try:
            return work()
        except Exception as error:  # noqa: BLE001  (somebody else's code may raise anything)
            return self.driver.crashed(error)


def follow(
    make: Callable[[], Adapter],
    profile: str | Profile,
    members: Sequence[str],
    events: Iterable[Event],
    *,
    tolerance: Number | str = 0,
    suite: Source | None = None,
) -> Result:
    """Let events happen in a ledger and by the rules, such as all those of a month in production.

    Memory does not grow with the number of events. In a profile of whole units, neither does the
    time that one event takes; exact fractions become ever longer. The result tells only the last
    events before a difference. A ledger that has many balances should have ``changed`` as well.

    Raises:
        BadSuite: a file is no suite, or none that can be run.
        UnknownProfile: there is no such profile.
        KeyError: the rules know no such event.
        BadArguments: an argument is missing, or is none that the event takes.
    """
    follower = Follower(profile_of(profile, suite), members, number("tolerance", tolerance), KEPT)
    try:
        failure = follower.begin(make)
        for event in events:
            failure = failure or follower.happen(event)
            if failure is not None:
                return failure
        return failure or follower.end()
    finally:
        follower.stop()
