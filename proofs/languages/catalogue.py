"""Catalogues: what each text of the product is in another language, as gettext's ``.po`` files.

A text stands under a context where one English word needs several others: ``points`` as a unit and
as the name of an amount.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from neverfalls.spec.errors import NeverfallsError

from .keys import Text

if TYPE_CHECKING:
    import polib

Key = tuple[str, str]
"""The context of a text, empty if it has none, and the text."""

WIDTH = 100


class NoCatalogues(NeverfallsError):
    """Translations cannot be read, because the package for that is missing."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"this needs {missing}, which is not installed: pip install 'neverfalls[pages]'"
        )


def parsed(content: str) -> polib.POFile:
    """A catalogue from the text of its file.

    Raises:
        NoCatalogues: the package that reads translations is not installed.
    """
    try:
        import polib
    except ModuleNotFoundError:
        raise NoCatalogues("polib") from None
    return polib.pofile(content, wrapwidth=WIDTH)


def path_of(code: str) -> Path:
    """The file of a language's catalogue."""
    return Path(str(resources.files(__package__).joinpath(f"{code}.po")))


def read(code: str) -> polib.POFile:
    """The catalogue of a language, with what it says of itself."""
    return parsed(path_of(code).read_text(encoding="utf-8"))


def translations(code: str) -> dict[Key, str]:
    """What every text is in a language; those that have not been said yet are left out."""
    return {(each.msgctxt or "", each.msgid): each.msgstr for each in read(code) if each.msgstr}


def written(code: str, wanted: Mapping[Key, Text], known: Mapping[Key, str]) -> polib.POFile:
    """A catalogue with all the texts that are wanted, sorted, and what is known of them."""
    import polib

    file = polib.POFile(wrapwidth=WIDTH)
    file.metadata = {
        "Language": code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for key in sorted(wanted, key=lambda key: (wanted[key].group, *key)):
        context, english = key
        flags = ["python-brace-format"] if "{" in english else []
        file.append(
            polib.POEntry(
                msgctxt=context or None,
                msgid=english,
                msgstr=known.get(key, ""),
                comment=wanted[key].group,
                flags=flags,
            )
        )
    return file
