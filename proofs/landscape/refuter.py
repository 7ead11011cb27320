"""What else a counterexample breaks: the readings under which the same events break the claim.

Exact execution, without a solver. The effects of an announcement run one after the other, and
readings that lead to the same balances go on together; so no product of all answers is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from neverfalls.counterexamples import Trace
from neverfalls.counterexamples.replay import NUMBERS, State, broken_at
from neverfalls.counterexamples.setting import arguments_of, scheme_of
from neverfalls.counterexamples.trace import Step
from neverfalls.spec.claims.claim import CLAIMS, Claim, Kind
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import Member, Setting, World
from neverfalls.spec.numbers import Amount
from neverfalls.spec.schemes.scheme import Scheme

from ..forking.forks import ANY, Asked, Choices, Cube, paths, simplified
from ..search.traces import first_violation


@dataclass(frozen=True)
class Refutation:
    """The events of a trace break a claim under every reading of the cube."""

    claim: str
    cube: Cube
    trace: Trace


class Outcome(NamedTuple):
    """Balances that effects can lead to, what was observed meanwhile, and under which readings."""

    cubes: list[Cube]
    state: State
    observed: list[State]


class Course(NamedTuple):
    """The states that events can lead to, the opening first, and under which readings."""

    cubes: list[Cube]
    states: list[list[State]]


class Parting(World):
    """An exact world in which readings part only where balances do.

    ``picked`` are the numbers that the platform picks: within its bounds, else the most it may.
    ``outcomes`` keeps what announcements come to, for all worlds of the same event; ``start`` is
    the state before it, by which others are told apart.
    """

    readings: Asked

    def __init__(
        self,
        scheme: Setting,
        state: State,
        roster: Sequence[str],
        picked: Mapping[str, Amount],
        outcomes: dict[Any, list[Outcome]],
        start: State,
    ) -> None:
        super().__init__(scheme, NUMBERS, dict(state), roster)
        self.picked = picked
        self.outcomes = outcomes
        self.start = start

    def decide(self, name: str, at_least: Amount, at_most: Amount, *_clauses: str) -> Amount:
        """The trace's number, kept within the bounds."""
        return min(max(self.picked.get(name, at_most), at_least), at_most)

    def announce(self, happening: str, *details: Any) -> None:
        """Run the effects in turn, and go on with one of the outcomes they can have."""
        asked = self.readings
        key = (
            happening,
            *(_changes(each, self.start) for each in (self.state, *self.observed)),
            tuple(each.name if isinstance(each, Member) else each for each in details),
            frozenset(frozenset(cube.items()) for cube in asked.cubes),
        )
        if key not in self.outcomes:
            self.outcomes[key] = self._outcomes(happening, details)
        outcomes = self.outcomes[key]
        if not outcomes:
            raise Impossible
        taken = outcomes[asked.route.take(len(outcomes))]
        asked.decide(taken.cubes)
        self.state.clear()
        self.state.update(taken.state)
        self.observed[:] = taken.observed

    def _outcomes(self, happening: str, details: Sequence[Any]) -> list[Outcome]:
        """What the effects can lead to, one after the other."""
        choices, start = self.readings.choices, dict(self.state)
        outcomes = [Outcome(self.readings.cubes, start, list(self.observed))]
        for effect in self.scheme.effects(happening):
            ends = [
                Outcome(cubes, *end)
                for before in outcomes
                for cubes, end in paths(choices, self._after(before, effect, details), before.cubes)
                if end is not None
            ]
            outcomes = _joined(ends, start, choices)
        return outcomes

    def _after(
        self, before: Outcome, effect: Callable[..., None], details: Sequence[Any]
    ) -> Callable[[Asked], tuple[State, list[State]] | None]:
        def run(asked: Asked) -> tuple[State, list[State]] | None:
            scheme = self.scheme.reading(asked)
            world = Parting(
                scheme, before.state, self.roster, self.picked, self.outcomes, self.start
            )
            world.rule, world.observed = self.rule, list(before.observed)
            own = [
                world.member(each.name) if isinstance(each, Member) else each for each in details
            ]
            try:
                effect(world, *own)
            except (NeverfallsError, Impossible):
                return None
            return world.state, world.observed

        return run


class Impossible(Exception):
    """Under no reading of the path can the event go on."""


def _changes(state: State, start: State) -> tuple[tuple[str, int, int], ...]:
    """What a state is told by: most entries are still those of the start, and need no look.

    Whole numbers, because the hash of a fraction takes long.
    """
    return tuple(
        (key, value.numerator, value.denominator)
        for key, value in state.items()
        if value is not start[key]
    )


def _joined(ends: Iterable[Outcome], start: State, choices: Choices) -> list[Outcome]:
    """The outcomes with the same balances as one, with all readings that lead to it."""
    groups: dict[Any, Outcome] = {}
    for cubes, state, observed in ends:
        key = tuple(_changes(each, start) for each in (state, *observed))
        groups.setdefault(key, Outcome([], state, observed)).cubes.extend(cubes)
    return [each._replace(cubes=simplified(each.cubes, choices)) for each in groups.values()]


class Refuter:
    """Finds the readings, among those that are open, under which traces break their claims."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self._known: dict[Any, list[Course]] = {}

    def refutations(self, trace: Trace) -> list[Refutation]:
        """All readings under which the events of a trace break its claim."""
        scheme, claim = scheme_of(trace), CLAIMS[trace.claim]
        found: list[Cube] = []
        for course in self._courses(trace, scheme):
            run = _ending(trace, scheme, claim, course.states)
            for cubes, broken in paths(self.choices, run, course.cubes):
                if broken:
                    found.extend(cubes)
        cubes = simplified(found, self.choices)
        return [Refutation(claim.name, cube, trace) for cube in cubes]

    def _courses(self, trace: Trace, scheme: Scheme) -> list[Course]:
        """What the events of a trace can lead to; traces that end alike share it."""
        events = tuple((step.rule, *step.arguments.items()) for step in trace.steps)
        key = (scheme.identity, tuple(trace.members), events)
        if key not in self._known:
            courses = [Course([ANY], [[scheme.opening_state(trace.members)]])]
            for step in trace.steps:
                courses = self._after(courses, trace, scheme, step)
            self._known[key] = courses
        return self._known[key]

    def _after(
        self, courses: Iterable[Course], trace: Trace, scheme: Scheme, step: Step
    ) -> list[Course]:
        ends: dict[Any, Course] = {}
        for number, before in enumerate(courses):
            start = before.states[-1][-1]
            run = _event(trace, scheme, step, start)
            for cubes, observed in paths(self.choices, run, before.cubes):
                if observed is not None:
                    states = [*before.states, observed]
                    key = (number, *(_changes(each, start) for each in observed))
                    ends.setdefault(key, Course([], states)).cubes.extend(cubes)
        return [each._replace(cubes=simplified(each.cubes, self.choices)) for each in ends.values()]


def _event(
    trace: Trace, scheme: Scheme, step: Step, state: State
) -> Callable[[Asked], list[State] | None]:
    rule, outcomes = scheme.rules[step.rule], dict[Any, list[Outcome]]()
    arguments = arguments_of(rule, step)

    def run(asked: Asked) -> list[State] | None:
        world = Parting(scheme.reading(asked), state, trace.members, arguments, outcomes, state)
        try:
            return world.run(rule, {name: arguments[name] for name in rule.sorts})
        except (NeverfallsError, Impossible):
            return None

    return run


def _ending(
    trace: Trace, scheme: Scheme, claim: Claim, states: Sequence[Sequence[State]]
) -> Callable[[Asked], bool]:
    """Whether the last event breaks the claim, or closes a loop that avoids what is claimed."""
    last = len(states) - 1

    def breaks(asked: Asked) -> bool:
        return first_violation(scheme.reading(asked), trace.members, claim, states) is not None

    def avoids(asked: Asked) -> bool:
        under, start, member = scheme.reading(asked), trace.loop, trace.violation.member
        return (
            isinstance(start, int)
            and states[start][-1] == states[last][-1]
            and all(
                broken_at(under, trace.members, claim, states, step, state, member) is not None
                for step in range(start, last + 1)
                for state in range(1, len(states[step]) + 1)
            )
        )

    return avoids if claim.kind is Kind.EVENTUAL else breaks
