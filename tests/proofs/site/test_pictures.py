"""Pictures on the pages of promises: each where it belongs, with its words in both languages."""

import importlib
import re
from pathlib import Path

import pytest

from neverfalls.proofs.plots import PLOTS, picture
from neverfalls.proofs.site import pictures
from neverfalls.proofs.site.handwritten import NOTEBOOKS
from neverfalls.proofs.site.markup import plain
from neverfalls.proofs.site.pictures import SHOWN, write_pictures
from neverfalls.proofs.site.promise_pages import promise_page
from neverfalls.proofs.site.speaking import LANGUAGES, Speaker

SHOWINGS = [(clause, name) for clause, names in SHOWN.items() for name in names]


@pytest.mark.parametrize(("clause", "name"), SHOWINGS)
def test_a_picture_is_about_its_promise(clause: str, name: str) -> None:
    """What computes it names the clause."""
    module = importlib.import_module(PLOTS[name].__module__)
    about = re.search(r"Clauses: (.*)\.", module.__doc__ or "")
    assert about is not None
    assert clause in about[1].split(", ")


def test_every_picture_is_seen() -> None:
    """On the page of a promise, or in a notebook."""
    seen = {*(name for _clause, name in SHOWINGS), *NOTEBOOKS}
    assert [each for each in PLOTS if each not in seen] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("clause", "name"), [("C2", "run"), ("C16", "profit")])
def test_a_picture_is_told_in_words(clause: str, name: str, language: str) -> None:
    """Whoever cannot see it reads what it shows, in the language of the page."""
    speaker = Speaker(language)
    told = plain(picture(name).described(speaker.words.code))
    assert f"![{told}](/pictures/{name}.svg){{.picture}}" in [*promise_page(speaker, clause)]


def test_a_picture_that_is_the_same_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that Sphinx need not read its page again."""
    monkeypatch.setattr(pictures, "PLOTS", {"run": PLOTS["run"]})
    write_pictures(tmp_path, "en")
    file = tmp_path / "pictures" / "run.svg"
    before = file.stat().st_mtime_ns
    write_pictures(tmp_path, "en")
    assert file.stat().st_mtime_ns == before
    file.write_text("old", encoding="utf-8")
    write_pictures(tmp_path, "en")
    assert "<svg" in file.read_text(encoding="utf-8")
