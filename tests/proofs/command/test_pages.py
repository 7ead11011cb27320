"""The generated parts of the pages are those that the records give."""

from __future__ import annotations

from pathlib import Path

import pytest

from neverfalls.proofs.command.render.pages import PAGES, PageBroken

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_as_the_records_give_it(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert PAGES[page](text) == text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_its_marks_is_refused(page: str) -> None:
    with pytest.raises(PageBroken):
        PAGES[page]("nothing here")
