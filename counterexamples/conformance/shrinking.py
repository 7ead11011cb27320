"""Histories made simpler: without an event, with a member less, with nothing for an amount."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

NOTHING = Fraction(0)


class Happening(NamedTuple):
    """An event with its arguments: members by name, amounts in the profile's units."""

    rule: str
    arguments: tuple[tuple[str, Any], ...]


History = tuple[Happening, ...]


def named(history: History) -> set[str]:
    """The members who take part."""
    return {value for each in history for _key, value in each.arguments if isinstance(value, str)}


def simpler(history: History, lasting: Sequence[str] = ()) -> Iterator[History]:
    """Every history that is one step simpler and ends with the same event.

    An event is left out, all that a member does is done by another, or an amount is nothing.
    ``lasting`` members are there in any case.
    """
    for place in range(len(history) - 1):
        yield history[:place] + history[place + 1 :]
    taking_part = sorted(named(history))
    for gone in reversed(taking_part):
        others = taking_part if gone in lasting else sorted({*taking_part, *lasting})
        for other in others:
            if other != gone:
                yield tuple(
                    Happening(
                        each.rule,
                        tuple((key, other if v == gone else v) for key, v in each.arguments),
                    )
                    for each in history
                )
    for place, happening in enumerate(history):
        for number, (key, value) in enumerate(happening.arguments):
            if not isinstance(value, str) and value:
                given = list(happening.arguments)
                given[number] = (key, NOTHING)
                changed = Happening(happening.rule, tuple(given))
                yield (*history[:place], changed, *history[place + 1 :])


def simplest(
    history: History, shows_the_same: Callable[[History], bool], lasting: Sequence[str] = ()
) -> History:
    """The history made simpler for as long as it shows the same."""
    for shorter in simpler(history, lasting):
        if shows_the_same(shorter):
            return simplest(shorter, shows_the_same, lasting)
    return history
