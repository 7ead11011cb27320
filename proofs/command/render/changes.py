"""What another reading changes in the rows of a rule, said so that the rule can be rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from neverfalls.spec.words.rules import ROWS, Row

BEGINNING = re.compile(r": | = | becomes | increases by | \(")
"""What ends the beginning of a row: up to there it says what the row is about."""


def changed_rows(before: Sequence[Row], now: Sequence[Row], placed: bool = True) -> Iterator[Row]:
    """The rows that are other, new or gone, one level deeper.

    A row stands in place of the one that begins alike. Where further rows are ``placed``, a row
    above them says after which one they come; what is gone is called "without".
    """
    old, new = ([_beginning(each) for each in rows] for rows in (before, now))
    told = -2
    for kind, low, high, start, end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            for position in range(high - low):
                if before[low + position] != now[start + position]:
                    told = start + position
                    yield _deeper(now[told])
            continue
        for gone in before[low:high]:
            if not _is_a_result(gone):
                yield Row(gone.clauses, 1, ROWS["gone"].format(row=gone.text))
        if placed and before and start < end and told != start - 1 and _has_a_place(now[start]):
            yield Row((), now[start].depth + 1, _place(now[:start]))
        told = end - 1 if start < end else told
        yield from map(_deeper, now[start:end])


def _beginning(row: Row) -> tuple[int, str]:
    counted = row.text.startswith("… and so on")
    return row.depth, "… and so on" if counted else BEGINNING.split(row.text)[0]


def _deeper(row: Row) -> Row:
    return row._replace(depth=row.depth + 1)


def _is_required(row: Row) -> bool:
    return row.text.startswith("requires ")


def _is_a_result(row: Row) -> bool:
    """Whether a row is one of the last, which say what the pool, supply and price are then."""
    start = _beginning(row)[1]
    return start.startswith("unchanged") or start in ("pool after", "supply after", "price after")


def _has_a_place(row: Row) -> bool:
    """Whether it matters where a row stands; what is required comes first, and results last."""
    return not _is_required(row) and not _is_a_result(row)


def _place(earlier: Sequence[Row]) -> str:
    done = [each for each in earlier if not _is_required(each)]
    return ROWS["behind"].format(row=done[-1].text) if done else ROWS["at first"]
