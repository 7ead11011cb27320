"""Running one text under every reading at once: answers are chosen when they are asked for.

What a run never asks cannot matter to it, so one run speaks for every reading that answers
what was asked in the same way. A set of such readings is written as cubes: each fixes some
answers and leaves the others open.
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


class Asked(Readings):
    """Readings that are decided as they are asked for; ``cubes`` is what is decided so far."""

    cubes: list[Cube]

    def __init__(self, choices: Choices, cubes: Sequence[Cube], picks: Sequence[int]) -> None:
        super().__init__()
        self.__dict__.update(choices=choices, cubes=list(cubes), picks=list(picks), sizes=[])

    def __getattr__(self, name: str) -> Any:
        if name not in QUESTIONS:
            raise AttributeError(name)
        left = [choice for choice in self.choices[name] if self._within(name, choice)]
        answer = left[self.fork(len(left))]
        self.decide(
            [{**cube, name: answer} for cube in self.cubes if cube.get(name) in (None, answer)]
        )
        return answer

    def _within(self, name: str, choice: Question) -> bool:
        return any(cube.get(name) in (None, choice) for cube in self.cubes)

    def fork(self, ways: int) -> int:
        """Which of so many ways this run takes; every other is another run's."""
        if ways == 1:
            return 0
        if len(self.sizes) == len(self.picks):
            self.picks.append(0)
        self.sizes.append(ways)
        return int(self.picks[len(self.sizes) - 1])

    def decide(self, cubes: Sequence[Cube]) -> None:
        """From here on only these readings are meant."""
        self.__dict__["cubes"] = list(cubes)

    def next(self) -> list[int] | None:
        """The way to take in the next run, or None after the last."""
        picks: list[int] = self.picks[: len(self.sizes)]
        while picks:
            picks[-1] += 1
            if picks[-1] < self.sizes[len(picks) - 1]:
                return picks
            picks.pop()
        return None


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
    """Run once for each way in which the questions that come up can be answered."""
    picks: list[int] | None = []
    while picks is not None:
        asked = Asked(choices, cubes, picks)
        result = run(asked)
        yield asked.cubes, result
        picks = asked.next()


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


def told(cube: Cube) -> dict[str, str]:
    """A cube as JSON can hold it."""
    return {name: choice.value for name, choice in cube.items()}
