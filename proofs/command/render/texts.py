"""The texts of a mechanism, each told apart from those of others, in a setting of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Mechanism, sentence
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.narration import Line
from neverfalls.spec.words.rules import Argument, describe_part, describe_rule, part_arguments

DEFAULTS = "defaults"
"""The name of a setting whose numbers and readings are those of no shipped scheme."""


@cache
def setting(room: Mechanism, *others: str) -> Scheme:
    """A mechanism and those it needs, with the numbers and readings of a shipped scheme.

    Where no shipped scheme has it, they are the defaults.
    """
    numbers = next(
        (each for each in map(load_scheme, SHIPPED) if room.name in each.mechanisms),
        Scheme(DEFAULTS, room.title, ("purchase",)),
    )
    return with_needs(numbers, room.title, room.name, *others)


def with_needs(scheme: Scheme, title: str, *names: str) -> Scheme:
    """Some mechanisms and those that they need, with the numbers and readings of a scheme."""
    needed = [*names]
    for name in needed:
        needed.extend(each for each in MECHANISMS[name].needs if each not in needed)
    mechanisms = tuple(name for name in MECHANISMS if name in needed)
    numbers = scheme.parameters
    if not numbers.tier_thresholds:
        numbers = numbers.replaced(tier_thresholds=(Fraction(1), Fraction(2)))
    return Scheme(scheme.name, title, mechanisms, numbers, scheme.readings)


class Text(NamedTuple):
    """A rule of a mechanism, or what it adds to an event or makes of an amount of others."""

    title: str
    sentence: str
    lines: tuple[Line, ...]


def texts(room: Mechanism, scheme: Scheme) -> tuple[Text, ...]:
    """Every text of a mechanism, each told apart from those of others."""
    key = (room, scheme.identity, scheme.readings)
    if key not in TEXTS:
        TEXTS[key] = tuple(_texts(room, scheme))
    return TEXTS[key]


TEXTS: dict[tuple[Any, ...], tuple[Text, ...]] = {}
"""The texts that were asked for already; a page asks for most of them many times."""


def _texts(room: Mechanism, scheme: Scheme) -> Iterator[Text]:
    for name in room.rules:
        rule = describe_rule(scheme, name, apart=True)
        yield Text(f"`{name}{_given(rule.arguments, True)}`", rule.sentence, rule.lines)
    for happening, effects in room.effects.items():
        for body in effects:
            title = f'At "{happening}"{_given(part_arguments(body))}:'
            yield Text(title, sentence(body), describe_part(scheme, body))
    for what, amendments in room.amendments.items():
        for body in amendments:
            title = f"For the {what}{_given(part_arguments(body)[1:])}:"
            yield Text(title, sentence(body), describe_part(scheme, body, what))
    for body in room.openings:
        yield Text("At the opening:", sentence(body), describe_part(scheme, body))


def _given(arguments: Sequence[Argument], always: bool = False) -> str:
    named = ", ".join(f"{each.name}: {each.unit}" for each in arguments)
    return f"({named})" if always else f" ({named})" if named else ""
