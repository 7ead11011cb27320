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
    names = list(dict.fromkeys(name for c in cubes for name in c if len(choices[name]) > 1))
    code = _Code(names, choices)
    found = list(dict.fromkeys(map(code.number, cubes)))
    changed = len(found) > 1
    while changed:
        changed = False
        for name in names:
            fewer = code.without(name, found)
            if len(fewer) < len(found):
                found, changed = fewer, True
    return [code.cube(number) for number in found]


class _Code:
    """Cubes as whole numbers, since there are very many of them.

    Each question has a field of bits, which holds the place of the answer among the choices,
    counted from 1, or 0 where the answer is left open.
    """

    def __init__(self, names: Sequence[str], choices: Choices) -> None:
        self.choices = choices
        self.width = max((len(choices[name]) for name in names), default=1).bit_length()
        self.shifts = {name: self.width * place for place, name in enumerate(names)}
        self.parts = {
            name: {each: place << shift for place, each in enumerate(choices[name], 1)}
            for name, shift in self.shifts.items()
        }

    def number(self, cube: Cube) -> int:
        """The number of a cube."""
        return sum(self.parts[name][each] for name, each in cube.items() if name in self.parts)

    def cube(self, number: int) -> Cube:
        """The cube of a number."""
        field = (1 << self.width) - 1
        places = {name: number >> shift & field for name, shift in self.shifts.items()}
        return {name: self.choices[name][place - 1] for name, place in places.items() if place}

    def without(self, name: str, numbers: Sequence[int]) -> list[int]:
        """Join the cubes that differ in this answer only, where all its choices are there."""
        shift, field = self.shifts[name], (1 << self.width) - 1
        kept: dict[int, None] = {}
        seen: dict[int, int] = {}
        for number in numbers:
            place = number >> shift & field
            if place:
                rest = number - (place << shift)
                seen[rest] = seen.get(rest, 0) | 1 << place
            else:
                kept[number] = None
        every = (1 << len(self.choices[name]) + 1) - 2
        for rest, places in seen.items():
            if places == every:
                kept[rest] = None
            else:
                own = (each for each in range(1, len(self.choices[name]) + 1) if places >> each & 1)
                kept.update(dict.fromkeys(rest + (each << shift) for each in own))
        return list(kept)


def to_data(cube: Cube) -> dict[str, str]:
    """A cube as JSON can hold it."""
    return {name: choice.value for name, choice in cube.items()}
