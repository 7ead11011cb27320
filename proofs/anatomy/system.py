"""A scheme with a few named members as a transition system: states, and the events between them.

The rules are the same text as ever; every event is run once on symbols, for each choice of members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any

from neverfalls.spec.claims.claim import Claim, Kind
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import SymbolicNumbers, Truth, terms
from neverfalls.spec.schemes.scheme import Scheme

FEWEST = 2
"""Members of a system at least; one more than any rule names, so that there is a bystander."""


@dataclass(frozen=True)
class Event:
    """One event of named members: what it requires, its unknown amounts, and the states after it.

    ``numbers`` defines the quotients in all of these.
    """

    rule: Rule
    members: Mapping[str, str]
    amounts: Mapping[str, str]
    numbers: SymbolicNumbers
    requires: tuple[Truth, ...]
    states: tuple[dict[str, Any], ...]

    @property
    def name(self) -> str:
        """The rule and whom it names."""
        return " ".join((self.rule.name, *self.members.values()))


class System:
    """A scheme with so many members that every rule can name different ones."""

    def __init__(self, scheme: Scheme, fewest: int = FEWEST) -> None:
        self.scheme = scheme
        named = [list(rule.sorts.values()).count("Member") for rule in scheme.rules.values()]
        count = max(fewest, len(scheme.members), max(named, default=0) + 1)
        self.roster = scheme.roster(count)
        members = [f"{who}.{entry}" for who in self.roster for entry in scheme.member_entries()]
        self.keys: tuple[str, ...] = (*scheme.shared_entries(), *members)
        self.state = {key: terms.name(key) for key in self.keys}

    @property
    def opening(self) -> dict[str, Any]:
        """The state before anything happens."""
        return dict(self.scheme.opening_state(self.roster))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """All events that may be possible in some state."""
        return tuple(self._events())

    def _events(self) -> Iterator[Event]:
        for rule in self.scheme.rules.values():
            places = [name for name, sort in rule.sorts.items() if sort == "Member"]
            for chosen in permutations(self.roster, len(places)):
                event = self._event(rule, dict(zip(places, chosen, strict=True)))
                if event is not None:
                    yield event

    def _event(self, rule: Rule, members: Mapping[str, str]) -> Event | None:
        numbers = SymbolicNumbers()
        amounts = {n: sort for n, sort in rule.sorts.items() if sort != "Member"}
        arguments: dict[str, Any] = {each: numbers.unknown(each) for each in amounts}
        world = World(self.scheme, numbers, dict(self.state), self.roster)
        try:
            states = world.run(rule, {**arguments, **members})
        except NotEnabled:
            return None
        requires = [truth for _why, truth in world.requirements]
        for name, sort in amounts.items():
            if sort == "Count":
                whole = terms.floor(arguments[name])
                requires.append(terms.equal(whole, arguments[name]))
        if any(each is False for each in requires):
            return None
        amounts |= {each: "Rate" for each in numbers.unknowns if each not in amounts}
        return Event(rule, members, amounts, numbers, tuple(requires), tuple(states))

    def view(self, numbers: Any, state: dict[str, Any]) -> View:
        """A state that claims can be asked about."""
        return View(self.scheme, numbers, state, self.roster)

    def holds(
        self, claim: Claim, numbers: Any, before: dict[str, Any] | None, now: dict[str, Any]
    ) -> Truth:
        """That a claim holds in a state, or from one to the next; of every member."""
        if claim.kind is Kind.EVENTUAL or (claim.kind is Kind.STEP and before is None):
            return True
        view = self.view(numbers, now)
        earlier = None if before is None else self.view(numbers, before)
        names: Sequence[str | None] = self.roster if claim.per_member else (None,)
        return numbers.both(
            *(each.holds(view) for name in names for each in claim.checks(earlier, view, name))
        )

    def holds_after(self, claim: Claim, event: Event, numbers: SymbolicNumbers) -> Truth:
        """That a claim holds in every state that is observed while an event happens."""
        before, found = self.state, []
        for now in event.states:
            found.append(self.holds(claim, numbers, before, now))
            before = now
        return terms.all_of(*found)
