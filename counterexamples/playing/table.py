"""A run as a table: where everything stands after some of the events."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from neverfalls.spec.errors import NeverfallsError, NotEnabled
from neverfalls.spec.numbers.decimals import decimal

from .arithmetic import MissingPackage
from .events import BadEvents, Events
from .player import Bounds, MemberView, Player

FEW = 5
"""Members of whom all are told; of more, the first, the one in the middle and the last to join."""

PLACES = 10
"""Decimal places of a number in a file, unless it is written as a fraction."""

FORMATS = (".csv", ".jsonl", ".parquet")


class Row(NamedTuple):
    """Where everything stands after so many events; amounts in yuan, points, and yuan per point."""

    events: int
    event: str
    pool: Bounds
    points: Bounds
    price: Bounds | None
    members: Sequence[MemberView]


class Ran(NamedTuple):
    """What came of a run: its rows, the members that they tell of, and how many were refused."""

    rows: Sequence[Row]
    members: Sequence[str]
    refused: int
    first_refusal: str


def few_of(members: Sequence[str]) -> tuple[str, ...]:
    """All members, if they are few, or else the first, the one in the middle and the last."""
    if len(members) <= FEW:
        return tuple(members)
    return members[0], members[len(members) // 2], members[-1]


def played(
    player: Player,
    events: Events,
    every: int,
    members: Sequence[str],
    skip: bool = False,
    watch: Callable[[int], None] = lambda _done: None,
) -> Ran:
    """Carry out a list of events; a row for the opening, every so many-th event, and the last.

    With ``skip``, an event that the rules refuse is counted and passed over.

    Raises:
        BadEvents: the rules refuse an event, or it lacks an argument; names its line.
    """
    rows = [_row(player, 0, "the opening", members)]
    refused, first, done = 0, "", 0
    for done, (line, event, arguments) in enumerate(events, 1):
        try:
            player.play(event, arguments)
        except NotEnabled as error:
            if not skip:
                said = " ".join((event, *arguments.values()))
                raise BadEvents(str(events.path), line, "event", said, _met(error)) from None
            refused += 1
            first = first or f"line {line}: {error}"
        except NeverfallsError as error:
            raise NeverfallsError(f"{events.path}: line {line}: {error}") from None
        if done % every == 0 or done == events.count:
            said = " ".join((event, *arguments.values()))
            try:
                rows.append(_row(player, done, said, members))
            except NeverfallsError as error:
                raise NeverfallsError(f"{events.path}: after line {line}: {error}") from None
            watch(done)
    return Ran(rows, members, refused, first)


def _met(error: NotEnabled) -> str:
    return f"that {error.requirement}, as the rules require (or --skip, to go on without it)"


def _row(player: Player, events: int, event: str, members: Sequence[str]) -> Row:
    return Row(
        events,
        event,
        player.balance("pool.yuan"),
        player.circulating(),
        player.price(),
        [player.view(name) for name in members],
    )


def columns(members: Iterable[str]) -> list[str]:
    """The names of the columns of a file."""
    own = [f"{name} {field}" for name in members for field in MemberView._fields]
    return ["events", "event", "pool", "points", "price", *(each.replace("_", " ") for each in own)]


def cells(row: Row, written: Callable[[Bounds | None], Any]) -> Iterator[Any]:
    """What stands in the columns of a row."""
    yield row.events
    yield row.event
    for value in (row.pool, row.points, row.price):
        yield written(value)
    for view in row.members:
        yield from map(written, view)


def as_fraction(value: Bounds | None) -> str:
    """An exact number as a fraction; an enclosed one to the digits that are known."""
    if value is None:
        return ""
    return str(value[0]) if value[0] == value[1] else as_decimal(value)


def as_decimal(value: Bounds | None) -> str:
    """A number to ten decimal places; an enclosed one to as many as are known."""
    if value is None:
        return ""
    places = known_places(value, PLACES)
    return decimal(value[0], places) if places is not None else f"{value[0]} to {value[1]}"


def known_places(value: Bounds, most: int) -> int | None:
    """To how many decimal places the two ends of an enclosure are the same number, if to any."""
    low, high = value
    return next((n for n in range(most, -1, -1) if decimal(low, n) == decimal(high, n)), None)


def written(ran: Ran, path: Path, fractions: bool = False) -> bytes:
    """The table of a run as a file: CSV, JSON Lines or Parquet, by its ending.

    Raises:
        MissingPackage: Parquet is asked for and pyarrow is not installed.
    """
    rows = [list(cells(row, lambda value: value)) for row in ran.rows]
    return as_file(columns(ran.members), rows, path, fractions)


def as_file(
    names: Sequence[str], rows: Sequence[Sequence[Any]], path: Path, fractions: bool = False
) -> bytes:
    """Rows of numbers, texts and bounds as a file, by its ending.

    Raises:
        MissingPackage: Parquet is asked for and pyarrow is not installed.
    """
    if path.suffix == ".parquet":
        return _parquet(names, rows)
    say = as_fraction if fractions else as_decimal
    told = [[say(each) if isinstance(each, tuple) else each for each in row] for row in rows]
    text = StringIO(newline="")
    if path.suffix == ".csv":
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(told)
    else:
        for row in told:
            text.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")
    return text.getvalue().encode()


def _parquet(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingPackage(
            "a Parquet file needs pyarrow: pip install 'neverfalls[run]'"
        ) from None
    from decimal import Decimal

    def number(value: Any) -> Any:
        return Decimal(decimal(value[0], PLACES)) if isinstance(value, tuple) else value

    arrays = [pyarrow.array(list(map(number, column))) for column in zip(*rows, strict=True)]
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(pyarrow.table(arrays, names=list(names)), sink)
    content: bytes = sink.getvalue().to_pybytes()
    return content
