"""The catalogues: nothing is missing, stale, unsaid or said with other numbers."""

import re
from pathlib import Path

import pytest

from neverfalls.proofs.languages import catalogue
from neverfalls.proofs.languages.collecting import BOUNDS, GROUPS, texts
from neverfalls.proofs.languages.keys import EVENT, Text
from neverfalls.proofs.languages.language import LANGUAGES
from neverfalls.proofs.languages.templates import PLACE, kind, places
from neverfalls.proofs.limits.report import LIMITS
from neverfalls.proofs.solving.pool import Solvers

FOREIGN = LANGUAGES[1:]
NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:/\d+)?")
WORD = re.compile(r"[A-Za-z]+(?:[_-][A-Za-z]+)*")
NAMES = {*LIMITS, "z3"}
"""Texts that are names, and stay what they are."""

SHORTEST = 3
"""Words with fewer letters are letters of formulas, such as ``mu``."""


def known(code: str) -> dict[tuple[str, str], str]:
    return catalogue.translations(code)


def differences(code: str, wanted: dict[tuple[str, str], Text], groups: set[str]) -> list[str]:
    """Return which texts a catalogue lacks, and which of these groups nobody says any more."""
    entries = {(each.msgctxt or "", each.msgid): each.comment for each in catalogue.read(code)}
    missing = [f"missing: {each}" for each in wanted.keys() - entries.keys()]
    own = {key for key, group in entries.items() if group in groups}
    return sorted(missing + [f"stale: {each}" for each in own - wanted.keys()])


@pytest.mark.parametrize("code", FOREIGN)
def test_a_catalogue_has_exactly_what_the_product_says(code: str) -> None:
    """No text of the product is missing, and none is there that nobody says any more."""
    assert differences(code, texts(), {*GROUPS}) == []


@pytest.mark.slow
@pytest.mark.parametrize("code", FOREIGN)
def test_a_catalogue_has_exactly_what_the_bounds_say(code: str, solvers: Solvers) -> None:
    """The same of the texts of all bounds, which take a minute to be derived."""
    wanted = texts([derive(solvers) for derive in LIMITS.values()])
    assert differences(code, wanted, {*GROUPS, BOUNDS}) == []


@pytest.mark.parametrize("code", FOREIGN)
def test_every_text_is_said(code: str) -> None:
    """Each text has words, and no sentence is left as it is in English."""
    file = catalogue.read(code)
    assert [each.msgid for each in file.untranslated_entries()] == []
    same = {each.msgid for each in file if each.msgid == each.msgstr} - NAMES
    assert {each for each in same if sentence_like(each)} == set()


def sentence_like(text: str) -> bool:
    """Say whether two words of a language stand side by side."""
    return bool(re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", PLACE.sub("", text)))


@pytest.mark.parametrize("code", FOREIGN)
def test_the_places_are_those_of_the_english(code: str) -> None:
    """A template has the same places in both languages; what it knows of an event, it says."""
    assert [each for each in known(code).items() if places(each[0][1]) != places(each[1])] == []


@pytest.mark.parametrize("code", FOREIGN)
def test_the_numbers_are_those_of_the_english(code: str) -> None:
    """Every number of a text stands in its translation; millions are counted otherwise there."""
    lost = [
        (english, number)
        for (_context, english), said in known(code).items()
        if " million" not in english
        for number in NUMBER.findall(PLACE.sub("", english))
        if number not in NUMBER.findall(PLACE.sub("", said))
    ]
    assert lost == []


@pytest.mark.parametrize("code", FOREIGN)
def test_no_english_word_is_left(code: str) -> None:
    """Words in Latin letters are those of the English text: names, codes, letters of formulas."""
    left = {
        (word, english)
        for (_context, english), said in known(code).items()
        for word in WORD.findall(PLACE.sub("", said))
        if len(word) >= SHORTEST and not re.search(rf"\b{re.escape(word)}", english)
    }
    assert left == set()


@pytest.mark.parametrize("code", FOREIGN)
def test_a_catalogue_is_as_it_is_written(code: str) -> None:
    """The file is sorted and laid out as the command writes it, so that changes stay small."""
    entries = catalogue.read(code)
    wanted = {
        (each.msgctxt or "", each.msgid): Text(each.msgctxt or "", each.msgid, each.comment)
        for each in entries
    }
    written = catalogue.written(code, wanted, known(code))
    assert f"{written}" == Path(catalogue.path_of(code)).read_text(encoding="utf-8")


def test_what_stands_in_places_is_known() -> None:
    """Places that take a text to be said again are few, and an event's are its arguments."""
    found = {
        kind(place)
        for (context, _), each in texts().items()
        if context != EVENT
        for place in places(each.english)
    }
    assert found >= {"n", "who", "formula", "rule"}


def test_changes_of_the_product_are_noticed() -> None:
    """A text that the catalogue does not know is missing, one that is gone is stale."""
    wanted = texts()
    gone = next(key for key, text in wanted.items() if text.group == "promises")
    new = ("", "A promise that nobody has made.")
    changed = {**wanted, new: Text(*new, "promises")}
    del changed[gone]
    found = differences(FOREIGN[0], changed, {*GROUPS})
    assert found == [f"missing: {new}", f"stale: {gone}"]
