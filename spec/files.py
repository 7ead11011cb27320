"""Files that somebody else wrote: read within bounds, before any parser sees them.

A parser may take far more time and memory than a file is long: for brackets within brackets, keys
of very many parts, numbers of very many digits. So each of these is counted first, by going through
the text once.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DEEPEST = 12
"""Brackets that may be open at the same time."""

LONGEST_NUMBER = 400
"""Digits of a number that is written as one; numbers in texts have bounds of their own."""

MOST_PARTS = 8
"""Parts of a key, such as the three of ``members.alice.points``."""

LONGEST_LIST = 20_000
"""Things that stand in one list or table, as far as they have commas between them."""

TOKEN = re.compile(r"[\[\]{}\n,.=\"'#]|[0-9_]+")
JSON_TOKEN = re.compile(r"[\[\]{},\"]")


class Unreadable(Exception):
    """A file that no parser is given: what was found, and what was expected."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"found {found}, expected {expected}")
        self.found = found
        self.expected = expected


def read_file(path: str | Path, most: int) -> bytes:
    """What a file holds, of so many bytes at most.

    Raises:
        OSError: it cannot be read.
        Unreadable: it is no ordinary file (a pipe or a device might never end), or too large.
    """
    # without waiting: to open a pipe would take until somebody writes into it
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise Unreadable("a pipe or a device", "a file")
        content = file.read(most + 1)
    _check_size(content, most)
    return content


def _check_size(content: bytes, most: int) -> None:
    if len(content) > most:
        raise Unreadable(f"more than {most} bytes", "a smaller file")


def text_of(content: bytes, most: int) -> str:
    """The text of a file, less the byte-order mark that some editors put before it.

    Raises:
        Unreadable: it is too large.
        UnicodeDecodeError: it is not in UTF-8.
    """
    _check_size(content, most)
    return content.decode("utf-8-sig")


class Seen(NamedTuple):
    """A sign outside texts and comments, or the digits of a number, and where they stand."""

    text: str
    line: int


def check_toml(text: str) -> None:
    """Refuse a TOML text that is nested, or has keys, numbers or lists, beyond all use.

    Raises:
        Unreadable: says what, in which line.
    """
    parts = 1
    for seen in _bounded(_outside_toml(text)):
        if seen.text in "=\n,[{":
            parts = 1
        elif seen.text == ".":
            parts += 1
        if parts > MOST_PARTS:
            expected = f"at most {MOST_PARTS} parts"
            raise Unreadable(f"a key of more parts in line {seen.line}", expected)


def check_json(text: str) -> None:
    """Refuse a JSON text that is nested, or has lists, beyond all use.

    A number is for the parser to bound, which knows in which field it stands.

    Raises:
        Unreadable: says what, in which line.
    """
    for _seen in _bounded(_outside_json(text)):
        pass


def _bounded(signs: Iterator[Seen]) -> Iterator[Seen]:
    """The same signs, refused where brackets are too deep, or lists or numbers too long."""
    commas = [0]
    for seen in signs:
        if seen.text in "[{":
            commas.append(0)
        elif seen.text in "]}":
            commas = commas[:-1] or [0]
        elif seen.text == ",":
            commas[-1] += 1
        if len(commas) - 1 > DEEPEST:
            raise Unreadable(f"more open brackets in line {seen.line}", f"at most {DEEPEST}")
        if commas[-1] >= LONGEST_LIST:
            expected = f"at most {LONGEST_LIST} entries"
            raise Unreadable(f"a longer list in line {seen.line}", expected)
        if len(seen.text) > LONGEST_NUMBER:
            expected = f"at most {LONGEST_NUMBER} digits"
            raise Unreadable(f"a longer number in line {seen.line}", expected)
        yield seen


def _outside_json(text: str) -> Iterator[Seen]:
    """The signs of a JSON text that stand outside its texts."""
    place, line, counted = 0, 1, 0
    while token := JSON_TOKEN.search(text, place):
        place = token.end()
        if token.group() == '"':
            place = _end_of_text(text, place, '"', escapes=True)
        else:
            line += text.count("\n", counted, token.start())
            counted = token.start()
            yield Seen(token.group(), line)


def _outside_toml(text: str) -> Iterator[Seen]:
    """The signs of a TOML text that stand outside its texts and comments."""
    place, line = 0, 1
    while token := TOKEN.search(text, place):
        sign, start, place = token.group(), token.start(), token.end()
        if sign == "#":
            place = _or_end(text.find("\n", place), text)
        elif sign in "\"'":
            quotes = sign * 3 if text.startswith(sign * 3, start) else sign
            place = _end_of_text(text, start + len(quotes), quotes, escapes=sign == '"')
            line += text.count("\n", start, place)
        else:
            yield Seen(sign, line)
            line += sign == "\n"


def _end_of_text(text: str, start: int, quotes: str, escapes: bool) -> int:
    """Where a text ends that starts here; the end of all where it does not."""
    ending = re.compile(rf"\\.|{quotes}" if escapes else quotes, re.DOTALL)
    for found in ending.finditer(text, start):
        if not found.group().startswith("\\"):
            return found.end()
    return len(text)


def _or_end(place: int, text: str) -> int:
    return len(text) if place < 0 else place
