"""The script that judges in the page: what it holds, and that it is light."""

import re

import pytest

from neverfalls.proofs.exercises import exercises
from neverfalls.proofs.exercises.replies import REPLIES
from neverfalls.proofs.explorer.words import texts_of
from neverfalls.proofs.grading.data import grading_data, words
from neverfalls.proofs.grading.script import own, script, text

PLACE = re.compile(r"\{\w+\}")
BYTES = 200_000


def test_every_exercise_is_in_it() -> None:
    """In the order of the lessons, with its kind, and no right answer."""
    data = grading_data()
    assert [each["id"] for each in data["exercises"]] == list(exercises())
    assert [each["kind"] for each in data["exercises"]] == [
        each.kind for each in exercises().values()
    ]
    assert [each["id"] for each in data["exercises"] if "value" in each or "answer" in each] == []


def test_it_is_light() -> None:
    """It weighs little beside a page."""
    assert len(script().encode()) < BYTES


def test_every_sentence_of_the_form_has_its_chinese() -> None:
    """None is missing, none is left over, and each has the same blanks."""
    assert {*texts_of("", text("form.js"))} == {*own()}
    assert [e for e, zh in own().items() if {*PLACE.findall(e)} != {*PLACE.findall(zh)}] == []


def test_all_that_is_said_of_an_answer_has_its_chinese() -> None:
    """Replies, traps, requirements, what is compared; formulas without words stay as they are."""
    said = words(grading_data())
    assert [each for each in REPLIES.values() if each not in said] == []
    assert [each for each, chinese in said.items() if each == chinese] == ["1 ≥ reward"]


@pytest.mark.parametrize(
    "reply", re.findall(r'\bsay\((?:[^"()]*\? )?"(\w+)"(?: : "(\w+)")?', text("judging.js"))
)
def test_what_the_page_replies_is_a_reply_of_grade(reply: tuple[str, str]) -> None:
    """The page has no sentence of its own about an answer."""
    assert [each for each in reply if each and each not in REPLIES] == []
