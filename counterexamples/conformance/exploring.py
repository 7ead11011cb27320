"""Finding cases: the shortest histories that show each requirement and decision from every side.

States are visited from the opening, shortest histories first. In each, every event is tried with
round amounts, with all and half of what somebody has, and one unit more and less than that, which
is where a comparison changes sides.
"""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from neverfalls.spec.mechanisms.purchase import Grant
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.parameters import PARAMETERS

from ..replay import State
from .profile import Profile
from .shrinking import Happening, History, simplest
from .watching import BadArguments, Seen, Shown, watch

STATES = 400
"""Most states that are visited for one profile."""

LENGTH = 5
"""Most events of a history that the search finds."""

ONE = Fraction(1)


@dataclass
class Explored:
    """What a search has found: which history first showed what."""

    cases: dict[History, set[Shown]] = field(default_factory=dict)
    shown: set[Shown] = field(default_factory=set)


class Explorer:
    """A search for cases of one profile."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        scheme = profile.scheme
        self.members = scheme.roster(max(2, len(scheme.members) + 1))
        self.unit = ONE if profile.whole else Fraction(1, 100)
        self.opening = profile.opening(self.members)

    def explore(self) -> Explored:
        """The cases, in the order in which they were found."""
        found = Explored()
        waiting: deque[tuple[State, History]] = deque([(self.opening, ())])
        known = {tuple(self.opening.values())}
        visited = 0
        while waiting and visited < STATES:
            state, history = waiting.popleft()
            visited += 1
            for happening, goes_on in self.tried(state, history):
                seen = self._seen(state, happening)
                if seen is None:
                    continue
                new = seen.shown - found.shown
                if new:
                    found.shown |= new
                    found.cases.setdefault((*history, happening), set()).update(new)
                if seen.state is None or not goes_on or len(history) + 1 >= LENGTH:
                    continue
                key = tuple(seen.state.values())
                if key not in known:
                    known.add(key)
                    waiting.append((seen.state, (*history, happening)))
        short: dict[History, set[Shown]] = {}
        for case, wanted in found.cases.items():
            made = simplest(case, partial(self._shows, wanted), self.profile.scheme.members)
            short.setdefault(made, set()).update(wanted)
        found.cases = short
        return found

    def _seen(self, state: State, happening: Happening) -> Seen | None:
        arguments = dict(happening.arguments)
        try:
            return watch(self.profile, state, self.members, happening.rule, arguments)
        except BadArguments:
            return None

    def _shows(self, wanted: set[Shown], history: History) -> bool:
        state = self.opening
        for happening in history[:-1]:
            seen = self._seen(state, happening)
            if seen is None or seen.state is None:
                return False
            state = seen.state
        last = self._seen(state, history[-1])
        return last is not None and wanted <= last.shown

    def tried(self, state: State, history: History) -> Iterator[tuple[Happening, bool]]:
        """Events to try here, and whether the search goes on from what they leave."""
        named = {
            value for each in history for _name, value in each.arguments if str(value) == value
        }
        for rule in self.profile.scheme.rules.values():
            wanted = [name for name, sort in rule.sorts.items() if sort == "Member"]
            for chosen in itertools.permutations(self.members, len(wanted)):
                if not self._in_order(named, chosen):
                    continue
                people = dict(zip(wanted, chosen, strict=True))
                for amounts, goes_on in self._amounts(rule, state, people):
                    given = {**people, **amounts}
                    order = [*(name for name in rule.sorts if name in given), *given]
                    pairs = tuple((name, given[name]) for name in dict.fromkeys(order))
                    yield Happening(rule.name, pairs), goes_on

    def likely(self, state: State, history: History) -> Iterator[Happening]:
        """Events that members might well try here: what the search goes on from."""
        return (happening for happening, goes_on in self.tried(state, history) if goes_on)

    def _in_order(self, named: set[Any], chosen: Sequence[str]) -> bool:
        """Whether newcomers come in the order of their names; another order shows nothing new."""
        known = [
            name for name in self.members if name in named or name in self.profile.scheme.members
        ]
        for name in chosen:
            if name not in known:
                expected = next(each for each in self.members if each not in known)
                if name != expected:
                    return False
                known.append(name)
        return True

    def _amounts(
        self, rule: Rule, state: State, people: Mapping[str, str]
    ) -> Iterator[tuple[dict[str, Fraction], bool]]:
        names = [name for name, sort in rule.sorts.items() if sort != "Member"]
        lists = [self._candidates(rule.sorts[name], state, people.values()) for name in names]
        decided = list(self._decided())
        for number, row in enumerate(itertools.product(*lists)):
            goes_on = all(each.goes_on for each in row)
            amounts = {name: each.amount for name, each in zip(names, row, strict=True)}
            yield amounts, goes_on
            if number == 0 and decided and not names:
                for chosen in decided:
                    yield chosen, True

    def _decided(self) -> Iterator[dict[str, Fraction]]:
        """Rates that the platform picks for a day, where a reading lets it."""
        readings = self.profile.scheme.readings
        if "dividend_rates" not in self.profile.scheme.relevant_questions:
            return
        if readings.dividend_rates.value != "chosen-daily":
            return
        t = self.profile.scheme.parameters
        low = Fraction(t.lowest_dividend_rate)
        high = Fraction(t.highest_dividend_rate)
        step = Fraction(1, 100)
        names = [
            name
            for name, room in (("daily_rate", "daily-dividend"), ("tier_rate", "tier-dividend"))
            if room in self.profile.scheme.mechanisms
        ]
        yield dict.fromkeys(names, low)
        yield dict.fromkeys(names, high)
        for name in names:
            for value in (low - step, high + step):
                yield {**dict.fromkeys(names, low), name: value}

    def _candidates(self, sort: str, state: State, people: Iterator[str] | Any) -> list[_Candidate]:
        named = list(people)
        if sort == "Count":
            counts = [ONE, Fraction(0), Fraction(2), *self._stated({"members", "items"})]
            return [_Candidate(each, each > 0) for each in dict.fromkeys(counts)]
        if sort == "Yuan":
            order = self._order()
            some = [order, *(each for each in self._stated({"yuan"}) if each > 0)]
            some += [amount for key, amount in state.items() if _is_money(key) and amount > 0]
            rest = [Fraction(0), -self.unit]
            edges = [each + self.unit for each in some[1:]]
            goes_on = {order, *self._stated({"yuan"})}
            return [
                _Candidate(each, each in goes_on and each > 0)
                for each in dict.fromkeys([*some, *rest, *edges])
            ]
        asset = sort.lower()
        own = [
            state[key]
            for name in named
            for key in state
            if key.startswith(f"{name}.") and _kind(key) == asset and state[key] > 0
        ]
        shared = [
            amount
            for key, amount in state.items()
            if _kind(key) == asset and key.partition(".")[0] not in self.members and amount > 0
        ]
        halves = [self._half(each) for each in own]
        wholes = list(dict.fromkeys([*own, *halves]))
        some = [*wholes, *shared, self.unit, Fraction(0), -self.unit]
        some += [each + self.unit for each in (*own, *shared)]
        return [_Candidate(each, each in wholes) for each in dict.fromkeys(some)]

    def _order(self) -> Fraction:
        """A typical purchase; a larger one where that would not be granted two whole points."""
        t, readings = self.profile.scheme.parameters, self.profile.scheme.readings
        order = Fraction(t.order)
        if self.profile.whole and readings.grant is Grant.FIXED_NUMBER:
            return max(order, Fraction(2 / t.points_per_yuan))
        return order

    def _half(self, amount: Fraction) -> Fraction:
        half, scheme = amount / 2, self.profile.scheme
        if self.profile.whole:
            return Fraction(math.ceil(half))
        if "rounding" in scheme.mechanisms:
            step = scheme.parameters.points_step
            return Fraction(math.ceil(half / step) * step)
        return half

    def _stated(self, units: set[str]) -> Iterator[Fraction]:
        for name in self.profile.scheme.relevant_parameters:
            if PARAMETERS[name].unit in units:
                value = getattr(self.profile.scheme.parameters, name)
                yield from value if isinstance(value, tuple) else (value,)


class _Candidate(NamedTuple):
    amount: Fraction
    goes_on: bool


def _is_money(key: str) -> bool:
    return key.endswith((".yuan", ".debt")) or key.startswith("circle.")


def _kind(key: str) -> str:
    last = key.rpartition(".")[2]
    return "constants" if last == "takings" else last
