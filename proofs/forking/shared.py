"""What was worked out under one reading, for all others that answer alike what it asked.

Readings that differ in one answer agree on most of what the rules say: a text that never asks
for that answer means the same under both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from neverfalls.spec.model.questions import QUESTIONS, Question, Readings
from neverfalls.spec.schemes.scheme import Scheme

Result = TypeVar("Result")


class Watched(Readings):
    """Readings that note what they are asked for."""

    meant: Readings
    asked: dict[str, Question]

    def __init__(self, meant: Readings) -> None:
        super().__init__()
        self.__dict__.update(meant=meant, asked={}, _answers=meant.__dict__["_answers"])

    def __getattr__(self, name: str) -> Any:
        if name not in QUESTIONS:
            raise AttributeError(name)
        answer = getattr(self.meant, name)
        self.asked[name] = answer
        return answer


class Shared:
    """Results by key, each with the answers that it was asked for."""

    def __init__(self) -> None:
        self._known: dict[Any, list[tuple[Mapping[str, Question], Any]]] = {}
        self._of: dict[str, Shared] = {}

    def once(self, key: Any, scheme: Scheme, make: Callable[[], Result]) -> Result:
        """The result under the scheme's readings; made, unless that of another one will do.

        It may depend on the key and on the readings of the scheme, and on nothing else that
        differs among those who share. Only readings that are watched can share.
        """
        readings = scheme.readings
        if not isinstance(readings, Watched):
            return make()
        outer = readings.asked
        for asked, found in self._known.get(key, ()):
            if all(getattr(readings.meant, name) is answer for name, answer in asked.items()):
                outer.update(asked)
                shared: Result = found
                return shared
        own = readings.__dict__["asked"] = {}
        try:
            result = make()
        finally:
            readings.__dict__["asked"] = outer
            outer.update(own)
        self._known.setdefault(key, []).append((own, result))
        return result

    def of(self, scheme: Scheme) -> Shared:
        """What schemes share that state the same, but for their readings."""
        numbers = sorted(scheme.parameters.to_dict().items())
        opening = sorted(scheme.opening.items())
        stated = repr((scheme.mechanisms, numbers, opening, scheme.members, scheme.assumptions))
        return self._of.setdefault(stated, Shared())


def watched(scheme: Scheme) -> Scheme:
    """The scheme with its readings watched."""
    return scheme.reading(Watched(scheme.readings))
