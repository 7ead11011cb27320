"""What a text is known by: its context, its English; and the texts that events are known by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from neverfalls.spec.mechanisms import MECHANISMS

from .templates import is_value

NAME, UNIT, FORMULA, EVENT, ANSWER, ROW = "name", "unit", "formula", "event", "answer", "row"
"""The contexts of texts: names of amounts, units, words in formulas, events, answers, and rows that
are put together from them."""

PICKED = "{event}, with {code} picked by the platform"
"""An event with numbers that the platform picked when it happened."""


class Text(NamedTuple):
    """A text of the product: under which context, the English, and of which group."""

    context: str
    english: str
    group: str


def parts(source: str) -> list[str]:
    """The parts of a place in a document; a list of numbers is one part."""
    return re.split(r", (?!\d+(?:,| and|$))", source)


@cache
def event_templates() -> Mapping[str, tuple[str, list[str]]]:
    """For every rule the line of a history in which it happens, and the places of that line."""
    return {
        name: (" ".join([name, *(f"{{{each}}}" for each in rule.sorts)]), list(rule.sorts))
        for room in MECHANISMS.values()
        for name, rule in room.rules.items()
    }


class Event(NamedTuple):
    """One event of a line: the line of its rule, what is given to it, and what was picked."""

    template: str
    given: dict[str, str]
    picked: list[str]


def event_of(line: str) -> Event | None:
    """The event that a part of a history says; none where it says something else."""
    rule, *words = line.replace("≈ ", "≈").split(" ")
    template, places = event_templates().get(rule, ("", []))
    values = [each.replace("≈", "≈ ") for each in words]
    picked = values[len(places) :]
    if not template or len(values) < len(places) or not all(map(is_value, picked)):
        return None
    return Event(template, dict(zip(places, values[: len(places)], strict=True)), picked)
