"""What else a counterexample breaks: the readings under which the same events break the claim.

Exact execution, without a solver. The effects of an announcement run one after the other, and
readings that lead to the same balances go on together; so no product of all answers is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neverfalls.counterexamples import Trace
from neverfalls.counterexamples.replay import NUMBERS, State, broken_at
from neverfalls.counterexamples.setting import exact, scheme_of
from neverfalls.counterexamples.trace import Step
from neverfalls.spec.claims.claim import CLAIMS, Claim, Kind
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import Amount
from neverfalls.spec.schemes.scheme import Scheme

from ..forking.forks import ANY, Asked, Choices, Cube, paths, simplified

History = list[list[State]]


@dataclass(frozen=True)
class Refutation:
    """The events of a trace break a claim under every reading of the cube."""

    claim: str
    cube: Cube
    trace: Trace


class Parting(World):
    """An exact world in which readings part only where balances do.

    The platform picks the numbers that the trace says, within its bounds, else the most it may.
    """

    readings: Asked
    picked: Mapping[str, Amount]
    outcomes: dict[Any, list[Any]]

    def decide(self, name: str, at_least: Amount, at_most: Amount, *_clauses: str) -> Amount:
        """The trace's number, kept within the bounds."""
        return min(max(self.picked.get(name, at_most), at_least), at_most)

    def announce(self, happening: str, *details: Any) -> None:
        """Run the effects in turn, and go on with one of the outcomes they can have."""
        asked = self.readings
        key = (
            happening,
            tuple(self.state.values()),
            tuple(tuple(each.values()) for each in self.observed),
            tuple(each.name if hasattr(each, "at") else each for each in details),
            frozenset(frozenset(cube.items()) for cube in asked.cubes),
        )
        if key not in self.outcomes:
            self.outcomes[key] = self._outcomes(happening, details)
        fronts = self.outcomes[key]
        if not fronts:
            raise Impossible
        cubes, state, observed = fronts[asked.fork(len(fronts))]
        asked.decide(cubes)
        self.state.clear()
        self.state.update(state)
        self.observed[:] = observed

    def _outcomes(self, happening: str, details: Sequence[Any]) -> list[Any]:
        """The balances that the effects can lead to, with the readings under which they do."""
        asked, start = self.readings, dict(self.state)
        fronts = [(list(asked.cubes), dict(self.state), list(self.observed))]
        for effect in self.scheme.effects(happening):
            ends = [
                (cubes, *end)
                for before, state, observed in fronts
                for cubes, end in paths(
                    asked.choices, self._after(effect, details, state, observed), before
                )
                if end is not None
            ]
            fronts = _joined(ends, start, asked.choices)
        return fronts

    def _after(
        self, effect: Callable[..., None], details: Sequence[Any], state: State, seen: list[State]
    ) -> Callable[[Asked], tuple[State, list[State]] | None]:
        def run(asked: Asked) -> tuple[State, list[State]] | None:
            world = Parting(self.scheme.reading(asked), NUMBERS, dict(state), self.roster)
            world.rule, world.picked, world.observed = self.rule, self.picked, list(seen)
            world.outcomes = self.outcomes
            mine = [world.member(each.name) if hasattr(each, "at") else each for each in details]
            try:
                effect(world, *mine)
            except (NeverfallsError, Impossible):
                return None
            return world.state, world.observed

        return run


class Impossible(Exception):
    """Under no reading of the path can the event go on."""


def _joined(ends: Iterable[Any], start: State, choices: Choices) -> list[Any]:
    """The outcomes with the same balances, each with all readings that lead to it."""
    groups: dict[Any, Any] = {}
    for cubes, state, observed in ends:
        changed = tuple((key, state[key]) for key in start if state[key] is not start[key])
        key = (changed, tuple(tuple(each.values()) for each in observed))
        group = groups.setdefault(key, ([], state, observed))
        group[0].extend(cubes)
    return [(simplified(cubes, choices), *rest) for cubes, *rest in groups.values()]


class Refuter:
    """Finds the readings, among those that are open, under which traces break their claims."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self._known: dict[Any, list[tuple[list[Cube], History]]] = {}

    def refutations(self, trace: Trace) -> list[Refutation]:
        """All readings under which the events of a trace break its claim."""
        scheme, claim = scheme_of(trace), CLAIMS[trace.claim]
        found: list[Cube] = []
        for before, history in self._histories(trace, scheme):
            run = _ending(trace, scheme, claim, history)
            for cubes, broken in paths(self.choices, run, before):
                if broken:
                    found.extend(cubes)
        cubes = simplified(found, self.choices)
        return [Refutation(claim.name, cube, trace) for cube in cubes]

    def _histories(self, trace: Trace, scheme: Scheme) -> list[tuple[list[Cube], History]]:
        """The states that the events can lead to, with the readings under which they do."""
        events = [(step.rule, *step.arguments.items()) for step in trace.steps]
        key = (
            *events,
            *trace.members,
            *trace.mechanisms,
            str(trace.parameters),
            str(trace.opening),
        )
        if key not in self._known:
            start = scheme.opening_state(trace.members)
            fronts: list[tuple[list[Cube], History]] = [([ANY], [[start]])]
            for step in trace.steps:
                fronts = self._after(fronts, trace, scheme, step)
            self._known[key] = fronts
        return self._known[key]

    def _after(
        self,
        fronts: list[tuple[list[Cube], History]],
        trace: Trace,
        scheme: Scheme,
        step: Step,
    ) -> list[tuple[list[Cube], History]]:
        ends: dict[Any, tuple[list[Cube], History]] = {}
        for before, history in fronts:
            run = _event(trace, scheme, step.rule, step.arguments, history[-1][-1])
            for cubes, states in paths(self.choices, run, before):
                if states is not None:
                    longer = [*history, states]
                    key = tuple(tuple(s.values()) for each in longer for s in each)
                    ends.setdefault(key, ([], longer))[0].extend(cubes)
        return [(simplified(cubes, self.choices), history) for cubes, history in ends.values()]


def _event(
    trace: Trace, scheme: Scheme, name: str, arguments: Mapping[str, str], state: State
) -> Callable[[Asked], list[State] | None]:
    rule = scheme.rules[name]
    given = {
        key: text if rule.sorts.get(key) == "Member" else exact(text)
        for key, text in arguments.items()
    }

    outcomes: dict[Any, list[Any]] = {}

    def run(asked: Asked) -> list[State] | None:
        world = Parting(scheme.reading(asked), NUMBERS, dict(state), trace.members)
        world.picked, world.outcomes = given, outcomes
        try:
            return world.run(rule, {key: given[key] for key in rule.sorts})
        except (NeverfallsError, Impossible):
            return None

    return run


def _ending(
    trace: Trace, scheme: Scheme, claim: Claim, history: History
) -> Callable[[Asked], bool]:
    last = len(history) - 1

    def run(asked: Asked) -> bool:
        under = scheme.reading(asked)

        def broken(step: int, state: int, name: str | None) -> bool:
            return broken_at(under, trace.members, claim, history, step, state, name) is not None

        if claim.kind is Kind.EVENTUAL:
            start, own = trace.loop, trace.violation.member
            return (
                isinstance(start, int)
                and history[start][-1] == history[last][-1]
                and all(
                    broken(step, state, own)
                    for step in range(start, last + 1)
                    for state in range(1, len(history[step]) + 1)
                )
            )
        return any(
            broken(last, state, name)
            for state in range(1, len(history[last]) + 1)
            for name in (trace.members if claim.per_member else (None,))
        )

    return run
