"""The words of the page in other languages, each under its English sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from neverfalls.spec.model.questions import QUESTIONS, Question

from ..languages import MissingText, language
from ..languages.catalogue import parsed

LANGUAGES = ("zh_CN",)
"""The languages of the page beside English."""

WHOEVER, SOMEBODY = "$member", "somebody"
"""The member whom a claim is about, in a program and in a sentence that is translated."""

SAID = re.compile(r'\b(?:say|later)\(\s*"((?:[^"\\]|\\.)*)"')
MARKED = re.compile(r"<[a-z0-9]+[^>]* data-t(?:=\"\")?(?: [^>]*)?>([^<]+)<")
LABELLED = re.compile(r'aria-label="([^"]+)"[^>]* data-t-label')


def translated(english: str, code: str, how: str = "text") -> str:
    """A sentence in a language; itself where there is no translation.

    ``how`` says what it is: a text, a unit, a name, an answer, an event or a place in a document.

    Raises:
        NoCatalogues: the package that reads translations is not installed.
    """
    asked = _answer(english) if how == "answer" else english.replace(WHOEVER, SOMEBODY)
    try:
        found = str(getattr(language(code), how)(asked))
    except MissingText:
        return english
    return found.replace(SOMEBODY, WHOEVER)


def _answer(english: str) -> Question:
    """The answer that is called so."""
    return next(
        each for asked in QUESTIONS.values() for each in asked if plain(each.value) == english
    )


@cache
def own(language: str) -> dict[str, str]:
    """The translations of the page's own words.

    Raises:
        NoCatalogues: the package that reads translations is not installed.
    """
    file = resources.files(__package__).joinpath(f"{language}.po")
    entries = parsed(file.read_text(encoding="utf-8"))
    return {each.msgid: each.msgstr for each in entries if each.msgstr}


def texts_of(html: str, *programs: str) -> Iterator[str]:
    """The page's own sentences, from its text and its program."""
    yield from MARKED.findall(html)
    yield from LABELLED.findall(html)
    for program in programs:
        yield from (each.replace('\\"', '"') for each in SAID.findall(program))


class Saying(NamedTuple):
    """What a page says of the schemes: the English, and what kind of thing it is."""

    how: str
    english: str


def sayings(data: Mapping[str, Any]) -> Iterator[Saying]:
    """All that the data of a page says: of claims, rules, readings and clauses."""
    for claim in data["claims"].values():
        yield Saying("text", claim["statement"])
    for title, words, sources in data["clauses"].values():
        yield Saying("text", title)
        yield Saying("text", words)
        yield from (Saying("place", each) for each in sources)
    for scheme in data["schemes"]:
        yield from _of_scheme(scheme)
    for program in data["programs"]:
        yield from of_program(program)


def of_program(program: Sequence[Any]) -> Iterator[Saying]:
    """All that a program says: what it requires, what a claim compares, whose accounts it names."""
    for instruction in program:
        match instruction:
            case ["require", _, why, *_]:
                yield Saying("text", why)
            case ["check", what, unit, *_]:
                yield Saying("text", what)
                yield Saying("unit", unit)
            case ["each", _, _, body]:
                yield from of_program(body)
            case ["move", _, source, target, *_]:
                for key in (source, target):
                    if not key.startswith("$"):
                        yield Saying("name", plain(key.rpartition(".")[0]))


def _of_scheme(scheme: Mapping[str, Any]) -> Iterator[Saying]:
    yield Saying("text", scheme["title"])
    for rule, its in scheme["rules"].items():
        yield Saying("text", its["sentence"])
        names = [name for name, _sort in its["sorts"]]
        yield Saying("event", " ".join([rule, *(f"{{{each}}}" for each in names)]))
        yield from (Saying("name", plain(each)) for each in names)
    for question in scheme["questions"].values():
        for answer, means in question["answers"].items():
            yield Saying("answer", plain(answer))
            if means:
                yield Saying("text", means)
    yield from (Saying("text", each) for each in scheme["senses"].values())


def plain(name: str) -> str:
    """An identifier as words, as the page writes it."""
    return name.replace("-", " ").replace("_", " ")
