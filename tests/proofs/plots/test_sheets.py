"""Drawing: the same bytes every time, letters that are there, and what is said where they are not.

`neverfalls plot NAME -o NAME.svg` for each, then `sha256sum *.svg`, writes snapshots/svg.sha256.
"""

import hashlib
import struct
from pathlib import Path

import matplotlib
import pytest
from matplotlib.font_manager import FontProperties, findfont, get_font

from neverfalls.proofs import plots
from neverfalls.proofs.plots import sheets
from neverfalls.proofs.plots.sheets import chinese_font, folded
from neverfalls.proofs.plots.wording import NoPictures, UnknownFormat

LIST = (Path(__file__).parent / "snapshots" / "svg.sha256").read_text(encoding="utf-8")
SUMS = {name: digest for digest, name in map(str.split, LIST.splitlines())}


@pytest.mark.parametrize("name", plots.PLOTS)
def test_a_drawing_is_the_one_that_was_seen(name: str) -> None:
    """Its bytes are as they were, with the locked version of matplotlib."""
    svg = plots.drawing(plots.picture(name)).svg
    assert SUMS[f"{name}.svg"] == hashlib.sha256(svg.encode("utf-8")).hexdigest()


def test_a_drawing_depends_on_nothing_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what they have set for their own pictures counts, nor the hour; nothing stays set."""
    monkeypatch.setitem(matplotlib.rcParams, "font.size", 30)
    monkeypatch.setitem(matplotlib.rcParams, "axes.facecolor", "black")
    svg = plots.drawing(plots.picture("run")).svg
    assert SUMS["run.svg"] == hashlib.sha256(svg.encode("utf-8")).hexdigest()
    assert matplotlib.rcParams["font.size"] == 30
    assert "dc:date" not in svg
    assert "<text" not in svg


def test_a_png_is_the_same_every_time(tmp_path: Path) -> None:
    """It is 1200 pixels wide and 1400 high, and has no date and no version in it."""
    first, second = (plots.drawing(plots.picture("run")) for _ in range(2))
    first.write(tmp_path / "run.PNG")
    written = (tmp_path / "run.PNG").read_bytes()
    assert written == second.png
    assert struct.unpack(">II", written[16:24]) == (1200, 1400)
    assert b"tEXt" not in written


def test_only_two_kinds_of_files_are_written(tmp_path: Path) -> None:
    """Any other name is refused before anything is drawn."""
    with pytest.raises(UnknownFormat, match=r"expected a file name that ends with .svg or .png"):
        plots.drawing(plots.picture("run")).write(tmp_path / "run.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_is_told_what_the_picture_shows() -> None:
    """It gets one image without any request, and the description in place of it."""
    shown = plots.drawing(plots.picture("profit"))._repr_html_()
    assert shown.startswith('<img alt="The first buyer pays 100 yuan and waits.')
    assert 'src="data:image/svg+xml;base64,' in shown
    assert shown.count("<") == 1


def test_a_drawing_is_named_in_a_line() -> None:
    """Its fractions, too long for Python to write, are not in the line."""
    found = plots.picture("joining")
    told = ["<picture joining>", "<drawing joining, zh_CN>"]
    assert told == [repr(found), repr(plots.drawing(found, "zh_CN"))]


@pytest.mark.parametrize("name", plots.PLOTS)
def test_chinese_letters_are_drawn(name: str) -> None:
    """With a font, every character of the picture is in it; without one, it says what to install.

    `apt-get install fonts-noto-cjk` brings one.
    """
    found = plots.picture(name)
    try:
        chinese = chinese_font()
    except NoPictures:
        with pytest.raises(NoPictures, match="apt-get install fonts-noto-cjk"):
            plots.drawing(found, "zh_CN").png  # noqa: B018  (drawn on demand)
        return
    fonts = [get_font(findfont(FontProperties(family=each))) for each in (chinese, "DejaVu Sans")]
    characters = {one for each in found.sentences() for one in each.within("zh_CN")}
    there = [set(each.get_charmap()) for each in fonts]
    assert {each for each in characters if ord(each) not in there[0] | there[1]} == set()
    assert plots.drawing(found, "zh_CN").png.startswith(b"\x89PNG")


def test_boxes_are_never_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A font that lacks a character is an error, not a picture."""
    monkeypatch.setattr(sheets, "chinese_font", lambda: sheets.LATIN)
    with pytest.raises(UserWarning, match="Glyph"):
        plots.drawing(plots.picture("run"), "zh_CN").png  # noqa: B018  (drawn on demand)


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says that a font with Chinese characters is missing, and how to get one."""
    monkeypatch.setattr(sheets, "CHINESE", ("Nobody's Font",))
    with pytest.raises(NoPictures, match="this needs a font with Chinese characters, which is not"):
        chinese_font()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("the price never falls", ["the price", "never falls"]),
        ("价格只涨不跌，不跌", ["价格只涨不", "跌，不跌"]),
        ("价格只涨不，跌", ["价格只涨", "不，跌"]),
        ("付 108.6351 元的", ["付 108.6351", "元的"]),
        ("", [""]),
    ],
)
def test_words_are_folded(text: str, lines: list[str]) -> None:
    """No line is wider than asked, no number is cut, and no line begins with a comma."""
    assert folded(text, 11) == "\n".join(lines)
