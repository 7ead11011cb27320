"""Files from outside: what is beyond all use is refused before a parser sees it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from neverfalls.spec.files import (
    DEEPEST,
    LONGEST_LIST,
    LONGEST_NUMBER,
    MOST_PARTS,
    Unreadable,
    check_json,
    check_toml,
    read_file,
    text_of,
)

DOTS = ".a" * MOST_PARTS


def brackets(count: int) -> str:
    return "[" * count + "]" * count


def dotted(parts: int) -> str:
    return ".".join("a" * parts)


def listed(entries: int) -> str:
    return f"[{'1,' * (entries - 1)}1]"


@pytest.mark.parametrize(
    ("check", "make", "most", "told"),
    [
        (check_toml, lambda n: f"x = {brackets(n)}", DEEPEST, "more open brackets"),
        (check_toml, lambda n: f"{dotted(n)} = 1", MOST_PARTS, "a key of more parts"),
        (check_toml, lambda n: f"[{dotted(n)}]", MOST_PARTS, "a key of more parts"),
        (check_toml, lambda n: f"x = {{{dotted(n)} = 1}}", MOST_PARTS, "a key of more parts"),
        (check_toml, lambda n: f"x = {'1' * n}", LONGEST_NUMBER, "a longer number"),
        (check_toml, lambda n: f"x = {listed(n)}", LONGEST_LIST, "a longer list"),
        (check_json, brackets, DEEPEST, "more open brackets"),
        (check_json, lambda n: '{"a":' * n + "0" + "}" * n, DEEPEST, "more open brackets"),
        (check_json, listed, LONGEST_LIST, "a longer list"),
    ],
    ids=range(9),
)
def test_one_more_is_refused(
    check: Callable[[str], None], make: Callable[[int], str], most: int, told: str
) -> None:
    """As much as may be is accepted, and one more is not; the message says where it is."""
    check(make(most))
    with pytest.raises(Unreadable, match=f"{told} in line 2, expected at most {most}"):
        check(f"\n{make(most + 1)}")


@pytest.mark.parametrize(
    "text",
    [
        f'x = "{"[" * 50}{DOTS}"',
        f"x = '{'[' * 50}{DOTS}'",
        f'x = """\n{"[" * 50}"" \\""" {DOTS}"""',
        f"x = '''\n{'[' * 50}'' {DOTS}'''",
        f"# {'[' * 50}{DOTS}\nx = 1",
        f'"a.a{DOTS}" = 1',
        f'x = "\\\\" # {"[" * 50}',
        "\n".join(["a.b = 1"] * 50),
        f"x = [\n{'1.5,' * 50}]",
    ],
)
def test_texts_and_comments_may_hold_anything(text: str) -> None:
    """Only what stands outside them is counted, and each key by itself."""
    check_toml(text)


@pytest.mark.parametrize(
    "text", [f'["{"[" * 50}"]', f'["\\"{"{" * 50}"]', f'["\\\\", "{"[" * 50}"]']
)
def test_texts_in_json_may_hold_anything(text: str) -> None:
    """A quotation mark that is escaped does not end a text."""
    check_json(text)


@pytest.mark.parametrize("text", ['x = "[[', "x = '''[[", '"', "'", '"""', 'x = "\\'])
def test_what_has_no_end_is_left_to_the_parser(text: str) -> None:
    """It says what is wrong there."""
    check_toml(text)
    check_json(text)


def test_only_files_are_read(tmp_path: Path) -> None:
    """A pipe or a device is refused at once, and so is a file that is too large."""
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(pipe)
    file.write_bytes(b"12345")
    for path in (pipe, Path(os.devnull)):
        with pytest.raises(Unreadable, match="found a pipe or a device, expected a file"):
            read_file(path, 5)
    assert read_file(file, 5) == b"12345"
    for refuse in (lambda: read_file(file, 4), lambda: text_of(b"12345", 4)):
        with pytest.raises(Unreadable, match="found more than 4 bytes, expected a smaller file"):
            refuse()
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "none", 5)


def test_a_byte_order_mark_is_no_part_of_a_text() -> None:
    """One of them: a second one is a sign like any other."""
    assert text_of(b"\xef\xbb\xbf{}", 5) == "{}"
    assert text_of(b"\xef\xbb\xbf" * 2, 6) == "\ufeff"
