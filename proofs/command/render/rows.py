"""Rows for a terminal: a table with a line of headings, or labelled fields where it is too wide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .lines import columns, fold

LAST = 30
"""The columns that the last cell of a row is given at least; it goes on in further lines."""


def rows_text(rows: Sequence[Mapping[str, Any]], wide: int) -> str:
    """Rows of the same fields, each row a line if they fit into the width."""
    labels = [key.replace("_", " ") for key in rows[0]] if rows else []
    cells = [[flat(value) for value in row.values()] for row in rows]
    widths = [max(map(columns, column)) for column in zip(labels, *cells, strict=True)]
    if sum(widths[:-1]) + 2 * len(widths[:-1]) + min(LAST, *widths[-1:]) <= wide:
        lines = [line for row in (labels, *cells) for line in _line(row, widths, wide)]
    else:
        lines = [line for row in cells for line in _fields(labels, row)]
    return "\n".join(lines)


def _line(row: Sequence[str], widths: Sequence[int], wide: int) -> Iterator[str]:
    """A row in aligned columns; the last cell is folded under itself."""
    padded = (
        cell + " " * (width - columns(cell))
        for cell, width in zip(row[:-1], widths[:-1], strict=True)
    )
    head = "".join(f"{cell}  " for cell in padded)
    first, *more = fold(row[-1], wide - columns(head)).split("\n")
    yield (head + first).rstrip()
    yield from (" " * columns(head) + line for line in more)


def _fields(labels: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    """A row as its first cell, and a labelled line for each of the others."""
    longest = max(map(len, labels[1:]), default=0)
    yield row[0]
    for label, cell in zip(labels[1:], row[1:], strict=True):
        yield f"  {label:<{longest}}  {cell}"


def flat(value: Any) -> str:
    """A value in words; a dash for nothing."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or "-"
    return str(value) if value != "" else "-"
