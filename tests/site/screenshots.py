"""How the main pages look: small pictures of them, and how far two may differ.

``python -m tests.site.screenshots`` writes the pictures anew, after `make docs`; look at them
before they are kept.

A picture is a quarter or an eighth as large as the screen, so that a letter is a grey spot. It is
taken with one font, which `make docs` installs; so it hardly depends on the machine. What another
version of the browser does to the edges of letters stays within the tolerance; a style that is
missing, a column that has moved or a colour that has changed does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
SITE = Path(__file__).resolve().parents[2] / "build" / "site"
KEPT = Path(__file__).with_name("screenshots")

LANGUAGES = ("en", "zh")
WIDTHS = {360: 4, 1280: 8}
"""The widths of screens, and by how much their pictures are reduced."""

HEIGHT = 1200

EXPLORER = "claim=price_never_falls&scheme=mall"
PAGES = {
    "start": "{language}/index.html",
    "promise": "{language}/promises/C1.html",
    "lesson": "{language}/lessons/1-exercises.html",
    "explorer": f"explorer/index.html#do=watch&{EXPLORER}&step=3&lang={{language}}",
    "play": f"explorer/index.html#do=play&{EXPLORER}&events=purchase:alice:2000&lang={{language}}",
}

STILL = """
*, *::before, *::after {
  font-family: "Noto Sans CJK SC" !important; caret-color: transparent !important;
  animation: none !important; transition: none !important;
}
#also { display: none !important; }
"""
"""One font everywhere, nothing that moves, and nothing that comes when the browser has time."""

STEP, FEW = 24, 100
"""By how much a spot may differ, of 255; of how many spots one may differ by more."""


class Shot(NamedTuple):
    """A page at a width in a language."""

    page: str
    width: int
    language: str

    @property
    def file(self) -> Path:
        """Where its picture is kept."""
        return KEPT / f"{self.page}-{self.width}-{self.language}.png"


SHOTS = [Shot(*each) for each in ((p, w, s) for p in PAGES for w in WIDTHS for s in LANGUAGES)]


def taken(browser: Browser, shot: Shot, style: str = "") -> Image.Image:
    """The picture of a page as it is now; ``style`` changes how it looks."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": HEIGHT},
        color_scheme="light",
        device_scale_factor=1,
    )
    page = context.new_page()
    address, _hash, place = PAGES[shot.page].format(language=shot.language).partition("#")
    page.goto(f"{(SITE / address).as_uri()}{_hash}{place}")
    page.add_style_tag(content=STILL + style)
    page.evaluate("window.dispatchEvent(new Event('resize'))")
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    page.wait_for_timeout(300)  # charts are drawn in the frames after
    whole = Image.open(BytesIO(page.screenshot())).convert("RGB")
    context.close()
    return whole.reduce(WIDTHS[shot.width])


def differing(one: Image.Image, other: Image.Image) -> int:
    """How many spots of two pictures differ by more than they may; all, if the sizes differ."""
    if one.size != other.size:
        return one.width * one.height
    apart = ImageChops.difference(one, other)
    strongest = [max(each) for each in zip(*(b.tobytes() for b in apart.split()), strict=True)]
    return sum(each > STEP for each in strongest)


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures show the same page."""
    return differing(one, other) * FEW <= one.width * one.height


@contextmanager
def launched() -> Iterator[Browser]:
    """Debian's Chromium, until it is no longer needed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def write() -> None:
    """Write every picture anew."""
    KEPT.mkdir(exist_ok=True)
    with launched() as browser:
        for shot in SHOTS:
            taken(browser, shot).save(shot.file, optimize=True)


if __name__ == "__main__":
    write()
