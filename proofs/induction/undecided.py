"""An arbitrary state under readings that are not decided: one proof for all of them.

Where a rule asks, its run parts into one for each answer. The effects of an announcement are
proved one by one, like the turns of a loop: each is run under every answer from an arbitrary
state in which the invariants hold, has to preserve them, and whatever it may have changed is
unknown afterwards. So answers to different questions need not be combined. What is forgotten
this way can cost a proof, never make a wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from neverfalls.spec.numbers import Amount

from ..forking.forks import Asked, paths
from .arbitrary import ArbitraryWorld, Snapshot, Turn

NOBODYS = Turn("", (), observed=False)
"""The run of an effect as a turn: no member's, and with no account that is paid from."""


class UndecidedWorld(ArbitraryWorld):
    """An arbitrary state whose scheme answers questions by an ``Asked``."""

    def announce(self, happening: str, *details: Any) -> None:
        """Run each effect under all answers that it asks for."""
        for effect in self.scheme.effects(happening):
            self._either_way(effect, details)

    def _either_way(self, effect: Callable[..., None], details: Sequence[Any]) -> None:
        scheme, asked, start = self.scheme, self.readings, Snapshot.take(self)

        def run(inner: Asked) -> tuple[dict[str, Amount], bool]:
            start.restore(self)
            self.scheme, self.readings = scheme.reading(inner), inner
            effect(self, *details)
            self.prove_between_turns(NOBODYS, ())
            return dict(self.state), len(self.observed) > len(start.observed)

        ends = [end for _cubes, end in paths(asked.choices, run, asked.cubes)]
        self.scheme, self.readings = scheme, asked
        if len(ends) == 1:
            return
        start.restore(self)
        states = [state for state, _observed in ends]
        written = [k for k, v in start.state.items() if any(s[k] is not v for s in states)]
        self.forget(Turn("", written, any(observed for _state, observed in ends)))
        self.assume_between_turns(NOBODYS, ())
