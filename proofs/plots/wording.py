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

LANGUAGES = ("en", "zh_CN")
"""The languages in which pictures can be had."""


Numbers = dict[str, int | str | Fraction]
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
    numbers: Mapping[str, str]

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
        return text.format(**self.numbers)


def say(text: str, **numbers: int | str | Fraction) -> Said:
    """A sentence with its numbers: fractions as money, to the fen; all others as they are."""
    shown: dict[str, str] = {
        name: money(value) if isinstance(value, Fraction) else str(value)
        for name, value in numbers.items()
    }
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
