"""Changes to the bytes of a file: what an editor, a transfer or an attacker may do to it."""

import re
from collections.abc import Callable, Sequence
from random import Random

Change = Callable[[Random, bytes], bytes]

HOSTILE = (
    b"",
    b"0",
    b"-0",
    b"1/0",
    b"01",
    b"-1",
    b"1e9",
    b"0.1",
    b"NaN",
    b"Infinity",
    b"null",
    b"true",
    b"[]",
    b"{}",
    b'""',
    b"9" * 50,
    b"9" * 500,
    b"1/" + b"9" * 150,
    b"\\u0000",
    b"\\ud800",
    b"\\u202e",
    b"\\n",
    b"\n",
    b"\x1b[2J",
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    "积分".encode(),
    b"alice",
    b"pool",
    b"pool.yuan",
    b"a.b.c.d",
    b"../../etc",
    b"__class__",
    b"%s%n",
    b"a" * 300,
)
"""What may stand in the place of a word."""

WORD = re.compile(rb'[\w./+-]+|"(?:[^"\\]|\\.)*"')


def part(random: Random, data: bytes) -> tuple[int, int]:
    """Return where some part of the bytes begins and ends; it is mostly a short one."""
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.choice((0, 1, 1, 2, 5, 20, 200)))


def cut(random: Random, data: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def leave_out(random: Random, data: bytes) -> bytes:
    start, end = part(random, data)
    return data[:start] + data[end:]


def repeat(random: Random, data: bytes) -> bytes:
    start, end = part(random, data)
    return data[:end] + data[start:end] * random.choice((1, 1, 2, 50)) + data[end:]


def flip(random: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _each in range(random.choice((1, 1, 2, 8))):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def another_word(random: Random, data: bytes) -> bytes:
    places = [*WORD.finditer(data)]
    if not places:
        return random.choice(HOSTILE)
    place, word = random.choice(places), random.choice(HOSTILE)
    quoted = place.group().startswith(b'"') and random.random() < 0.7
    return data[: place.start()] + (b'"' + word + b'"' if quoted else word) + data[place.end() :]


def words_exchanged(random: Random, data: bytes) -> bytes:
    places = [*WORD.finditer(data)]
    if len(places) < 2:
        return data
    one, other = sorted(random.sample(places, 2), key=lambda place: place.start())
    between = data[one.end() : other.start()]
    return data[: one.start()] + other.group() + between + one.group() + data[other.end() :]


def lines_exchanged(random: Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    random.shuffle(lines) if random.random() < 0.2 else lines.reverse()
    return b"".join(lines)


def a_line_elsewhere(random: Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    if lines:
        lines.insert(random.randrange(len(lines) + 1), lines[random.randrange(len(lines))])
    return b"".join(lines)


def insert(random: Random, data: bytes) -> bytes:
    start, _end = part(random, data)
    return data[:start] + random.choice(HOSTILE) + data[start:]


def brackets(random: Random, data: bytes) -> bytes:
    """More brackets than any file needs, but no more than a guard sees at once."""
    start, _end = part(random, data)
    opened, closed = random.choice(((b"[", b"]"), (b"{", b"}"), (b'{"a":', b"}"), (b"(", b")")))
    count = random.choice((1, 3, 13, 20))
    return data[:start] + opened * count + closed * random.choice((0, count)) + data[start:]


def other_encoding(random: Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(random.choice(("utf-16", "utf-16-le", "latin-1", "utf-8-sig")), "replace")


CHANGES: Sequence[Change] = (
    cut,
    leave_out,
    repeat,
    flip,
    another_word,
    another_word,
    another_word,
    words_exchanged,
    lines_exchanged,
    a_line_elsewhere,
    insert,
    brackets,
    other_encoding,
)


def changed(random: Random, data: bytes) -> bytes:
    """Return the bytes after one change, or a few."""
    for _each in range(random.choice((1, 1, 1, 2, 3))):
        data = random.choice(CHANGES)(random, data)
    return data
