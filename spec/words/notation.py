"""The signs in which a formula is printed: plain text and LaTeX."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
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

    def total(self, amount: str, where: str) -> str:
        """The sum of an amount over all members, or over those for whom a condition holds."""

    def count(self, where: str) -> str:
        """The number of members for whom a condition holds."""


class PlainText:
    """Formulas in a line of text.

    ``figures`` are numbers, as text, that stand in place of the names of parameters.
    """

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

    def __init__(self, figures: Mapping[str, str] = MappingProxyType({})) -> None:
        self.figures = figures

    def name(self, text: str) -> str:
        """The name of an unknown, as it is, or its number."""
        return self.figures.get(text, text)

    def group(self, text: str) -> str:
        """Round brackets."""
        return f"({text})"

    def fraction(self, top: str, bottom: str) -> str:
        """``top ÷ bottom``; a fraction of numbers below the line is put in brackets."""
        return f"{top} ÷ {self.group(bottom) if '/' in bottom and ' ' not in bottom else bottom}"

    def floor(self, amount: str) -> str:
        """``⌊amount⌋``."""
        return f"⌊{amount}⌋"

    def extreme(self, which: str, left: str, right: str) -> str:
        """``min(left, right)`` or ``max(left, right)``."""
        return f"{which}({left}, {right})"

    def choice(self, condition: str, yes: str, no: str) -> str:
        """``yes if condition else no``."""
        return f"{yes} if {condition} else {no}"

    def total(self, amount: str, where: str) -> str:
        """``sum over members (amount)``."""
        return f"sum over members{f' with {where}' if where else ''} ({amount})"

    def count(self, where: str) -> str:
        """``number of members with where``."""
        return f"number of members with {where}"


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

    def total(self, amount: str, where: str) -> str:
        """A sum sign over the members."""
        under = rf"\text{{members}}, {where}" if where else r"\text{members}"
        return rf"\sum_{{{under}}} \left({amount}\right)"

    def count(self, where: str) -> str:
        """The size of a set of members."""
        return rf"\left|\left\{{\text{{members}} : {where}\right\}}\right|"


def escaped(text: str) -> str:
    """A text in which the characters that LaTeX reserves stand for themselves."""
    return "".join(f"\\{sign}" if sign in "#$%&_{}" else sign for sign in text)
