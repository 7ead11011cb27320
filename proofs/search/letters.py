"""The letters that words are made of: events and the members they name, without amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import permutations
from typing import NamedTuple

from neverfalls.spec.schemes.scheme import Scheme


class Letter(NamedTuple):
    """One event and the members it names, without its amounts."""

    rule: str
    members: tuple[str, ...]


Word = tuple[Letter, ...]


def letters(scheme: Scheme, roster: Sequence[str], used: int) -> Iterator[Letter]:
    """The events that may come next when the first ``used`` members have acted so far.

    Members are alike until they act, so a new one is always the next in the roster.
    """
    for name, rule in scheme.rules.items():
        places = sum(1 for sort in rule.sorts.values() if sort == "Member")
        for chosen in _places(places, len(roster), used):
            yield Letter(name, tuple(roster[index] for index in chosen))


@cache
def _places(count: int, members: int, used: int) -> list[tuple[int, ...]]:
    """The members, by number, that so many places of an event can go to."""
    found = []
    for chosen in permutations(range(members), count):
        newcomers = [index for index in chosen if index >= used]
        if newcomers == list(range(used, used + len(newcomers))):
            found.append(chosen)
    return found


def used_members(word: Word, roster: Sequence[str]) -> int:
    """How many members of the roster a word has named."""
    return 1 + max((roster.index(who) for letter in word for who in letter.members), default=-1)
