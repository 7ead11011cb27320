"""The page of words: one term for one thing, and what the documents call it."""

from __future__ import annotations

from collections.abc import Iterator

from ..languages.glossary import Term, glossary
from .markup import place
from .speaking import Speaker


def glossary_page(speaker: Speaker) -> Iterator[str]:
    """Every term with the documents' own words for it, and its meaning."""
    say = speaker.say
    yield place("page", "glossary")
    yield f"# {say('Glossary')}"
    yield ""
    yield say(
        "The words of these pages, each with the documents' own words for the same thing where "
        "they have one, and with what it means here."
    )
    yield ""
    yield ":::{glossary}"
    for term in glossary():
        yield _named(speaker, term)
        yield f"  {speaker.either(term.meaning, term.sense)}"
        yield ""
    yield ":::"


def _named(speaker: Speaker, term: Term) -> str:
    own = speaker.either(term.english[0], term.chinese)
    said = [each for each in term.documents if each != own]
    if not said:
        return own
    return speaker.say("{term} ({documents})", term=own, documents=speaker.listed(said))
