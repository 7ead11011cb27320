"""The page in other languages: nothing is missing, nothing is left over."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import polib
import pytest

from neverfalls.proofs.explorer.data import explorer_data, shipped
from neverfalls.proofs.explorer.page import PROGRAM, text
from neverfalls.proofs.explorer.words import LANGUAGES, own, plain, sayings, texts_of, translated
from neverfalls.spec.schemes.loader import RECORDED

PLACE = re.compile(r"\{\w+\}")


def said() -> list[str]:
    """The page's own sentences."""
    return list(dict.fromkeys(texts_of(text("explorer.html"), *map(text, PROGRAM))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    """Of the page's own."""
    assert len(said()) > 100
    assert [] == [each for each in said() if each not in own(language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_said_of_the_schemes_is_translated(language: str) -> None:
    """Claims, rules, readings, requirements, clauses: the room of languages has the words."""
    said_of_schemes = dict.fromkeys(sayings(explorer_data(shipped(RECORDED), [], "")))
    assert {"text", "unit", "name", "answer", "event", "place"} == {
        how for how, _ in said_of_schemes
    }
    missing = [
        english
        for how, english in said_of_schemes
        if english not in own(language) and translated(english, language, how) == english
    ]
    assert [] == missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_stale(language: str) -> None:
    """What the catalogue has, the page says, or something in its data is called."""
    found = set(texts(explorer_data(shipped(RECORDED), [], "")))
    known = {*said(), *found, *map(plain, found)}
    assert [] == [each for each in own(language) if each not in known]


def texts(data: Any) -> Iterator[str]:
    """Every text in some data; of a balance, whose it is."""
    if isinstance(data, str):
        yield data
        yield data.rpartition(".")[0].removeprefix("$")
    elif isinstance(data, dict):
        yield from data
        data = list(data.values())
    if isinstance(data, list):
        for each in data:
            yield from texts(each)


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_stand_in_both(language: str) -> None:
    """A translation has the same places for values as its sentence."""
    for english, other in own(language).items():
        assert Counter(PLACE.findall(english)) == Counter(PLACE.findall(other)), english


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_stands_once(language: str) -> None:
    """In the catalogue, where another translation of it would be lost."""
    entries = Counter(each.msgid for each in polib.pofile(text(f"{language}.po")))
    assert [] == [each for each, count in entries.items() if count > 1]


def test_sentences_are_found() -> None:
    """In marked elements, in labels and in what the program says, now or later."""
    html = '<p data-t>One</p><ol class="a" aria-label="Two" data-t-label></ol><p>Not this</p>'
    program = 'say("Three {a}", { a }) + later("Four \\"quoted\\"") + other("Not this")'
    assert ["One", "Two", "Three {a}", 'Four "quoted"'] == list(texts_of(html, program))


def test_what_nobody_translated_stays_english() -> None:
    """A name of somebody's own scheme, for instance."""
    assert "somebody's own scheme" == translated("somebody's own scheme", "zh_CN")
