"""The pictures of findings, on the pages of the promises that they are about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ..plots import PLOTS, drawing, picture
from .markup import plain
from .speaking import CODES, Speaker

FOLDER = "pictures"
"""Where they stand in the source of a language."""

SHOWN: Mapping[str, tuple[str, ...]] = {
    "C1": ("price",),
    "C2": ("run",),
    "C6": ("goods",),
    "C7": ("quota-waiting",),
    "C13": ("joining",),
    "C16": ("profit",),
}
"""The pictures of a promise, by the id of its clause."""


def picture_of(speaker: Speaker, name: str) -> Iterator[str]:
    """A picture, with what it shows in words for whoever cannot see it."""
    told = plain(picture(name).described(speaker.words.code))
    yield f"![{told}](/{FOLDER}/{name}.svg){{.picture}}"
    yield ""


def write_pictures(folder: Path, language: str) -> None:
    """Write every picture into the source of a language, unless it is there already.

    Raises:
        NoPictures: matplotlib is not installed, or no font with Chinese characters is.
        OSError: a file cannot be read or written.
    """
    for name in PLOTS:
        svg = drawing(picture(name), CODES[language]).svg
        write_changed(folder / FOLDER / f"{name}.svg", svg)


def write_changed(file: Path, text: str) -> None:
    """Write a file unless it says the same already, so that Sphinx need not read it again.

    Raises:
        OSError: it cannot be read or written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
