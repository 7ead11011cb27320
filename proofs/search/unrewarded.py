"""Purchases that are granted nothing, because their points are rounded down to none.

Each of them lifts the price by a part of itself, so a few lift it as far as one likes; but they are
more than a search can reach. The greatest amount that is granted nothing is found on exact
fractions, and paid again and again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from itertools import zip_longest
from typing import Any, NamedTuple

from neverfalls.counterexamples.replay import NUMBERS, State
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import World
from neverfalls.spec.schemes.scheme import Scheme

from .letters import Letter
from .run import Run
from .traces import first_violation
from .trials import closed_at

MOST = 120
"""Most purchases that are granted nothing."""

BITS = 40
"""An amount is sought among so many powers of two of the smallest coin."""

Event = tuple[str, dict[str, Any]]


class History(NamedTuple):
    """Events, and the states that they led to."""

    events: tuple[Event, ...]
    states: tuple[list[State], ...]

    def breaks(self, law: Scheme, roster: Sequence[str], claim: Claim) -> bool:
        """Whether the last event breaks the claim."""
        return first_violation(law, roster, claim, self.states[-2:]) is not None


def unrewarded(
    scheme: Scheme, claim: Claim, last: Collection[str]
) -> tuple[Run, Mapping[str, Fraction]] | None:
    """A history of such purchases, or of these and one event more, that breaks the claim.

    It is the shortest of those that are tried, with its amounts.
    """
    if "rounding" not in scheme.mechanisms or "purchase" not in scheme.rules:
        return None
    start = replace(Run.start(scheme, scheme.roster(max(1, len(scheme.members)))), scheme=scheme)
    law = scheme.closed(closed_at(start))
    climbs = [Climb(law, start.roster, most).histories() for most in Most]
    for several in zip_longest(*climbs):
        for history in filter(None, several):
            if history.events[-1][0] in last and history.breaks(law, start.roster, claim):
                return _as_run(start, history.events)
    return None


class Most(Enum):
    """The points that the first purchase is granted at most."""

    NONE = "none"
    ONE_STEP = "one step"
    TYPICAL = "those of a typical purchase"


@dataclass(frozen=True)
class Climb:
    """Histories that begin with a purchase, as large as its points allow, and go on with such as
    are granted none; each ends with one of these, or else with one event more."""

    law: Scheme
    roster: Sequence[str]
    most: Most

    def histories(self) -> Iterator[History]:
        """From the shortest on."""
        buyer = self.roster[0]
        history: History | None = History((), ([self.law.opening_state(self.roster)],))
        for number in range(MOST):
            if history is None:
                return
            state = history.states[-1][-1]
            paid = self._greatest(state, self._first(state) if number == 0 else Fraction(0))
            if paid <= 0:
                return
            history = self._then(history, self._purchase(paid))
            if history is None:
                return
            ends = [self._purchase(Fraction(self.law.parameters.order))]
            points = history.states[-1][-1][f"{buyer}.points"]
            if "sell" in self.law.rules and points > 0:
                ends.append(("sell", {"seller": buyer, "points": points}))
            yield history
            yield from filter(None, (self._then(history, each) for each in ends))

    def _first(self, state: State) -> Fraction:
        """The points that the first purchase is granted at most."""
        if self.most is Most.TYPICAL:
            return self._granted(state, Fraction(self.law.parameters.order))
        return Fraction(self.law.parameters.points_step if self.most is Most.ONE_STEP else 0)

    def _greatest(self, state: State, points: Fraction) -> Fraction:
        """The greatest purchase, in whole coins, that is granted at most so many points, if any."""
        coin = Fraction(self.law.parameters.money_step)
        coins = 0
        for bit in reversed(range(BITS)):
            more = coins + 2**bit
            if self._granted(state, more * coin) <= points:
                coins = more
        return coins * coin if coins < 2**BITS - 1 else Fraction(0)

    def _granted(self, state: State, paid: Fraction) -> Fraction:
        world = World(self.law, NUMBERS, dict(state), self.roster)
        rule, arguments = self._purchase(paid)
        try:
            world.run(self.law.rules[rule], arguments)
        except NeverfallsError:  # where it is not allowed it counts as too much
            return Fraction(2**BITS)
        key = f"{self.roster[0]}.points"
        return Fraction(world.state[key] - state[key])

    def _purchase(self, paid: Fraction) -> Event:
        return "purchase", {"buyer": self.roster[0], "paid": paid}

    def _then(self, history: History, event: Event) -> History | None:
        """The history with one more event, unless that is refused."""
        rule, arguments = event
        world = World(self.law, NUMBERS, dict(history.states[-1][-1]), self.roster)
        try:
            observed = world.run(self.law.rules[rule], arguments)
        except NeverfallsError:
            return None
        return History((*history.events, event), (*history.states, observed))


def _as_run(start: Run, events: Sequence[Event]) -> tuple[Run, Mapping[str, Fraction]] | None:
    """The same history as a word with its amounts."""
    run: Run | None = start
    for rule, _arguments in events:
        run = run and run.extend(Letter(rule, start.roster[:1]))
    if run is None:
        return None
    given = {
        unknown.label: Fraction(events[unknown.step - 1][1][unknown.argument])
        for unknown in run.unknowns
    }
    return run, {**closed_at(run), **given}
