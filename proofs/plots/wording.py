"""The sentences on a picture, in English and in Chinese.

A sentence is written in English where the picture is made; ``zh_CN.po`` has it in Chinese. Its
numbers are put in afterwards, so that they are the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import NamedTuple

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.numbers.decimals import decimal

from ..languages import MissingText
from ..languages import language as known

LANGUAGES = ("en", "zh_CN")
"""The languages in which pictures can be had."""


class Words(NamedTuple):
    """What the product says of something, by its English; of several sentences the first one."""

    english: str

    def within(self, language: str) -> str:
        """The words in one of the languages; as they are where nobody has translated them."""
        try:
            said = known(language).text(self.english)
        except MissingText:
            said = self.english
        return re.split(r"(?<=。)|(?<=[.])(?=\s)", said)[0]


Numbers = dict[str, int | str | Fraction | Words]
"""What stands in a sentence, by the name of its place."""


class NoPictures(NeverfallsError):
    """A picture was asked for in an installation that lacks something that it takes."""

    def __init__(self, missing: str, remedy: str) -> None:
        super().__init__(f"this needs {missing}, which is not installed: {remedy}")
        self.missing = missing
        self.remedy = remedy


class UnknownFormat(NeverfallsError):
    """A picture was to be written to a file whose name does not say how."""

    def __init__(self, found: str) -> None:
        super().__init__(f"found {found!r}, expected a file name that ends with .svg or .png")
        self.found = found


class NotTranslated(NeverfallsError):
    """A sentence has no translation."""

    def __init__(self, text: str, language: str) -> None:
        super().__init__(f"not translated to {language}: {text!r}")
        self.text = text
        self.language = language


class Said(NamedTuple):
    """A sentence with places in braces, and what stands in each."""

    text: str
    numbers: Mapping[str, str | Words]

    @property
    def has_words(self) -> bool:
        """Whether there is anything to translate besides numbers."""
        return any(map(str.isalpha, re.sub(r"\{\w+\}", "", self.text)))

    def within(self, language: str) -> str:
        """The sentence in one of the languages.

        Raises:
            NoPictures: what reads translations is not installed.
            NotTranslated: nobody has translated it.
        """
        same = language == LANGUAGES[0] or not self.has_words
        text = self.text if same else _translated(self.text, language)
        told = {
            name: value.within(language) if isinstance(value, Words) else value
            for name, value in self.numbers.items()
        }
        return text.format(**told)


def say(text: str, **numbers: int | str | Fraction | Words) -> Said:
    """A sentence with its numbers: fractions as money, to the fen; all others as they are."""
    shown: dict[str, str | Words] = {}
    for name, value in numbers.items():
        if isinstance(value, Words):
            shown[name] = value
        else:
            shown[name] = money(value) if isinstance(value, Fraction) else str(value)
    return Said(text, shown)


def money(value: Fraction) -> str:
    """An amount in yuan, rounded to two places; a whole number without any."""
    text = str(value) if value.denominator == 1 else decimal(value, 2)
    return text.replace("-", "−")


def _translated(text: str, language: str) -> str:
    found = catalogue(language).get(text)
    if not found:
        raise NotTranslated(text, language)
    return found


@cache
def catalogue(language: str) -> dict[str, str]:
    """All sentences in a language, by their English ones.

    Raises:
        NoPictures: what reads translations is not installed.
    """
    try:
        import polib
    except ModuleNotFoundError:
        raise NoPictures("polib", "pip install 'neverfalls[pages]'") from None
    source = resources.files(__package__).joinpath(f"{language}.po")
    entries = polib.pofile(source.read_text(encoding="utf-8"))
    return {each.msgid: each.msgstr for each in entries if not each.obsolete and not each.fuzzy}
