"""Counterexamples told in a language, event by event."""

import pytest

from neverfalls.counterexamples import ids, load
from neverfalls.counterexamples.story import narrate
from neverfalls.proofs.languages import language, narrated

SOME = list(ids())[::40]
FALL = "wine-shop.price_never_falls"
HAPPENED = [
    "alice 购买，付 100 元",
    "alice 把 21/2 个积分换成恒定积分",
    "alice 在 bob 处花 15 个恒定积分",
    "bob 把 15 个恒定积分换回积分",
]


def test_a_story_in_chinese() -> None:
    """Every event is a sentence with its amounts and units; the ending says what is missed."""
    story = narrated(load(f"{FALL}.converted_points=held-aside"), language("zh_CN"))
    assert [event.happening for event in story.events] == HAPPENED
    assert story.statement == "无论发生什么，报价从不下跌。"
    first = story.events[0].moments[-1].changes
    assert first[0].text() == "资金池的钱: 0 → 30 元"
    assert "price_never_falls 被打破" in story.ending


@pytest.mark.parametrize("name", SOME)
def test_english_stories_are_what_they_were(name: str) -> None:
    """In English a story has the sentences of the plain story, and its numbers in all languages."""
    trace = load(name)
    plain, english = narrate(trace), narrated(trace, language("en"))
    assert [each.sentence for each in plain.events] == [each.sentence for each in english.events]
    assert english.ending == plain.breach.sentence()
    assert english.found == plain.found
    chinese = narrated(trace, language("zh_CN"))
    assert [len(event.moments) for event in chinese.events] == [
        len(event.moments) for event in english.events
    ]
    assert [value for _, value, _ in chinese.opening] == [value for _, value in plain.opening]


@pytest.mark.parametrize("name", SOME)
def test_every_story_can_be_told(name: str) -> None:
    """No word is missing; the text has a line for each event and change, and the ending last."""
    story = narrated(load(name), language("zh_CN"))
    lines = story.text().split("\n")
    assert lines[-1] == story.ending
    assert sum(line[:1].isdigit() for line in lines) == len(story.events)


def test_a_breach_between_paying_and_destroying() -> None:
    """Where a promise breaks within a step, the ending says at which of its states."""
    story = narrated(load(f"{FALL}_below_the_first.step_view=pay-then-burn"), language("zh_CN"))
    assert story.ending.startswith(
        "在第 2 步（sell）之后，其 2 个状态中的第 1 个，price_never_falls_below_the_first 被打破："
    )
