"""In which language a description is said: the product's own English, or another one.

Sentences are put together from templates, such as ``requires that {words}: {formula}``. Another
language says the same templates in its own words.
"""

from __future__ import annotations

from typing import Protocol


class Wording(Protocol):
    """Says a text or a formula of the product in some language."""

    def text(self, english: str, /, **values: str) -> str:
        """A text or, where values are given for its ``{places}``, a template of the product."""

    def formula(self, formula: str, /) -> str:
        """A formula in a line of text, or the name of an amount."""


class English:
    """The product's own words."""

    def text(self, english: str, /, **values: str) -> str:
        """The text as it is, or the template with its values."""
        return english.format(**values) if values else english

    def formula(self, formula: str, /) -> str:
        """The formula as it is."""
        return formula


ENGLISH = English()
