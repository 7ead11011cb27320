"""A picture before it is drawn: panels with lines, bars and dots, all of them exact numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.numbers.decimals import decimal

from .wording import Said

FORMAT = "neverfalls-plot/1"

LONGEST, PLACES = 200, 15
"""Most binary digits of a fraction that stands in the data as it is, which are 60 decimal ones;
decimal places of all others."""


class NoSuchPicture(NeverfallsError):
    """A picture was asked for by a name that none has."""

    def __init__(self, found: str, known: Sequence[str]) -> None:
        super().__init__(f"no picture is called {found!r}; there are: {', '.join(known)}")
        self.found = found
        self.expected = tuple(known)


class NoSuchMark(NeverfallsError):
    """A picture was asked for a line, bars or dots that it does not have."""

    def __init__(self, picture: str, found: str, known: Sequence[str]) -> None:
        super().__init__(f"the picture {picture} has no {found!r}; it has: {', '.join(known)}")
        self.picture = picture
        self.found = found
        self.expected = tuple(known)


class Point(NamedTuple):
    """A place in a panel, in the units of its axes."""

    x: Fraction
    y: Fraction


class Look(StrEnum):
    """How a line or a bar is told from others without colour."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"
    FAINT = "faint"  # thin, for what others are compared with


class Ink(StrEnum):
    """Colours that are told apart by everybody."""

    BLACK = "black"
    BLUE = "blue"
    RED = "red"
    GREY = "grey"


class Sign(StrEnum):
    """The shapes of single points."""

    DOT = "dot"
    CROSS = "cross"
    RING = "ring"
    QUESTION = "question"


@dataclass(frozen=True)
class Line:
    """Points that are joined."""

    name: str
    points: tuple[Point, ...]
    look: Look = Look.SOLID
    ink: Ink = Ink.BLACK


class Span(NamedTuple):
    """One bar: where it stands, from where it goes, and to where."""

    x: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Bars:
    """Bars side by side; those with a look other than solid are hatched."""

    name: str
    spans: tuple[Span, ...]
    look: Look = Look.SOLID
    ink: Ink = Ink.GREY


@dataclass(frozen=True)
class Dots:
    """Single points."""

    name: str
    points: tuple[Point, ...]
    sign: Sign = Sign.DOT
    ink: Ink = Ink.BLACK


Mark = Line | Bars | Dots


@dataclass(frozen=True)
class Label:
    """Words beside a place; ``right`` and ``up`` shift them, in points of print."""

    said: Said
    at: Point
    right: int = 0
    up: int = 0
    ink: Ink = Ink.BLACK
    align: str = "left"
    arrow: bool = False


@dataclass(frozen=True)
class Axis:
    """What is measured, and from where to where it is shown.

    ``named`` are words that stand at some places instead of numbers.
    """

    said: Said
    low: Fraction
    high: Fraction
    named: tuple[tuple[Fraction, Said], ...] = ()


@dataclass(frozen=True)
class Panel:
    """One system of axes with all that is drawn in it; ``height`` compares it with the others."""

    said: Said
    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...] = ()
    height: int = 1


@dataclass(frozen=True, repr=False)
class Picture:
    """What a picture finds, in a title; what it shows, in a sentence for who cannot see it; what
    its numbers rest on; and the panels, from top to bottom."""

    name: str
    finding: Said
    shows: Said
    rests_on: Said
    panels: tuple[Panel, ...]

    def __repr__(self) -> str:
        """Its name: its fractions may have more digits than Python writes out."""
        return f"<picture {self.name}>"

    def title(self, language: str = "en") -> str:
        """The finding, in words."""
        return self.finding.within(language)

    def described(self, language: str = "en") -> str:
        """What the picture shows with its numbers, for whoever cannot see it."""
        return self.shows.within(language)

    def marks(self) -> dict[str, Mark]:
        """All lines, bars and dots, by name."""
        return {mark.name: mark for panel in self.panels for mark in panel.marks}

    def line(self, name: str) -> tuple[Point, ...]:
        """The points of a line, or of dots, exactly.

        Raises:
            NoSuchMark: there is none of this name.
        """
        mark = self.marks().get(name)
        if mark is None or isinstance(mark, Bars):
            known = [key for key, each in self.marks().items() if not isinstance(each, Bars)]
            raise NoSuchMark(self.name, name, known)
        return mark.points

    def sentences(self) -> Iterator[Said]:
        """Everything that is said on the picture or about it."""
        yield from (self.finding, self.shows, self.rests_on)
        for panel in self.panels:
            yield panel.said
            for axis in (panel.x, panel.y):
                yield axis.said
                yield from (said for _place, said in axis.named)
            yield from (label.said for label in panel.labels)

    def to_dict(self) -> dict[str, Any]:
        """The picture as data: its sentences in English, every number a string.

        A fraction of more than 60 digits is rounded to 15 decimal places and marked with ≈.
        """
        return {
            "format": FORMAT,
            "plot": self.name,
            "title": self.title(),
            "described": self.described(),
            "rests_on": self.rests_on.within("en"),
            "panels": [
                {
                    "shows": panel.said.within("en"),
                    "x": panel.x.said.within("en"),
                    "y": panel.y.said.within("en"),
                    "series": {mark.name: _rows(mark) for mark in panel.marks},
                }
                for panel in self.panels
            ],
        }


def _rows(mark: Mark) -> list[list[str]]:
    rows = mark.spans if isinstance(mark, Bars) else mark.points
    return [[_text(each) for each in row] for row in rows]


def _text(value: Fraction) -> str:
    bits = value.numerator.bit_length() + value.denominator.bit_length()
    return str(value) if bits <= LONGEST else f"≈ {decimal(value, PLACES)}"
