"""What an event shows about the rules: which requirements it meets, and which way they decide."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from neverfalls.spec.errors import BadArguments, NotEnabled
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import ExactNumbers

from ..replay import State
from .profile import Profile
from .whole import WholeUnits


class Shown(NamedTuple):
    """Something that a case can show.

    ``what`` is a requirement in the words of the rules, or the place of a decision; ``side`` is
    "met" or "refused" for a requirement, "alone" where all others are met, and for a decision
    which way it went.
    """

    rule: str
    what: str
    side: str

    @property
    def is_requirement(self) -> bool:
        """Whether it is about a requirement, which every suite has to show from both sides."""
        return self.side in {"met", "refused", "alone"}


class Seen(NamedTuple):
    """What came of one event: the state after it, or why it was refused; and what it showed."""

    state: State | None
    refused: str
    clauses: tuple[str, ...]
    shown: frozenset[Shown]


class _Deciding(ExactNumbers):
    """Exact numbers that remember which of two amounts was taken, and where."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    def choose(self, condition: Any, yes: Any, no: Any) -> Any:
        """``yes`` where the condition holds, ``no`` elsewhere."""
        self._remember("so" if condition else "otherwise")
        return yes if condition else no

    def minimum(self, left: Any, right: Any) -> Any:
        """The smaller of two amounts."""
        self._compare(left, right)
        return min(left, right)

    def maximum(self, left: Any, right: Any) -> Any:
        """The larger of two amounts."""
        self._compare(left, right)
        return max(left, right)

    def _compare(self, left: Any, right: Any) -> None:
        self._remember("less" if left < right else "more" if left > right else "equal", depth=3)

    def _remember(self, side: str, depth: int = 2) -> None:
        frame = sys._getframe(depth)
        asked = frame.f_back
        # two rules may share a helper: a decision in it is another one for each of them
        by = "" if asked is None else f"{asked.f_code.co_name} "
        self.taken.append((by + _place(frame.f_code, frame.f_lineno), side))


def _unmet(
    profile: Profile,
    state: State,
    members: Sequence[str],
    rule: str,
    arguments: Mapping[str, Any],
) -> int:
    """How many requirements of an event are not met; a ledger may check them in another order."""
    world = profile.world(profile.scheme, ExactNumbers(), dict(state), members, lenient=True)
    try:
        world.run(profile.scheme.rules[rule], arguments)
    except NotEnabled:  # amounts that are not whole
        return 1
    return sum(not met for _why, met in world.requirements)


@cache
def _place(code: Any, line: int) -> str:
    """A function and the number of a line in it, which survives changes elsewhere in the file."""
    return f"{code.co_name} line {line - code.co_firstlineno}"


class _Watched(World):
    """A world that remembers the requirements that it was asked to keep."""

    met: list[str]
    cited: tuple[str, ...]

    def require(self, condition: Any, why: str, *clauses: str) -> None:
        self.cited = clauses
        super().require(condition, why, *clauses)
        self.met.append(why)


class _WatchedWhole(_Watched, WholeUnits):
    """The same in whole units."""


def watch(
    profile: Profile,
    state: State,
    members: Sequence[str],
    rule: str,
    arguments: Mapping[str, Any],
) -> Seen:
    """Run an event and see what it shows.

    Raises:
        BadArguments: the arguments are not those the rule takes.
    """
    numbers = _Deciding()
    kind = _WatchedWhole if profile.whole else _Watched
    world = kind(profile.scheme, numbers, dict(state), members)
    world.met, world.cited = [], ()
    try:
        after = world.run(profile.scheme.rules[rule], arguments)[-1]
        refused = ""
    except NotEnabled as error:
        after, refused = None, error.requirement
    shown = {Shown(rule, why, "met") for why in world.met}
    if refused:
        shown.add(Shown(rule, refused, "refused"))
        if _unmet(profile, state, members, rule, arguments) == 1:
            shown.add(Shown(rule, refused, "alone"))
    else:
        shown |= {Shown(rule, place, side) for place, side in numbers.taken}
    cited = profile.scheme.rules[rule].clauses
    return Seen(after, refused, (world.cited or cited) if refused else (), frozenset(shown))


__all__ = ["BadArguments", "Seen", "Shown", "watch"]
