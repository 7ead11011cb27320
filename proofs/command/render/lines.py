"""Lines for a terminal: folded to its width, coloured only where somebody looks at them."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterator

NARROWEST, WIDEST = 40, 120
"""Lines are never folded to fewer columns, and never longer than this: nobody reads along them."""

PAGE = 100
"""The width of generated pages."""

ALONE = re.compile(r"(?<!\d )≈")
"""The sign of a rounded number without the fraction in front of it."""

ROUNDED = "≈ marks a rounded number; --exact writes the fraction."

COLOURS = {"green": 32, "red": 31, "yellow": 33}
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
BULLETS = ("- ", "· ", "+ ")
JOINTS = "_=/,.-"
"""Where a word longer than a line is broken: behind one of these, if it has any."""


def width() -> int:
    """The columns to write to: the terminal's, or those that ``COLUMNS`` states, or 80."""
    return min(max(shutil.get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)


def write(text: str) -> None:
    """Print a text folded to the terminal's width, at once, and what a lone ≈ in it means."""
    print(fold(text, width()), flush=True)
    if ALONE.search(text):
        print(fold(ROUNDED, width()), flush=True)


def paint(word: str, colour: str) -> str:
    """A word in bold and in a colour, where it goes to a terminal and nobody asked for none."""
    coloured = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    if not coloured or os.environ.get("NO_COLOR"):
        return word
    return f"\x1b[1;{COLOURS[colour]}m{word}\x1b[0m"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese signs take two, colours none."""
    bare = ESCAPE.sub("", text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in bare)


def fold(text: str, wide: int) -> str:
    """A text whose lines are no longer than so many columns.

    A line goes on under its own text: behind its indentation, its bullet, and its labels, which are
    what stands before a gap of two spaces or more.
    """
    return "\n".join(part for line in text.split("\n") for part in _folded(line, wide))


def _folded(line: str, wide: int) -> Iterator[str]:
    if columns(line) <= wide:
        yield line
        return
    bare = ESCAPE.sub("", line)
    indent = _indent(bare, wide)
    head = _taken(line, indent)
    current, empty = head, True
    for word in line[len(head) :].split(" "):
        for number, piece in enumerate(_pieces(word, wide - indent)):
            longer = piece if empty else f" {piece}"
            if number or columns(current) + columns(longer) > wide:
                yield current.rstrip()
                current, longer = " " * indent, piece
            current, empty = current + longer, False
    yield current


def _indent(bare: str, wide: int) -> int:
    start = len(bare) - len(bare.lstrip(" "))
    if bare[start:].startswith(BULLETS):
        start += 2
    gap = bare.rfind("  ", start, wide // 2)
    return gap + 2 if gap > start else start


def _taken(line: str, count: int) -> str:
    """The beginning of a line that shows so many signs, with the colours in it."""
    position = shown = 0
    while shown < count:
        escape = ESCAPE.match(line, position)
        if escape:
            position = escape.end()
        else:
            position, shown = position + 1, shown + 1
    return line[:position]


def _pieces(word: str, room: int) -> Iterator[str]:
    """A word in parts that fit into so many columns, broken at its joints if it has any."""
    while columns(word) > room:
        fitting = next(end for end in range(len(word), 0, -1) if columns(word[:end]) <= room)
        joint = max(word.rfind(sign, 0, fitting) for sign in JOINTS) + 1
        cut = joint if joint > room // 3 else fitting
        yield word[:cut]
        word = word[cut:]
    yield word
