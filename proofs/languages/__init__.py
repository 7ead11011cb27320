"""How is what the product says said in another language?

Front: ``language``, which says any sentence, formula or history of the product in a language, and
``narrated``, which tells a counterexample. ``collecting`` finds all that a language has to say.
"""

from __future__ import annotations

from .catalogue import NoCatalogues
from .language import LANGUAGES, Language, MissingText, language
from .telling import ToldStory, narrated

__all__ = [
    "LANGUAGES",
    "Language",
    "MissingText",
    "NoCatalogues",
    "ToldStory",
    "language",
    "narrated",
]
