"""The words of the page in other languages, each under its English sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from neverfalls.spec.errors import NeverfallsError

LANGUAGES = ("zh_CN",)
"""The languages of the page beside English."""

SAID = re.compile(r'\b(?:say|later)\(\s*"((?:[^"\\]|\\.)*)"')
MARKED = re.compile(r"<[a-z0-9]+[^>]* data-t(?:=\"\")?(?: [^>]*)?>([^<]+)<")
LABELLED = re.compile(r'aria-label="([^"]+)"[^>]* data-t-label')


class NoCatalogues(NeverfallsError):
    """Translations cannot be read, because the package for that is missing."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"this needs {missing}, which is not installed: pip install 'neverfalls[pages]'"
        )


def translated(text: str, language: str) -> str:
    """A sentence in a language; itself where there is no translation.

    Raises:
        NoCatalogues: the package that reads translations is not installed.
    """
    return own(language).get(text, text)


@cache
def own(language: str) -> dict[str, str]:
    """The translations of the page's own words.

    Raises:
        NoCatalogues: the package that reads translations is not installed.
    """
    try:
        import polib
    except ModuleNotFoundError:
        raise NoCatalogues("polib") from None
    file = resources.files(__package__).joinpath(f"{language}.po")
    entries = polib.pofile(file.read_text(encoding="utf-8"))
    return {each.msgid: each.msgstr for each in entries if each.msgstr}


def texts_of(html: str, *programs: str) -> Iterator[str]:
    """The page's own sentences, from its text and its program."""
    yield from MARKED.findall(html)
    yield from LABELLED.findall(html)
    for program in programs:
        yield from (each.replace('\\"', '"') for each in SAID.findall(program))
