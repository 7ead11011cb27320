"""The words in a formula: names of amounts, and words such as ``if`` that join them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from neverfalls.spec.words.notation import PlainText

WORDS = re.compile(r"[A-Za-z][\w'’]*(?: [\w'’]+)*")
"""Words in a row, with the numbers that follow them."""

FUNCTIONS = ("min", "max")
"""Words that mathematics writes alike in every language."""


def _joining() -> tuple[str, ...]:
    """The words that join names in the formulas of the specification, longest first."""
    signs = PlainText()
    printed = [
        *(signs.signs[each] for each in ("and", "or", "not")),
        signs.choice("=", "=", "="),
        signs.total("=", ""),
        signs.total("=", "="),
        signs.count("="),
        "always",
        "never",
    ]
    found = {word for each in printed for word in WORDS.findall(each)}
    return tuple(sorted(found, key=lambda each: -len(each.split())))


JOINING = _joining()


def pieces(words: str) -> Iterator[tuple[str, bool]]:
    """The names and the joining words of some words in a row; joining ones are marked."""
    left, name = words.split(" "), list[str]()
    while left:
        joining = next(
            (j for j in (*JOINING, *FUNCTIONS) if left[: len(j.split())] == j.split()), ""
        )
        if joining or (left[0].isdigit() and not name):
            if name:
                yield " ".join(name), False
            name, taken = [], len(joining.split()) or 1
            yield joining or left[0], True
            left = left[taken:]
        else:
            name.append(left.pop(0))
    if name:
        yield " ".join(name), False


def names_in(formula: str) -> list[str]:
    """The names of amounts in a formula."""
    return [
        piece for words in WORDS.findall(formula) for piece, joining in pieces(words) if not joining
    ]


def replaced(formula: str, name: Callable[[str], str], joining: Callable[[str], str]) -> str:
    """A formula with other names and other joining words."""

    def other(words: re.Match[str]) -> str:
        return " ".join(
            (joining(piece) if piece in JOINING else piece) if joins else name(piece)
            for piece, joins in pieces(words[0])
        )

    return WORDS.sub(other, formula)
