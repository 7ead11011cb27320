"""The main pages look as they were when somebody last looked at them."""

import pytest
from PIL import Image
from playwright.sync_api import Browser

from .screenshots import KEPT, SHOTS, Shot, alike, differing, taken

pytestmark = pytest.mark.site

BYTES = 1_000_000

BROKEN = {
    "a column is gone": ("start", 1280, ".sidebar-drawer { display: none !important; }"),
    "a letter is larger": ("start", 360, "article p.lead { font-size: 1rem !important; }"),
    "a colour has changed": ("lesson", 1280, "article { background: #ffe0e0 !important; }"),
    "fields have lost their form": ("lesson", 360, "form.answer input { all: revert !important; }"),
    "the text has moved": ("promise", 1280, "article { margin-left: 60px !important; }"),
    "a picture is missing": ("promise", 360, "article img { visibility: hidden !important; }"),
    "panels lie below each other": ("explorer", 1280, ".panels { display: block !important; }"),
    "buttons have lost their colour": ("play", 360, "button { background: none !important; }"),
}
"""Styles that somebody might break by mistake."""


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.file.stem)
def test_a_page_looks_as_it_did(chromium: Browser, shot: Shot) -> None:
    """In both languages, on a phone and on a screen, within the tolerance."""
    now, then = taken(chromium, shot), Image.open(shot.file).convert("RGB")
    assert alike(now, then), f"{differing(now, then)} spots of {now.width * now.height} differ"


def test_the_pictures_are_small_and_all_are_compared() -> None:
    """Together they weigh less than a megabyte, and none is left over."""
    assert sorted(KEPT.iterdir()) == sorted(each.file for each in SHOTS)
    assert sum(each.stat().st_size for each in KEPT.iterdir()) < BYTES


@pytest.mark.parametrize(("page", "width", "style"), BROKEN.values(), ids=BROKEN)
def test_a_broken_style_is_noticed(chromium: Browser, page: str, width: int, style: str) -> None:
    """It changes more than the tolerance allows."""
    shot = Shot(page, width, "zh")
    assert not alike(taken(chromium, shot, style), Image.open(shot.file).convert("RGB"))
