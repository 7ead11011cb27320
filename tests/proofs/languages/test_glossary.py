"""The glossary: one Chinese term for one thing, in all of the catalogue."""

import pytest

from neverfalls.proofs.languages import catalogue
from neverfalls.proofs.languages.glossary import Term, glossary
from neverfalls.proofs.languages.keys import ANSWER, EVENT

KNOWN = {
    key: said
    for key, said in catalogue.translations("zh_CN").items()
    if key[0] not in (ANSWER, EVENT)  # codes
}


@pytest.mark.parametrize("term", glossary(), ids=lambda term: term.english[0])
def test_the_catalogue_uses_the_term(term: Term) -> None:
    """Wherever a text speaks of a thing, its translation has the term; some text speaks of it."""
    about = {english: said for (_, english), said in KNOWN.items() if term.stands_in(english)}
    assert about
    assert [each for each in about.items() if term.chinese not in each[1]] == []


@pytest.mark.parametrize("term", glossary(), ids=lambda term: term.english[0])
def test_every_exception_is_needed(term: Term) -> None:
    """An expression in which a word means something else stands in some text."""
    assert [each for each in term.unless if not any(each in text for _, text in KNOWN)] == []


def test_no_two_things_share_a_name() -> None:
    """English names are all different, and each term says what it means in both languages."""
    names = [form for term in glossary() for form in term.english]
    assert len(names) == len(set(names))
    assert all(term.meaning.endswith(".") and term.sense.endswith("。") for term in glossary())


def test_a_term_is_a_word_of_its_own() -> None:
    """A term stands in a text as a word, in any case, and not inside of another or in a place."""
    term = Term(("cap",), "上限", (), "Most.", "最多。", unless=("cap table",))
    assert term.stands_in("The cap, against points")
    assert not any(map(term.stands_in, ("capacity", "a {cap}", "the cap table")))
