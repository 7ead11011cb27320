"""`neverfalls run`: what becomes of everybody in a history of one's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from neverfalls.counterexamples.playing.arithmetic import ARITHMETICS, Arithmetic
from neverfalls.counterexamples.playing.events import Events, read_events
from neverfalls.counterexamples.playing.player import Bounds, MemberView, Player
from neverfalls.counterexamples.playing.table import (
    FORMATS,
    Ran,
    Row,
    as_decimal,
    as_fraction,
    cells,
    columns,
    few_of,
    known_places,
    played,
    written,
)
from neverfalls.spec.numbers.decimals import PLACES, decimal
from neverfalls.spec.schemes import load_scheme
from neverfalls.spec.writing import write_file

from .codes import AS_ASKED, USAGE, complain
from .render.lines import write
from .render.progress import Progress

ON_A_SCREEN = 20
"""Rows that are printed, unless ``--every`` says otherwise."""

SOON = 2
"""Seconds that a run may take before it says how far it is."""

IN_A_FILE = 1_000
"""Rows that are written to a file, unless ``--every`` says otherwise."""


def run_history(
    scheme_name: str,
    file: Path,
    arithmetic: str,
    every: int | None,
    members: Sequence[str],
    output: Path | None,
    plot: Path | None,
    skip: bool,
    as_json: bool,
    exact: bool,
) -> int:
    """Run a list of events under the rules of a scheme; print or write a table; the exit code."""
    if output is not None and output.suffix not in FORMATS:
        complain(
            f"--output: found {output.name!r}, expected a name that ends in "
            f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
        )
        return USAGE
    if every is not None and every < 1:
        complain(f"--every: found {every}, expected a number from 1")
        return USAGE
    scheme = load_scheme(scheme_name)
    events = read_events(file, scheme)
    unknown = [each for each in members if each not in events.members]
    if unknown:
        complain(f"--member: found {unknown[0]!r}, expected one who takes part")
        return USAGE
    way = ARITHMETICS[arithmetic]()
    player = Player(scheme, events.members, way)
    shown = tuple(members) or few_of(events.members)
    often = every or max(1, events.count // (ON_A_SCREEN if output is None else IN_A_FILE))
    with Progress(events.count) as progress:

        def watch(done: int) -> None:
            if progress.passed() >= SOON:
                progress.show(done, f"{done:,} events")

        ran = played(player, events, often, shown, skip, watch)
    if output is not None:
        write_file(output, written(ran, output, exact))
    if plot is not None:
        from ..plots import drawing, own  # it loads matplotlib, which nothing else here does

        drawing(own(ran, scheme.title or scheme.name, arithmetic), "en").write(plot)
    if as_json:
        print(_json(ran, scheme.name, way, exact))
    else:
        write("\n".join(_text(ran, events, way, exact, output)))
    return AS_ASKED


def _text(ran: Ran, events: Events, way: Arithmetic, exact: bool, output: Path | None) -> list[str]:
    """What is printed: the rows, then where each member stands at the end."""
    who = "1 member" if len(events.members) == 1 else f"{len(events.members):,} members"
    lines = [f"{events.count:,} events, {who}. {way.words}", ""]
    if ran.refused:
        lines[1:1] = [f"{ran.refused:,} of them were refused; the first: {ran.first_refusal}"]
    say = _exactly if exact else _shortly
    if output is None:
        heads = ("events", "pool, yuan", "points", "price, yuan per point")
        lines += _aligned([heads, *(_seen(row, say) for row in ran.rows)])
        lines.append("")
    else:
        lines += [f"{len(ran.rows):,} rows were written to {output}.", ""]
    last = ran.rows[-1]
    lines.append(f"At the end, in yuan, after {last.event}:")
    lines += _aligned(
        [
            ("member", *(each.replace("_", " ") for each in MemberView._fields)),
            *(
                (name, *map(say, view))
                for name, view in zip(ran.members, last.members, strict=True)
            ),
        ]
    )
    if len(ran.members) < len(events.members):
        lines.append(
            "These are the first, the one in the middle and the last who took part;"
            " --member NAME tells of others."
        )
    return lines


def _seen(row: Row, say: Callable[[Bounds | None], str]) -> tuple[str, ...]:
    return (f"{row.events:,}", say(row.pool), say(row.points), say(row.price))


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows in columns: the first to the left, numbers to the right."""
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(room) if place else cell.ljust(room)
            for place, (cell, room) in enumerate(zip(row, wide, strict=True))
        ).rstrip()
        for row in rows
    ]


def _shortly(value: Bounds | None) -> str:
    """A number to four decimal places, or to as many as are known of it."""
    if value is None:
        return "-"
    places = known_places(value, PLACES)
    return "unknown" if places is None else decimal(value[0], places)


def _exactly(value: Bounds | None) -> str:
    return "-" if value is None else as_fraction(value)


def _json(ran: Ran, scheme: str, way: Arithmetic, exact: bool) -> str:
    say = as_fraction if exact else as_decimal
    names = columns(ran.members)
    rows = [
        dict(zip(names, cells(row, lambda value: say(value) or None), strict=True))
        for row in ran.rows
    ]
    told = {
        "format": "neverfalls-run/1",
        "scheme": scheme,
        "arithmetic": way.name,
        "members": list(ran.members),
        "refused": ran.refused,
        "rows": rows,
    }
    return json.dumps(told, indent=1, ensure_ascii=False)
