"""Texts that come from a file or from whoever typed them, before they are shown.

A terminal obeys control characters, and some signs turn the order of what stands around them. So a
text from outside could write a line of its own, or erase one of ours.
"""

from __future__ import annotations

import unicodedata

CONTROLLING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""The categories of signs that are not seen, but change what is: controls, formats, surrogates,
unassigned ones, and separators of lines."""


def shows(text: str) -> bool:
    """Whether a text is something to see, without any sign that controls how it is shown."""
    return bool(text.strip()) and is_plain(text)


def is_plain(text: str) -> bool:
    """Whether no sign of a text controls how it, or what stands around it, is shown."""
    return text.isprintable() or not any(map(_controls, text))


def visible(text: str) -> str:
    r"""A text with each sign that controls how it is shown written as what it is: ``\u001b``."""
    if is_plain(text):
        return text
    return "".join(_written(sign) if _controls(sign) else sign for sign in text)


def _controls(sign: str) -> bool:
    return unicodedata.category(sign) in CONTROLLING


def _written(sign: str) -> str:
    short = {"\n": r"\n", "\t": r"\t", "\r": r"\r"}
    number = ord(sign)
    return short.get(sign) or (rf"\u{number:04x}" if number < 0x10000 else rf"\U{number:08x}")
