"""What a page says, in the language of its reader.

``Speaker.say`` fills in a sentence of the pages themselves; its Chinese stands in ``zh_CN.po``.
What the specification, the rules and the records say is said by a language of ``proofs/languages``.
What has no translation is said in English and remembered, so that a test can name it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import resources

import polib

from neverfalls.spec.model.questions import Question
from neverfalls.spec.words.narration import Line
from neverfalls.spec.words.rules import Row, rows_of

from ..languages import MissingText, language

LANGUAGES = {"en": "English", "zh": "简体中文"}
"""The languages of the site by the name of their folder, each in its own words."""

CODES = {"en": "en", "zh": "zh_CN"}
"""How catalogues call these languages."""


class Speaker:
    """Says everything in one language; ``missing`` is what it has in English only."""

    def __init__(self, folder: str) -> None:
        self.words = language(CODES[folder])
        self.missing: dict[str, None] = {}
        self._templates = templates(CODES[folder])
        self._english = CODES[folder] == "en"

    def say(self, template: str, /, **values: object) -> str:
        """A sentence of the pages with its blanks filled in."""
        found = self._templates.get(template)
        if found is None and not self._english:
            self.missing[template] = None
        return (found or template).format(**values)

    def tell(self, sentence: str) -> str:
        """A sentence of the product."""
        return self._known(self.words.text, sentence)

    def unit(self, unit: str) -> str:
        """What an amount is counted in."""
        return self._known(self.words.unit, unit)

    def name(self, name: str) -> str:
        """The name of an amount."""
        return self._known(self.words.name, name)

    def place(self, source: str) -> str:
        """Where a document says something, without the number of the document."""
        return self._known(self.words.place, source).partition(" ")[2]

    def either(self, english: str, chinese: str) -> str:
        """What is there in both languages already, in the reader's."""
        return english if self._english else chinese

    def own(self, sentence: str) -> str:
        """A sentence in the reader's words; nothing where these are the product's own."""
        return "" if self._english else self.tell(sentence)

    def answer(self, answer: Question) -> str:
        """What an answer to a question is called; nothing where its own name is to be read."""
        return "" if self._english else self.words.answer(answer)

    def rows(self, lines: Sequence[Line]) -> list[Row]:
        """The lines of a rule, in words."""
        return rows_of(lines, self.words)

    def listed(self, parts: Iterable[str]) -> str:
        """Several things in one sentence."""
        return self.say(", ").join(parts)

    def _known(self, said: Callable[[str], str], text: str) -> str:
        if not text:
            return ""
        try:
            return said(text)
        except MissingText as error:
            self.missing[error.found] = None
            return text


@cache
def templates(code: str) -> Mapping[str, str]:
    """The sentences of the pages in a language, by their English; none for English itself."""
    file = resources.files(__package__).joinpath(f"{code}.po")
    if not file.is_file():
        return {}
    return {each.msgid: each.msgstr for each in polib.pofile(file.read_text("utf-8"))}
