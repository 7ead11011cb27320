"""The words of the subject: one term in each language for one thing."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from msgspec import Struct, toml

from .templates import PLACE


class Term(Struct, frozen=True, forbid_unknown_fields=True):
    """A term, what the documents call it, and what it means.

    ``english`` has its forms, the first its name; ``unless`` are expressions that mean something
    else. ``meaning`` says in English what it is, ``sense`` in Chinese.
    """

    english: tuple[str, ...]
    chinese: str
    documents: tuple[str, ...]
    meaning: str
    sense: str
    unless: tuple[str, ...] = ()

    def stands_in(self, english: str) -> bool:
        """Whether an English text speaks of it."""
        text = PLACE.sub("", english)
        for other in self.unless:
            text = text.replace(other, "")
        forms = "|".join(map(re.escape, self.english))
        return bool(re.search(rf"(?<![\w-])(?:{forms})(?![\w-])", text, re.IGNORECASE))


class _Glossary(Struct, frozen=True):
    term: tuple[Term, ...]


@cache
def glossary() -> tuple[Term, ...]:
    """All terms, in the order of the file."""
    file = resources.files(__package__).joinpath("glossary.toml")
    return toml.decode(file.read_bytes(), type=_Glossary).term
