"""Pages that are generated whole: they are fresh, and say what the specification says."""

from pathlib import Path

import pytest

from neverfalls.proofs.command.render.pages import PICTURES, WHOLE_PAGES, picture_file
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.parameters import PARAMETERS
from neverfalls.spec.model.questions import QUESTIONS

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("page", WHOLE_PAGES)
def test_pages_are_fresh(page: str) -> None:
    """A page that is generated whole is the one that `make record` would write now."""
    assert WHOLE_PAGES[page]() == (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("file", PICTURES)
def test_pictures_are_fresh(file: str) -> None:
    """A picture is, byte by byte, the one that `neverfalls plot` would write now."""
    assert picture_file(PICTURES[file]) == (ROOT / file).read_text(encoding="utf-8")


def test_rules_page_has_every_rule() -> None:
    """Each rule of each mechanism has its place on the page of rules, and each question."""
    page = WHOLE_PAGES["docs/rules.md"]()
    rules = [f"`{rule}(" for room in MECHANISMS.values() for rule in room.rules]
    questions = [f"`{name}`:" for name in QUESTIONS]
    assert [each for each in (*rules, *questions) if each not in page] == []


def test_scheme_page_has_every_key() -> None:
    """Each mechanism, parameter, question and reading can be looked up for a scheme file."""
    page = WHOLE_PAGES["docs/scheme-files.md"]()
    readings = [answer.value for question in QUESTIONS.values() for answer in question]
    names = [*MECHANISMS, *PARAMETERS, *readings]
    assert [each for each in names if f"`{each}`" not in page] == []
