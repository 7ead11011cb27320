"""Catalogues: what each text of the product is in another language, as gettext's ``.po`` files.

A text stands under a context where one English word needs several others: ``points`` as a unit and
as the name of an amount.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import polib

from .keys import Text

Key = tuple[str, str]
"""The context of a text, empty if it has none, and the text."""

WIDTH = 100


def path_of(code: str) -> Path:
    """The file of a language's catalogue."""
    return Path(str(resources.files(__package__).joinpath(f"{code}.po")))


def read(code: str) -> polib.POFile:
    """The catalogue of a language, with what it says of itself."""
    return polib.pofile(path_of(code).read_text(encoding="utf-8"), wrapwidth=WIDTH)


def translations(code: str) -> dict[Key, str]:
    """What every text is in a language; those that have not been said yet are left out."""
    return {(each.msgctxt or "", each.msgid): each.msgstr for each in read(code) if each.msgstr}


def written(code: str, wanted: Mapping[Key, Text], known: Mapping[Key, str]) -> polib.POFile:
    """A catalogue with all the texts that are wanted, sorted, and what is known of them."""
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
