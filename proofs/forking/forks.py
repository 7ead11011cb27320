"""Running one text under every reading at once: answers are chosen when they are asked for.

What a run never asks cannot matter to it, so one run speaks for every reading that answers
what was asked in the same way. A set of such readings is written as cubes: each fixes some
answers and leaves the others open.

For example, let two questions be open: who pays for goods (``platform``, ``pool`` or
``pool-at-cost``) and how a sale is seen (``atomic`` or ``pay-then-burn``). A text that asks the
second only if the platform pays has four runs, not six:

    run  its route  what it asks and is answered    its cube
    1    0 0        goods_payer: platform           goods_payer=platform,
                    step_view: atomic               step_view=atomic
    2    0 1        goods_payer: platform           goods_payer=platform,
                    step_view: pay-then-burn        step_view=pay-then-burn
    3    1          goods_payer: pool               goods_payer=pool
    4    2          goods_payer: pool-at-cost       goods_payer=pool-at-cost

A route says which way is taken at each fork. The next run follows it up to the last fork that
has a way left, and takes that; so all ways are gone, as an odometer shows all numbers. If runs
1 and 2 come to the same, `simplified` joins their cubes: goods_payer=platform.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from neverfalls.spec.model.questions import QUESTIONS, Question, Readings
from neverfalls.spec.schemes.scheme import Scheme

Result = TypeVar("Result")

Choices = Mapping[str, Sequence[Question]]
"""The answers that are open, for each reading."""

Cube = Mapping[str, Question]
"""Every reading that gives these answers."""

ANY: Cube = {}


class Route:
    """The way that one run takes at each fork; where nothing is planned, the first."""

    def __init__(self, planned: Sequence[int] = ()) -> None:
        self._planned = planned
        self._taken: list[int] = []
        self._ways: list[int] = []

    def take(self, ways: int) -> int:
        """Which of so many ways this run takes; where there is only one, there is no fork."""
        if ways == 1:
            return 0
        place = len(self._taken)
        self._taken.append(self._planned[place] if place < len(self._planned) else 0)
        self._ways.append(ways)
        return self._taken[-1]

    def next(self) -> Route | None:
        """The route of the next run, or None after the last."""
        for place in reversed(range(len(self._taken))):
            if self._taken[place] + 1 < self._ways[place]:
                return Route([*self._taken[:place], self._taken[place] + 1])
        return None


class Asked(Readings):
    """Readings that are decided as they are asked for, by a route.

    ``cubes`` are the readings that are meant still, after what was answered so far.
    """

    choices: Choices
    route: Route
    cubes: list[Cube]

    def __init__(self, choices: Choices, cubes: Sequence[Cube], route: Route) -> None:
        super().__init__()
        self.__dict__.update(choices=choices, cubes=list(cubes), route=route)

    def __getattr__(self, name: str) -> Any:
        if name not in QUESTIONS:
            raise AttributeError(name)
        left = [choice for choice in self.choices[name] if self._agreeing(name, choice)]
        answer = left[self.route.take(len(left))]
        self.decide([{**cube, name: answer} for cube in self._agreeing(name, answer)])
        return answer

    def _agreeing(self, name: str, choice: Question) -> list[Cube]:
        return [cube for cube in self.cubes if cube.get(name) in (None, choice)]

    def decide(self, cubes: Sequence[Cube]) -> None:
        """From here on only these readings are meant."""
        self.__dict__["cubes"] = list(cubes)


def open_choices(scheme: Scheme, fixed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Every answer to every question that the scheme's texts ask, but for those that are fixed."""
    found: dict[str, Any] = {name: [getattr(scheme.readings, name)] for name in QUESTIONS}
    for name in scheme.relevant_questions:
        found[name] = list(scheme.answers(name))
    for name, choice in (fixed or {}).items():
        found[name] = [QUESTIONS[name](choice)]
    return found


def paths(
    choices: Choices, run: Callable[[Asked], Result], cubes: Sequence[Cube] = (ANY,)
) -> Iterator[tuple[list[Cube], Result]]:
    """Run once for each way in which the questions that come up can be answered.

    Each result comes with the readings under which it does, of those in ``cubes``.
    """
    route: Route | None = Route()
    while route is not None:
        asked = Asked(choices, cubes, route)
        result = run(asked)
        yield asked.cubes, result
        route = route.next()


def simplified(cubes: Sequence[Cube], choices: Choices) -> list[Cube]:
    """The same readings in fewer cubes: answers that make no difference are left open."""
    found = _distinct([{k: v for k, v in c.items() if len(choices[k]) > 1} for c in cubes])
    changed = len(found) > 1
    while changed:
        changed = False
        for name in dict.fromkeys(name for cube in found for name in cube):
            fewer = _without(name, found, choices)
            if len(fewer) < len(found):
                found, changed = fewer, True
    return found


def _without(name: str, cubes: Sequence[Cube], choices: Choices) -> list[Cube]:
    """Join the cubes that differ in this answer only, where all its choices are there."""
    rests: dict[Any, set[Question]] = {}
    cube_of: dict[Any, Cube] = {}
    kept: list[Cube] = []
    for cube in cubes:
        if name not in cube:
            kept.append(cube)
            continue
        rest = {k: v for k, v in cube.items() if k != name}
        key = frozenset(rest.items())
        rests.setdefault(key, set()).add(cube[name])
        cube_of[key] = rest
    for key, seen in rests.items():
        if len(seen) == len(choices[name]):
            kept.append(cube_of[key])
        else:
            kept += [{**cube_of[key], name: each} for each in choices[name] if each in seen]
    return _distinct(kept)


def _distinct(cubes: Sequence[Cube]) -> list[Cube]:
    return list({frozenset(cube.items()): cube for cube in cubes}.values())


def to_data(cube: Cube) -> dict[str, str]:
    """A cube as JSON can hold it."""
    return {name: choice.value for name, choice in cube.items()}
