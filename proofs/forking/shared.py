"""What was worked out under one reading, for all others that answer alike what it asked.

Readings that differ in one answer agree on most of what the rules say: a text that never asks
for that answer means the same under both.

For example, let a rule ask who grants points and nothing else, and let its effect be worked out
under three readings, each time by ``shared.once("purchase", scheme, make)``:

    reading               what is known by this key so far     so
    as written            nothing                              make it: A, which asked grant=value
    goods_payer=pool      A, if grant=value                    it answers so too: A
    grant=number          A, if grant=value                    make it: B, which asked grant=number
    grant=number,         A, if grant=value;
      goods_payer=pool      B, if grant=number                 B

What a result asked counts for whatever it becomes a part of, also where it was there already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
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

    @contextmanager
    def noting(self) -> Iterator[dict[str, Question]]:
        """What is asked for from here on; whoever noted before has asked it too."""
        outer, own = self.asked, dict[str, Question]()
        self.__dict__["asked"] = own
        try:
            yield own
        finally:
            self.__dict__["asked"] = outer
            outer.update(own)


class Shared:
    """Results by key, each with the answers that it was asked for."""

    def __init__(self) -> None:
        self._known: dict[Any, list[tuple[Mapping[str, Question], Any]]] = {}
        self._of: dict[Any, Shared] = {}

    def once(self, key: Any, scheme: Scheme, make: Callable[[], Result]) -> Result:
        """The result under the scheme's readings; made, unless that of another one will do.

        It may depend on the key and on the readings of the scheme, and on nothing else that
        differs among those who share. Only readings that are watched can share.
        """
        readings = scheme.readings
        if not isinstance(readings, Watched):
            return make()
        for asked, found in self._known.get(key, ()):
            if all(getattr(readings.meant, name) is answer for name, answer in asked.items()):
                readings.asked.update(asked)
                shared: Result = found
                return shared
        with readings.noting() as asked:
            result = make()
        self._known.setdefault(key, []).append((asked, result))
        return result

    def of(self, scheme: Scheme) -> Shared:
        """What schemes share that state the same, but for their names and readings."""
        return self._of.setdefault(scheme.identity, Shared())


def watched(scheme: Scheme) -> Scheme:
    """The scheme with its readings watched."""
    return scheme.reading(Watched(scheme.readings))
