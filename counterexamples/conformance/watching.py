"""What an event shows about the rules: which requirements it meets, and which way they decide."""

from __future__ import annotations

import re
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

    ``what`` is a requirement in the words of the rules, the place of a decision, or an amount;
    ``side`` is "met" or "refused" for a requirement, "alone" where all others are met, for a
    decision which way it went, and "rounded" for an amount that is not whole by itself.
    """

    rule: str
    what: str
    side: str

    @property
    def is_requirement(self) -> bool:
        """Whether it is about a requirement, which every suite has to show from both sides."""
        return self.side in {"met", "refused", "alone"}


class Seen(NamedTuple):
    """What came of one event: the state after it, or why it was refused; and what it showed.

    ``asked`` are all requirements of the event, those after the unmet one too.
    """

    state: State | None
    refused: str
    clauses: tuple[str, ...]
    shown: frozenset[Shown]
    asked: frozenset[str]


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


def _asked(
    profile: Profile,
    state: State,
    members: Sequence[str],
    rule: str,
    arguments: Mapping[str, Any],
) -> list[tuple[str, bool]]:
    """All requirements of an event, and whether each is met; a ledger may ask in another order."""
    world = profile.world(profile.scheme, ExactNumbers(), dict(state), members, lenient=True)
    try:
        world.run(profile.scheme.rules[rule], arguments)
    except NotEnabled as error:  # amounts that are not whole
        return [(error.requirement, False)]
    return world.requirements


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
    """The same in whole units; it also remembers where an amount had to be rounded."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.rounded: set[str] = set()

    def down(self, amount: Any, where: str) -> Any:
        whole = super().down(amount, where)
        if whole != amount:
            self.rounded.add(" ".join(map(self._of_anybody, where.split())))
        return whole

    def _of_anybody(self, word: str) -> str:
        holder, _dot, entry = word.partition(".")
        return f"member.{entry}" if holder in self.roster else NUMBER.sub("N", word)


NUMBER = re.compile(r"\d+")


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
    kind: type[_Watched] = _WatchedWhole if profile.whole else _Watched
    world = kind(profile.scheme, numbers, dict(state), members)
    world.met, world.cited = [], ()
    try:
        after = world.run(profile.scheme.rules[rule], arguments)[-1]
        refused = ""
    except NotEnabled as error:
        after, refused = None, error.requirement
    shown = {Shown(rule, why, "met") for why in world.met}
    asked = frozenset(world.met)
    if refused:
        shown.add(Shown(rule, refused, "refused"))
        told = _asked(profile, state, members, rule, arguments)
        asked = frozenset(why for why, _met in told)
        if sum(not met for _why, met in told) == 1:
            shown.add(Shown(rule, refused, "alone"))
    else:
        shown |= {Shown(rule, place, side) for place, side in numbers.taken}
        if isinstance(world, _WatchedWhole):
            shown |= {Shown(rule, amount, "rounded") for amount in world.rounded}
    cited = profile.scheme.rules[rule].clauses
    return Seen(after, refused, (world.cited or cited) if refused else (), frozenset(shown), asked)


__all__ = ["BadArguments", "Seen", "Shown", "watch"]
