"""The main pages look as they were when somebody last looked at them."""

from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from .screenshots import CHROMIUM, KEPT, SHOTS, Shot, alike, differing, taken

pytestmark = pytest.mark.site

BYTES = 1_000_000

BROKEN = {
    "a sheet of styles is missing": ("promise", "link[href*='furo.css'] { }", True),
    "a column is gone": ("start", ".sidebar-drawer { display: none !important; }", False),
    "a colour has changed": ("lesson", "article { background: #ffe0e0 !important; }", False),
    "the text has moved": ("promise", "article { margin-left: 60px !important; }", False),
    "panels lie below each other": ("explorer", ".panels { display: block !important; }", False),
    "buttons have lost their colour": ("play", "button { background: none !important; }", False),
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.file.stem)
def test_a_page_looks_as_it_did(chromium: Browser, shot: Shot) -> None:
    """In both languages, on a phone and on a screen, within the tolerance."""
    now, then = taken(chromium, shot), Image.open(shot.file).convert("RGB")
    assert alike(now, then), f"{differing(now, then)} spots of {now.width * now.height} differ"


def test_the_pictures_are_small_and_all_are_compared() -> None:
    """Together they weigh less than a megabyte, and none is left over."""
    assert sorted(KEPT.iterdir()) == sorted(each.file for each in SHOTS)
    assert sum(each.stat().st_size for each in KEPT.iterdir()) < BYTES
