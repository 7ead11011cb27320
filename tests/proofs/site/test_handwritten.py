"""Pages that are written by hand: their links lead to pages of the site."""

from pathlib import Path

import pytest

from neverfalls.proofs.site.handwritten import NOTEBOOKS, REFERENCE, handwritten

ROOT = Path(__file__).resolve().parents[3]


def lay(folder: Path, name: str, text: str) -> None:
    """Write a page of ``docs``."""
    file = folder / "docs" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def pages_that_say_nothing(tmp_path: Path) -> None:
    """Every page that there has to be."""
    for name in ("law", *REFERENCE, *(f"notebooks/{each}" for each in NOTEBOOKS)):
        lay(tmp_path, f"{name}.md", "nothing\n")


def test_links_of_reference_pages(tmp_path: Path) -> None:
    """They lead to the site where it has the page; a file of the code is only named."""
    lay(
        tmp_path,
        "kit.md",
        "[a](rules.md) [b](proofs.md#why) [c](../proofs/x.py) [d](https://e.org) [`f`](../g.js)\n",
    )
    assert dict(handwritten(tmp_path))["reference/kit"] == (
        "[a](#page-rules) [b](/reference/proofs.md#why) `c` [d](https://e.org) `f`\n"
    )


def test_generated_parts_are_led_to(tmp_path: Path) -> None:
    """What `make record` writes into a page has a page of its own; other comments go."""
    lay(
        tmp_path,
        "proofs.md",
        "before\n<!-- certificates: written by us; do not edit -->\n| 1 |\n"
        "<!-- end of certificates -->\n<!-- a note -->\nafter\n",
    )
    assert dict(handwritten(tmp_path))["reference/proofs"] == "before\n[](#page-evidence)\nafter\n"


def test_lessons_stand_below_their_first_page(tmp_path: Path) -> None:
    """The page that leads to the lessons lists them, and they lead to the reference."""
    lay(tmp_path, "lessons/README.md", "# Lessons\n")
    lay(tmp_path, "lessons/1-one.md", "[k](../kit.md) [r](README.md)\n")
    found = dict(handwritten(tmp_path))
    assert found["lessons/1-one"] == "[k](/reference/kit.md) [r](/lessons/README.md)\n"
    assert "\n1-one\n" in found["lessons/README"]


def test_the_pages_of_this_repository() -> None:
    """Every reference page is there."""
    names = {name for name, _text in handwritten(ROOT)}
    assert {"verdicts", *(f"reference/{name}" for name in REFERENCE)} <= names
