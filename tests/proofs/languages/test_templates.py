"""Templates: texts with numbers, and how a text that was put together is taken apart."""

import pytest

from neverfalls.proofs.languages.templates import (
    allowed,
    fits,
    is_value,
    kind,
    numbered,
    places,
    weight,
)


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("heads of tier 10", "heads of tier {n}"),
        ("items 1 to 3", "items {n1} to {n2}"),
        ("paid 3/10 of 2,000.5 yuan", "paid {n1} of {n2} yuan"),
        ("z3 ruled out 12 words", "z3 ruled out {n} words"),
        ("use cases 1, 2 and 4", "use cases {n1}, {n2} and {n3}"),
        ("no number", "no number"),
    ],
)
def test_numbers_are_places(text: str, template: str) -> None:
    """Numbers become places, one after the other; digits of a name stay."""
    assert numbered(text) == template


def test_a_text_is_taken_apart_in_every_way() -> None:
    """All ways to fill the places are found, and none leaves a place empty."""
    found = list(fits("{title}: {sentence}", "a: b: c"))
    assert found == [{"title": "a", "sentence": "b: c"}, {"title": "a: b", "sentence": "c"}]
    assert list(fits("{title}: {sentence}", ": c")) == []
    assert list(fits("{who} points", " points")) == []


def test_a_place_takes_what_it_is_for() -> None:
    """Numbers stand in the place of a number, rules in that of a rule, anything in others."""
    assert list(fits("day {n}", "day 3/4")) == [{"n": "3/4"}]
    assert list(fits("day {n}", "day by day")) == []
    assert allowed("rule", "sell 2")
    assert not allowed("rule", "the sale")
    assert allowed("words", "anything at all")
    assert (kind("n12"), kind("who")) == ("n", "who")


def test_places_and_weight() -> None:
    """The places of a template are sorted; its weight is all that is no place."""
    assert places("{b} and {a}") == ["a", "b"]
    assert weight("{b} and {a}") == len(" and ")


@pytest.mark.parametrize("text", ["3", "-1/10 = -0.1000", "≈ -2.2289", "10/7 ≈ 1.4286", "2,000"])
def test_values_are_numbers_as_they_are_shown(text: str) -> None:
    """An exact number, perhaps with its decimal, or a rounded one."""
    assert is_value(text)


@pytest.mark.parametrize("text", ["points", "10 yuan", "paid 3", "= 4", ""])
def test_words_are_no_values(text: str) -> None:
    """Whatever has a word in it is said again."""
    assert not is_value(text)
