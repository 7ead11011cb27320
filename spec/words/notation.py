"""The signs in which a formula is printed: plain text and LaTeX."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Protocol


class Notation(Protocol):
    """The signs of one kind of print."""

    signs: ClassVar[Mapping[str, str]]
    stacked: bool

    def name(self, text: str) -> str:
        """The name of an unknown."""

    def group(self, text: str) -> str:
        """Brackets around a part."""

    def fraction(self, top: str, bottom: str) -> str:
        """A fraction."""

    def floor(self, amount: str) -> str:
        """The whole part of an amount."""

    def extreme(self, which: str, left: str, right: str) -> str:
        """The ``min`` or ``max`` of two amounts."""

    def choice(self, condition: str, yes: str, no: str) -> str:
        """One amount where a condition holds, another elsewhere."""

    def total(self, amount: str) -> str:
        """The sum of an amount over all members."""


class PlainText:
    """Formulas in a line of text."""

    signs: ClassVar[Mapping[str, str]] = {
        "times": " × ",
        "minus": "−",
        "positive": ">",
        "negative": "<",
        "nonnegative": "≥",
        "nonpositive": "≤",
        "zero": "=",
        "and": " and ",
        "or": " or ",
        "not": "not ",
    }
    stacked = False

    def name(self, text: str) -> str:
        """The name of an unknown, as it is."""
        return text

    def group(self, text: str) -> str:
        """Round brackets."""
        return f"({text})"

    def fraction(self, top: str, bottom: str) -> str:
        """``top / bottom``, and ``3/10`` for a number."""
        return f"{top}/{bottom}" if (top + bottom).isdigit() else f"{top} / {bottom}"

    def floor(self, amount: str) -> str:
        """``⌊amount⌋``."""
        return f"⌊{amount}⌋"

    def extreme(self, which: str, left: str, right: str) -> str:
        """``min(left, right)`` or ``max(left, right)``."""
        return f"{which}({left}, {right})"

    def choice(self, condition: str, yes: str, no: str) -> str:
        """``yes if condition else no``."""
        return f"{yes} if {condition} else {no}"

    def total(self, amount: str) -> str:
        """``sum over members (amount)``."""
        return f"sum over members ({amount})"


class LaTeX:
    """Formulas in LaTeX's mathematics; a choice is a ``cases`` of the amsmath package."""

    signs: ClassVar[Mapping[str, str]] = {
        "times": r" \cdot ",
        "minus": "-",
        "positive": ">",
        "negative": "<",
        "nonnegative": r"\ge",
        "nonpositive": r"\le",
        "zero": "=",
        "and": r" \land ",
        "or": r" \lor ",
        "not": r"\lnot ",
    }
    stacked = True

    def name(self, text: str) -> str:
        """The name of an unknown, upright."""
        return rf"\text{{{escaped(text)}}}"

    def group(self, text: str) -> str:
        """Round brackets as high as what they hold."""
        return rf"\left({text}\right)"

    def fraction(self, top: str, bottom: str) -> str:
        """A fraction with a bar."""
        return rf"\frac{{{top}}}{{{bottom}}}"

    def floor(self, amount: str) -> str:
        """The amount between the brackets of a whole part."""
        return rf"\left\lfloor {amount} \right\rfloor"

    def extreme(self, which: str, left: str, right: str) -> str:
        r"""``\min`` or ``\max`` of both."""
        return rf"\{which}\left({left}, {right}\right)"

    def choice(self, condition: str, yes: str, no: str) -> str:
        """Both amounts one above the other, each with its condition."""
        lines = rf"{yes} & \text{{if }} {condition} \\ {no} & \text{{otherwise}}"
        return rf"\begin{{cases}} {lines} \end{{cases}}"

    def total(self, amount: str) -> str:
        """A sum sign over the members."""
        return rf"\sum_{{\text{{members}}}} \left({amount}\right)"


def escaped(text: str) -> str:
    """A text in which the characters that LaTeX reserves stand for themselves."""
    return "".join(f"\\{sign}" if sign in "#$%&_{}" else sign for sign in text)
