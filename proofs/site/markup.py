"""Pieces of MyST, the Markdown that Sphinx reads: escaped text, links, tables, marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#$~])")


def plain(text: str) -> str:
    """A text in which no sign means anything to Markdown."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """A name as it is typed."""
    return f"`{text}`"


def link(text: str, target: str) -> str:
    """A link to a label of the site; the text is Markdown already."""
    return f"[{text}](#{target})"


def label(kind: str, name: str) -> str:
    """What a place is called that other pages lead to."""
    return f"{kind}-{name}".lower().replace("_", "-").replace("=", "-")


def place(kind: str, name: str) -> str:
    """The line that stands before a heading, so that others can lead there."""
    return f"({label(kind, name)})="


def cell(text: str) -> str:
    """A text for a cell of a table, where a bar would end it."""
    return " ".join(text.split("\n"))


def table(head: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> Iterator[str]:
    """A table; on a narrow page it becomes one block for each row."""
    if kind:
        yield f"{{.{kind}}}"
    yield f"| {' | '.join(map(cell, head))} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(cell, row))} |"
    yield ""


def mark(kind: str, words: str) -> str:
    """A verdict: a sign, a word and a colour, so that no reader needs the colour."""
    signs = {"holds": "✓", "breaks": "✗", "depends": "◐"}
    return f"[{signs.get(kind, '?')} {words}]{{.verdict .{kind}}}"


def console(*commands: str) -> Iterator[str]:
    """Commands to type."""
    yield "```console"
    yield from commands
    yield "```"
    yield ""
