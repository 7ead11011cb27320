"""An arbitrary state under readings that are not decided: one proof for all of them.

Where a rule asks, its run parts into one for each answer. The effects of an announcement are
proved one by one: each is run under every answer from an arbitrary state in which the
invariants hold, has to preserve them, and whatever it may have changed is unknown afterwards.
So answers to different questions need not be combined. What is forgotten this way can cost a
proof, never make a wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from neverfalls.spec.model.world import Member
from neverfalls.spec.numbers import Amount

from ..forking.forks import Asked, paths
from .arbitrary import ArbitraryWorld

Effect = Callable[..., None]


class UndecidedWorld(ArbitraryWorld):
    """An arbitrary state whose scheme answers questions by an ``Asked``."""

    def announce(self, happening: str, *details: Any) -> None:
        """Run each effect under all answers that it asks for."""
        for effect in self.scheme.effects(happening):
            self._either_way(effect, details)

    def _either_way(self, effect: Effect, details: Sequence[Any]) -> None:
        scheme, asked = self.scheme, self.readings
        entry, facts = dict(self.state), len(self.ledger.facts)
        kept = (self.roster, list(self.observed), self.before, list(self.requirements))
        rule = self.rule

        def rewind() -> None:
            self.state.clear()
            self.state.update(entry)
            self.roster, self.before = kept[0], kept[2]
            self.observed, self.requirements = list(kept[1]), list(kept[3])
            del self.ledger.facts[facts:]

        def run(inner: Asked) -> tuple[dict[str, Amount], bool]:
            rewind()
            self.scheme, self.readings = scheme.reading(inner), inner
            effect(self, *(self._own(each) for each in details))
            self._oblige_turn(f"{rule}, after {effect.__name__}", (), (), "")
            return dict(self.state), len(self.observed) > len(kept[1])

        ends = [end for _cubes, end in paths(asked.choices, run, asked.cubes)]
        self.scheme, self.readings = scheme, asked
        if len(ends) == 1:
            return
        rewind()
        written = [key for key in entry if any(end[key] is not entry[key] for end, _ in ends)]
        self._forget(written, "", any(watched for _end, watched in ends))
        self._assume_turn((), (), "")

    def _own(self, detail: Any) -> Any:
        return self.member(detail.name) if isinstance(detail, Member) else detail
