"""A language: it says the texts, formulas and histories of the product."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from neverfalls.counterexamples.plain import EVENTS, FOR_EVER, UNTOLD
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.questions import Question
from neverfalls.spec.schemes.scheme import MEMBER_NAME

from .catalogue import translations
from .formulas import replaced
from .keys import ANSWER, EVENT, FORMULA, NAME, PICKED, ROW, UNIT, event_of, parts
from .templates import fits, is_value, kind, weight

LANGUAGES = ("en", "zh_CN")
ANYWHERE = ("", UNIT, NAME)
"""The contexts in which a text is looked up whose context nobody states."""

BETWEEN = re.compile(
    r"(?<=[\u3400-\u9fff])(?=[A-Za-z0-9`≈−-])|(?<=[A-Za-z0-9`%])(?=[\u3400-\u9fff])"
)
"""Between Chinese and other letters or digits; a thin gap is easier to read there."""


class MissingText(NeverfallsError):
    """A language has no words for a text of the product."""

    def __init__(self, code: str, found: str) -> None:
        super().__init__(f"{code}: no words for {found!r}; expected a text of the catalogue")
        self.code = code
        self.found = found


class Language:
    """What the product says, in the words of a catalogue; English is the product itself."""

    def __init__(self, code: str, catalogue: Mapping[tuple[str, str], str]) -> None:
        self.code = code
        self.known = catalogue
        self._tried: dict[tuple[str, tuple[str, ...]], str | None] = {}

    @cached_property
    def _templates(self) -> Mapping[str, list[tuple[str, str]]]:
        """The templates of each context, the one that says most first."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for (context, english), said in self.known.items():
            if "{" in english:
                found[context].append((english, said))
        return {
            context: sorted(own, key=lambda each: -weight(each[0]))
            for context, own in found.items()
        }

    def text(self, english: str, /, **values: str) -> str:
        """A text of the product in this language.

        With values it is a template, such as ``requires that {words}: {formula}``, and they stand
        in its places as they are. A sentence that the product has put together by itself may be
        given without: it is taken apart, and so is whatever stands in its places.

        Raises:
            MissingText: the catalogue has no words for it.
        """
        if values:
            said = self._exact(english, (*ANYWHERE, ROW))
            if said is None:
                raise MissingText(self.code, english)
            return self._spaced(said.format(**values))
        return self._found(english, ANYWHERE)

    def unit(self, english: str, /) -> str:
        """A unit, such as yuan or points.

        Raises:
            MissingText: the catalogue has no words for it.
        """
        return self._found(english, (UNIT,))

    def formula(self, formula: str, /) -> str:
        """A formula in a line of text, or the name of an amount or of a balance.

        Raises:
            MissingText: the catalogue has no words for one of its names.
        """
        return replaced(formula, self.name, lambda word: self._found(word, (FORMULA,)))

    def name(self, name: str, /) -> str:
        """The name of an amount, a balance or somebody's part in an event.

        Raises:
            MissingText: the catalogue has no words for it.
        """
        return self._found(name, (NAME,))

    def balance(self, entry: str, /) -> str:
        """A balance as stories name it: ``alice: points``, ``pool: yuan``.

        Raises:
            MissingText: the catalogue has no words for it.
        """
        return self.name(entry.replace(": ", " "))

    def answer(self, answer: Question, /) -> str:
        """An answer to a question in words; in files it has its own name.

        Raises:
            MissingText: the catalogue has no words for it.
        """
        return self._found(answer.value, (ANSWER,))

    def history(self, history: str, /) -> str:
        """The events of a history in one line, as ``purchase alice 100 · sell alice 21``.

        Raises:
            MissingText: it is no such line.
        """
        told = history.removesuffix(FOR_EVER)
        if told == UNTOLD:
            return self.text(UNTOLD)
        line = EVENTS.join(self.event(each) for each in told.split(EVENTS))
        return line if told == history else line + self.text(FOR_EVER)

    def event(self, event: str, /) -> str:
        """One event as a sentence: ``purchase alice 100``, the rule and what it is given.

        Raises:
            MissingText: no rule is called so, or it is given something else.
        """
        found = event_of(event)
        said = self.known.get((EVENT, found.template)) if found else None
        if found is None or said is None:
            raise MissingText(self.code, event)
        told = self._spaced(said.format(**found.given))
        return self.text(PICKED, event=told, code=", ".join(found.picked)) if found.picked else told

    def place(self, source: str, /) -> str:
        """Where a document says something: ``001 section 4, dividend rule 1``.

        Raises:
            MissingText: the catalogue has no words for a part of it.
        """
        document, _space, rest = source.partition(" ")
        return f"{document} {self.text(', ').join(self.text(each) for each in parts(rest))}"

    def _exact(self, english: str, contexts: Iterable[str]) -> str | None:
        return next((self.known[c, english] for c in contexts if (c, english) in self.known), None)

    def _found(self, english: str, contexts: tuple[str, ...]) -> str:
        said = self._taken_apart(english, contexts)
        if said is None:
            raise MissingText(self.code, english)
        return said

    def _taken_apart(self, english: str, contexts: tuple[str, ...]) -> str | None:
        key = english, contexts
        if key not in self._tried:
            self._tried[key] = self._exact(english, contexts) or self._fitting(english, contexts)
        return self._tried[key]

    def _fitting(self, english: str, contexts: tuple[str, ...]) -> str | None:
        for context in contexts:
            for template, own in self._templates.get(context, ()):
                for found in fits(template, english):
                    values = self._said(found, contexts)
                    if values is not None:
                        return self._spaced(own.format(**values))
        return None

    def _said(self, found: Mapping[str, str], contexts: tuple[str, ...]) -> dict[str, str] | None:
        values: dict[str, str] = {}
        for place, english in found.items():
            said = self._in_place(kind(place), english, contexts)
            if said is None:
                return None
            values[place] = said
        return values

    def _in_place(self, sort: str, english: str, contexts: tuple[str, ...]) -> str | None:
        if sort in ("n", "rule", "code"):
            return english
        if sort == "value" and is_value(english):
            return english
        if sort == "who":
            known = self._exact(english, (NAME,))
            return english if known is None and MEMBER_NAME.fullmatch(english) else known
        try:
            if sort in ("formula", "name", "given"):
                return self.formula(english)
            if sort == "history":
                return self.history(english)
        except MissingText:
            return None
        return self._taken_apart(english, contexts)

    def _spaced(self, text: str) -> str:
        return BETWEEN.sub(" ", text)


class English(Language):
    """The product's own words."""

    def text(self, english: str, /, **values: str) -> str:
        """The text as it is, or the template with its values."""
        return english.format(**values) if values else english

    def _found(self, english: str, _contexts: tuple[str, ...]) -> str:
        return english

    def event(self, event: str, /) -> str:
        """The event as it is."""
        return event

    def place(self, source: str, /) -> str:
        """The place as it is."""
        return source


@cache
def language(code: str) -> Language:
    """The language of this code, ``en`` or ``zh_CN``.

    Raises:
        ValueError: there is no such language.
    """
    if code not in LANGUAGES:
        raise ValueError(f"language: found {code!r}, expected one of: {', '.join(LANGUAGES)}")
    return English(code, {}) if code == "en" else Language(code, translations(code))
