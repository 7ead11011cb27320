"""Long histories: the rules run event after event on the same books, which are not copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers.exact import exactly

from ..replay import State
from .profile import NUMBERS, Profile
from .recording import decided
from .whole import WholeUnits


class Happened(NamedTuple):
    """What an event did: the balances that it changed, or why it was refused, by which clauses."""

    changes: Mapping[str, Fraction]
    refused: str
    clauses: tuple[str, ...]


class Books:
    """The books of a profile. ``happen`` changes them, or leaves them as they were.

    An event takes time and memory by the balances that it reads, not by how many there are.
    """

    def __init__(self, profile: Profile, members: Sequence[str]) -> None:
        self.profile = profile
        self._state = _Remembering(profile.opening(members))
        kind = _InPlaceWhole if profile.whole else _InPlace
        self._world = kind(profile.scheme, NUMBERS, self._state, members)
        self._world.roster = _Roster(members)
        self._world.cited = ()
        self._decided = decided(profile)

    @property
    def state(self) -> State:
        """All balances as they are now; it goes on changing."""
        return self._state

    def happen(self, rule: str, arguments: Mapping[str, Any]) -> Happened:
        """Let an event happen.

        What the platform decides when a day closes, and the arguments do not say, is the scheme's
        own number; a decision that the reading does not leave to the platform is left out.

        Raises:
            KeyError: there is no such event.
            BadArguments: an argument is missing, or is none that the event takes.
        """
        found = self.profile.scheme.rules[rule]
        given: dict[str, Any] = {
            name: value if isinstance(value, str) else exactly(value)
            for name, value in arguments.items()
            if name in found.sorts or name in self._decided
        }
        if rule == "close_day":
            given = {**self._decided, **given}
        state, world = self._state, self._world
        world.cited = ()
        before = state.before = {}
        try:
            world.run(found, given)
        except NotEnabled as error:
            self._undo(before)
            return Happened({}, error.requirement, world.cited or found.clauses)
        except BaseException:
            self._undo(before)
            raise
        changes = {key: state[key] for key, value in before.items() if state[key] != value}
        return Happened(changes, "", ())

    def _undo(self, before: Mapping[str, Fraction]) -> None:
        for key, value in before.items():
            dict.__setitem__(self._state, key, value)


class _Remembering(dict[str, Any]):
    """Balances that remember what stood there before the event."""

    before: dict[str, Any]

    def __init__(self, state: Mapping[str, Any]) -> None:
        super().__init__(state)
        self.before = {}

    def __setitem__(self, key: str, value: Any) -> None:
        self.before.setdefault(key, self[key])
        super().__setitem__(key, value)


class _Roster(tuple[str, ...]):
    """Members among whom one is found at once, however many there are."""

    _names: frozenset[str]

    def __new__(cls, names: Sequence[str]) -> _Roster:
        made = super().__new__(cls, names)
        made._names = frozenset(names)
        return made

    def __contains__(self, name: object) -> bool:
        return name in self._names


class _InPlace(World):
    """A world of which nobody keeps the states, and that remembers the last clauses it required."""

    cited: tuple[str, ...]

    def require(self, condition: Any, why: str, *clauses: str) -> None:
        self.cited = clauses
        super().require(condition, why, *clauses)

    def seen(self) -> dict[str, Any]:
        return self.state


class _InPlaceWhole(_InPlace, WholeUnits):
    """The same in whole units."""
