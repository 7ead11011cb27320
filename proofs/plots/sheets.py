"""Drawing: the only module that knows matplotlib, and the only place where numbers are rounded."""

from __future__ import annotations

import base64
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neverfalls.spec.writing import write_file

from .picture import Bars, Dots, Ink, Label, Line, Look, Mark, Panel, Picture, Sign
from .wording import LANGUAGES, NoPictures, UnknownFormat

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 6, 7
"""Of a picture, in inches: as wide as a phone's screen, where its words can still be read."""

MARGIN = Fraction(1, 100)
"""Left of the title, as a part of the width."""

SIZE, SMALL = 13, 10
"""Of letters, in points."""

DOTS_PER_INCH = 200

COLUMNS, SMALL_COLUMNS = 50, 78
"""How many letters stand in a line of the title, and in one of the small print."""

INKS = {Ink.BLACK: "#000000", Ink.BLUE: "#0072b2", Ink.RED: "#b34700", Ink.GREY: "#767676"}
LOOKS = {
    Look.SOLID: "-",
    Look.DASHED: (0, (6, 3)),
    Look.DOTTED: (0, (1, 2)),
    Look.FAINT: (0, (3, 2)),
}
HATCHES = {Look.SOLID: "", Look.DASHED: "///", Look.DOTTED: "\\\\\\", Look.FAINT: ""}
SIGNS = {Sign.DOT: "o", Sign.CROSS: "x", Sign.RING: "o", Sign.QUESTION: "$?$"}
SIZES = {Sign.DOT: 5, Sign.CROSS: 5, Sign.RING: 12, Sign.QUESTION: 9}

LATIN = "DejaVu Sans"
"""It comes with matplotlib, so that a picture is the same on every machine."""

CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "PingFang SC",
    "Microsoft YaHei",
)
"""Fonts that have the characters, the best one first."""

CHINESE_REMEDY = (
    "apt-get install fonts-noto-cjk (Debian, Ubuntu), or install Noto Sans CJK SC otherwise"
)
FORMATS = ("svg", "png")


def drawn(value: Fraction) -> float:
    """A number as matplotlib takes it. Nothing is computed from it any more."""
    return float(value)


@dataclass(frozen=True, repr=False)
class Drawing:
    """A picture drawn in one of the languages."""

    picture: Picture
    language: str = LANGUAGES[0]

    @cached_property
    def svg(self) -> str:
        """The drawing as SVG, letters as paths; the same bytes on every machine.

        Raises:
            NoPictures: matplotlib is not installed, or no font with the characters is.
        """
        return self._saved("svg").decode("utf-8")

    @cached_property
    def png(self) -> bytes:
        """The drawing as PNG, 1200 pixels wide.

        Raises:
            NoPictures: matplotlib is not installed, or no font with the characters is.
        """
        return self._saved("png")

    def __repr__(self) -> str:
        """Which picture it is, in which language."""
        return f"<drawing {self.picture.name}, {self.language}>"

    def _repr_html_(self) -> str:
        """How a notebook shows it: with its description, for who cannot see it."""
        told = escape(self.picture.described(self.language), quote=True)
        inside = base64.b64encode(self.svg.encode("utf-8")).decode("ascii")
        return f'<img alt="{told}" src="data:image/svg+xml;base64,{inside}">'

    def _saved(self, kind: str) -> bytes:
        matplotlib = _matplotlib()
        font = [LATIN] if self.language == LANGUAGES[0] else [chinese_font(), LATIN]
        style = {
            "font.family": font,
            "font.size": SIZE,
            "svg.fonttype": "path",
            "svg.hashsalt": self.picture.name,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.unicode_minus": True,
            "hatch.linewidth": 1,
        }
        # nothing is taken from what a user has set for their own pictures
        with matplotlib.rc_context(), warnings.catch_warnings():
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(style)
            # a character that no font has would be drawn as a box
            warnings.filterwarnings("error", message="Glyph")
            file = BytesIO()
            figure = _figure(self.picture, self.language)
            nothing = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
            figure.savefig(file, format=kind, dpi=DOTS_PER_INCH, metadata=nothing)
        return file.getvalue()

    def write(self, path: str | Path) -> None:
        """Write a file; its name says whether as SVG or as PNG.

        Raises:
            UnknownFormat: its name ends otherwise.
            NoPictures: matplotlib is not installed, or no font with the characters is.
            OSError: it cannot be written.
        """
        place = Path(path)
        kind = place.suffix.removeprefix(".").lower()
        if kind not in FORMATS:
            raise UnknownFormat(str(path))
        write_file(place, self._saved(kind))


def drawing(picture: Picture, language: str = LANGUAGES[0]) -> Drawing:
    """The picture as a drawing, in one of the languages."""
    return Drawing(picture, language)


def _matplotlib() -> Any:
    try:
        import matplotlib
    except ModuleNotFoundError as error:
        if error.name != "matplotlib":
            raise
        raise NoPictures("matplotlib", "pip install 'neverfalls[pages]'") from None
    return matplotlib


def chinese_font() -> str:
    """The name of a font with Chinese characters.

    Raises:
        NoPictures: none is installed.
    """
    from matplotlib.font_manager import findSystemFonts, fontManager

    known = fontManager.get_font_names()
    if not any(name in known for name in CHINESE):
        # the list may be older than the font
        for file in findSystemFonts():
            if re.search(r"CJK|SourceHan|NotoSansSC|wqy|PingFang|msyh", file):
                fontManager.addfont(file)
        known = fontManager.get_font_names()
    for name in CHINESE:
        if name in known:
            return name
    raise NoPictures("a font with Chinese characters", CHINESE_REMEDY)


def _figure(picture: Picture, language: str) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
    heights = [panel.height for panel in picture.panels]
    figure.suptitle(
        folded(picture.title(language), COLUMNS),
        x=drawn(MARGIN),
        ha="left",
        fontsize=SIZE + 1,
        fontweight="bold" if language == LANGUAGES[0] else "normal",
    )
    small = folded(picture.rests_on.within(language), SMALL_COLUMNS)
    figure.supxlabel(small, x=drawn(MARGIN), ha="left", fontsize=SMALL, color=INKS[Ink.GREY])
    grid = figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights)
    for axes, panel in zip(grid[:, 0], picture.panels, strict=True):
        _draw(axes, panel, language)
    return figure


def _draw(axes: Axes, panel: Panel, language: str) -> None:
    axes.set_title(folded(panel.said.within(language), COLUMNS + 2), loc="left", fontsize=SIZE)
    for axis, label, limits, ticks in (
        (panel.x, axes.set_xlabel, axes.set_xlim, axes.set_xticks),
        (panel.y, axes.set_ylabel, axes.set_ylim, axes.set_yticks),
    ):
        lines = axis.said.within(language).split("\n")
        label("\n".join(folded(each, COLUMNS) for each in lines))
        limits(drawn(axis.low), drawn(axis.high))
        if axis.named:
            words = [said.within(language) for _place, said in axis.named]
            ticks([drawn(place) for place, _said in axis.named], words)
    for mark in panel.marks:
        _put(axes, mark)
    for each in panel.labels:
        _write(axes, each, language)


def _put(axes: Axes, mark: Mark) -> None:
    ink = INKS[mark.ink]
    match mark:
        case Line():
            axes.plot(
                [drawn(each.x) for each in mark.points],
                [drawn(each.y) for each in mark.points],
                color=ink,
                linestyle=LOOKS[mark.look],
                linewidth=1 if mark.look is Look.FAINT else 2,
                solid_capstyle="butt",
            )
        case Bars():
            axes.bar(
                [drawn(each.x) for each in mark.spans],
                [drawn(each.high - each.low) for each in mark.spans],
                bottom=[drawn(each.low) for each in mark.spans],
                width=drawn(Fraction(7, 10)),
                color=ink if mark.look is Look.SOLID else "white",
                edgecolor=ink,
                hatch=HATCHES[mark.look],
                linewidth=1,
            )
        case Dots():
            axes.plot(
                [drawn(each.x) for each in mark.points],
                [drawn(each.y) for each in mark.points],
                linestyle="none",
                marker=SIGNS[mark.sign],
                markersize=SIZES[mark.sign],
                markeredgewidth=0 if mark.sign is Sign.QUESTION else 2,
                markeredgecolor=ink,
                markerfacecolor="none" if mark.sign is Sign.RING else ink,
                clip_on=False,
            )


def _write(axes: Axes, label: Label, language: str) -> None:
    axes.annotate(
        label.said.within(language),
        (drawn(label.at.x), drawn(label.at.y)),
        xytext=(label.right, label.up),
        textcoords="offset points",
        ha=label.align,
        va="center",
        color=INKS[label.ink],
        fontsize=SIZE - 1,
        arrowprops={"arrowstyle": "-", "color": INKS[label.ink]} if label.arrow else None,
        annotation_clip=False,
    )


def folded(text: str, width: int) -> str:
    """Words in lines of this many letters; a Chinese character is as wide as two, and a line may
    end after any of them that no mark follows."""
    lines, line = [], ""
    for piece in re.findall(r"[⺀-￯][，。；：、）]*|[^\s⺀-￯]+[，。；：、）]*\s*|\s+", text):
        if line and _columns(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return "\n".join([*lines, line.rstrip()])


def _columns(text: Sequence[str]) -> int:
    return sum(2 if "⺀" <= each <= "￯" else 1 for each in text)
