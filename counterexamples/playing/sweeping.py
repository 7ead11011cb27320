"""One list of events under many schemes: a grid of numbers and readings, a row for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import NamedTuple

from neverfalls.spec.errors import NeverfallsError, NotEnabled, UnknownReading, one_of
from neverfalls.spec.model.parameters import PARAMETERS, check_range, is_list, parse_amount
from neverfalls.spec.model.questions import QUESTIONS, is_reading, name_of
from neverfalls.spec.schemes.loader import empty_range
from neverfalls.spec.schemes.scheme import Scheme

from .arithmetic import ARITHMETICS
from .events import Events, read_events
from .player import Bounds, Player
from .table import few_of

RANGE = re.compile(r"(.+)\.\.(.+):(.+)")
MOST = 1_000_000
"""Rows of a sweep."""

HEADS = (
    *("events file", "events", "refused", "price fell after", "least price", "price", "pool"),
    *("points", "first paid", "first could get", "last paid", "last could get"),
)
"""What a row tells beside what is varied."""


class BadSweep(NeverfallsError):
    """What is to be varied cannot be: the option, what was found, and what was expected."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"--vary: found {found!r}, expected {expected}")
        self.found = found
        self.expected = expected


class Cell(NamedTuple):
    """One run of a sweep: the answers and numbers that are changed, and the events."""

    changes: Mapping[str, str]
    events: Path


def varied(text: str) -> tuple[str, list[str]]:
    """What is varied and its values: ``reward=1/2,1``, ``reward=1/2..1:1/20`` or a reading.

    Raises:
        BadSweep: it is no number or question that is known, or a value it cannot have.
    """
    key, equals, values = text.partition("=")
    name = name_of(key) if name_of(key) in QUESTIONS else key
    if not equals or not values:
        raise BadSweep(text, "NAME=VALUE,VALUE or NAME=FROM..TO:STEP")
    found = values.split(",")
    if name in QUESTIONS and (
        name not in PARAMETERS or all(is_reading(f"{name}={each}") for each in found)
    ):
        if not all(is_reading(f"{name}={each}") for each in found):
            answers = ", ".join(each.value for each in QUESTIONS[name])
            raise BadSweep(text, f"answers among {answers}")
        return name, found
    if name not in PARAMETERS or is_list(name):
        known = [*(each for each in PARAMETERS if not is_list(each)), *QUESTIONS]
        raise BadSweep(text, one_of("a number or a reading", name, known, "parameters"))
    try:
        numbers = list(_numbers(values))
        for number in numbers:
            check_range(name, number)
    except ValueError as error:
        raise BadSweep(text, str(error)) from None
    return name, list(map(str, numbers))


def _numbers(values: str) -> Iterator[Fraction]:
    match = RANGE.fullmatch(values)
    if match is None:
        yield from map(parse_amount, values.split(","))
        return
    first, last, step = map(parse_amount, match.groups())
    if step <= 0 or first > last:
        raise ValueError("a range such as 1/2..1:1/20")
    if (last - first) / step >= MOST:
        raise ValueError(f"a range of at most {MOST:,} numbers")
    while first <= last:
        yield first
        first += step


def grid(options: Sequence[str], files: Sequence[Path]) -> tuple[list[str], list[Cell]]:
    """What is varied, and every run: each combination of values, with each list of events.

    Raises:
        BadSweep: a name is varied twice, or there are too many combinations.
    """
    found: dict[str, list[str]] = {}
    for text in options:
        name, values = varied(text)
        if name in found:
            raise BadSweep(text, f"{name} once")
        found[name] = values
    count = len(files)
    for values in found.values():
        count *= len(values)
    if count > MOST:
        raise BadSweep(" ".join(options), f"at most {MOST:,} combinations, not {count:,}")
    cells = [
        Cell(dict(zip(found, values, strict=True)), file)
        for values in product(*found.values())
        for file in files
    ]
    return list(found), cells


def changed(scheme: Scheme, changes: Mapping[str, str]) -> Scheme:
    """The scheme of a cell.

    Raises:
        BadSweep: its numbers do not go together.
    """
    readings = {k: v for k, v in changes.items() if is_reading(f"{k}={v}")}
    numbers = {k: parse_amount(v) for k, v in changes.items() if k not in readings}
    parameters = scheme.parameters.replaced(**numbers)
    if empty := empty_range(parameters):
        raise BadSweep(", ".join(f"{k}={v}" for k, v in changes.items()), empty)
    try:
        return scheme.with_parameters(**numbers).answering(**readings)
    except UnknownReading as error:
        raise BadSweep(error.found, ", ".join(error.expected)) from None


def run_cell(
    scheme: Scheme, cell: Cell, arithmetic: str, watch: Callable[[], None] | None = None
) -> list[int | str | Bounds | None]:
    """The row of a cell: what is varied, then as ``HEADS`` says, in yuan, points, yuan per point.

    Events that the rules refuse are passed over and counted. ``watch`` is called before each event,
    and may raise to end the run.

    Raises:
        NeverfallsError: the events cannot be read, or lack something.
    """
    own = changed(scheme, cell.changes)
    events = read_events(cell.events, own)
    player = Player(own, events.members, ARITHMETICS[arithmetic]())
    refused, fell = 0, ""
    before = least = player.price()
    for number, (_line, event, arguments) in enumerate(events, 1):
        if watch is not None:
            watch()
        try:
            player.play(event, arguments)
        except NotEnabled:
            refused += 1
            continue
        price = player.price()
        if price is not None and before is not None and price[1] < before[0]:
            fell = fell or f"{number}: {' '.join((event, *arguments.values()))}"
        if price is not None:
            before = price
            least = price if least is None or price[0] < least[0] else least
    return [*cell.changes.values(), *_ending(player, events, refused, fell, least)]


def _ending(
    player: Player, events: Events, refused: int, fell: str, least: Bounds | None
) -> Iterator[int | str | Bounds | None]:
    yield from (events.path.name, events.count, refused, fell, least, player.price())
    yield from (player.balance("pool.yuan"), player.circulating())
    told = few_of(events.members)
    for name in (told[0], told[-1]) if told else ():
        view = player.view(name)
        yield from (view.paid, view.could_get)
