"""Which clauses fix a balance: those that the lines of the rules cite which post to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from neverfalls.counterexamples.conformance import Profile
from neverfalls.counterexamples.conformance.profile import NUMBERS
from neverfalls.counterexamples.conformance.whole import WholeUnits
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import World

from .adapter import Event


def clauses_of(
    profile: Profile, before: Mapping[str, Any], members: Sequence[str], event: Event, key: str
) -> tuple[str, ...]:
    """The clauses that fix this balance when the event happens; else all that the event cites.

    Of an event that must not change the balance, these are all clauses of its rule.
    """
    rule = profile.scheme.rules.get(event.name)
    if rule is None:
        return ()
    state = {name: Fraction(value) for name, value in before.items()}
    kind = _CitingWhole if profile.whole else _Citing
    world = kind(profile.scheme, NUMBERS, state, members)
    world.cited, world.named = {}, []
    arguments = {
        name: value if isinstance(value, str) else Fraction(value)
        for name, value in event.arguments.items()
    }
    try:
        world.run(rule, arguments)
    except NeverfallsError:
        return all_clauses(profile, event)
    cited = world.cited.get(FOLLOWS.get(key, key), ())
    return tuple(dict.fromkeys((*cited, *world.named))) if cited else all_clauses(profile, event)


FOLLOWS = {"supply.points": "issuer.points", "price.yuan": "pool.yuan"}
"""What can be observed, and the balance that it follows from."""


def all_clauses(profile: Profile, event: Event) -> tuple[str, ...]:
    """All clauses that an event cites, with those of the mechanisms that listen to it."""
    rule = profile.scheme.rules.get(event.name)
    if rule is None:
        return ()
    found = list(rule.clauses)
    for happening in LISTENED.get(event.name, ()):
        for effect in profile.scheme.effects(happening):
            for room in profile.scheme.rooms:
                if effect in room.effects.get(happening, ()):
                    found += room.effect_clauses[effect.__name__]
    return tuple(dict.fromkeys(found))


LISTENED = {"close_day": ("day closing", "day closed"), "close_month": ("month closing",)}
"""What the events announce that do nothing else."""


class _Citing(World):
    """A world that remembers which clauses its postings cite."""

    cited: dict[str, list[str]]
    named: list[str]

    def _cite(self, clauses: Sequence[str], *keys: str) -> None:
        for key in keys:
            self.cited.setdefault(key, []).extend(clauses)

    def let(self, name: str, amount: Any, *clauses: str) -> Any:
        # an amount that a line names, such as the price, decides what the postings are
        self.named.extend(clauses)
        return super().let(name, amount, *clauses)

    def move(self, source: str, target: str, amount: Any, *clauses: str) -> None:
        super().move(source, target, amount, *clauses)
        if amount:
            self._cite(clauses, source, target)

    def note(self, record: str, amount: Any, *clauses: str) -> None:
        super().note(record, amount, *clauses)
        if amount:
            self._cite(clauses, record)

    def write(self, record: str, value: Any, *clauses: str) -> None:
        super().write(record, value, *clauses)
        self._cite(clauses, record)


class _CitingWhole(_Citing, WholeUnits):
    """The same in whole units."""
