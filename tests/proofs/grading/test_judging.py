"""The page's judge in JavaScript, which Node runs, against `neverfalls grade`: the same answers."""

import json
import random
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from neverfalls.proofs.exercises import BadAnswer, exercises, grade, parse_answer
from neverfalls.proofs.exercises.exercise import Reading
from neverfalls.proofs.exercises.replies import language
from neverfalls.proofs.grading import write_grading
from neverfalls.spec.model.mechanism import Rule

from ..exercises import test_exercises as known

pytestmark = pytest.mark.node

EACH = 60
"""Answers by chance to each exercise."""

Case = tuple[str, str]
"""An exercise and the text of an answer."""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script that pages load."""
    path = tmp_path_factory.mktemp("grading") / "grading.js"
    write_grading(path)
    return path


def judged(script: Path, cases: list[Case]) -> list[dict[str, Any]]:
    """What the page makes of some answers."""
    done = subprocess.run(
        ["node", Path(__file__).with_name("run.js"), script],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ("", 0) == (done.stderr, done.returncode)
    return [json.loads(line) for line in done.stdout.splitlines()]


def expected(name: str, text: str) -> tuple[str, str | None, list[str], list[str]]:
    """What the command makes of an answer: the outcome, the field, and the replies."""
    try:
        found = grade(exercises()[name], parse_answer(text.encode(), "mine.json"), "mine.json")
    except BadAnswer as error:
        return "bad", error.where, [str(error)], [error.reply.within(language("zh_CN"))]
    outcome = {True: "right", False: "wrong", None: "undecided"}[found.right]
    return outcome, None, found.told(), found.told("zh_CN")


def compared(script: Path, cases: list[Case]) -> Counter[str]:
    """How many answers had each outcome, which is the same in the page."""
    outcomes: Counter[str] = Counter()
    for (name, text), own in zip(cases, judged(script, cases), strict=True):
        outcome, where, english, chinese = expected(name, text)
        if own.get("asks"):
            # only the command runs histories under several changed answers: it can find more out
            exercise = exercises()[name]
            assert isinstance(exercise, Reading)
            assert outcome in ("right" if exercise.breaks else "wrong", "undecided"), (name, text)
            outcomes["asks"] += 1
            continue
        words = {True: "right", False: "wrong", None: "undecided"}
        found = "bad" if "where" in own else words[own["right"]]
        assert (outcome, where) == (found, own.get("where")), (name, text)
        if english != [] and "JSON in UTF-8" in english[0]:  # each parser says it in its own words
            assert own["en"][0].endswith("expected JSON in UTF-8"), text
        else:
            assert english == own["en"], (name, text)
            assert chinese == own["zh"], (name, text)
        outcomes[outcome] += 1
    return outcomes


def given() -> Iterator[Case]:
    """Answers of the lessons, near misses, and what is no answer, as the tests of `grade` have."""
    for name in exercises():
        yield name, (known.ANSWERS / f"{name}.json").read_text(encoding="utf-8")
    for test in (
        known.test_a_near_miss_is_wrong_and_told_why,
        known.test_what_is_no_answer_is_refused,
    ):
        yield from ((each[0], json.dumps(each[1])) for each in parameters_of(test))
    for test in (
        known.test_a_file_that_is_no_answer_is_refused,
        known.test_what_is_no_answer_is_told_in_chinese,
    ):
        yield from (("exercise-1", each.decode()) for each in parameters_of(test))


def parameters_of(test: Any) -> Iterator[Any]:
    """The cases of a test."""
    for mark in test.pytestmark:
        yield from mark.args[1]


def test_known_answers_are_judged_alike(script: Path) -> None:
    """Right, wrong and no answers: the same outcome and the same words, in both languages."""
    outcomes = compared(script, list(given()))
    assert outcomes["right"] >= len(exercises())
    assert min(outcomes["wrong"], outcomes["bad"]) > 20


def test_answers_by_chance_are_judged_alike(script: Path) -> None:
    """The same of answers to every exercise by chance, and of texts with a sign too many or few."""
    source = random.Random(20)
    cases = [(name, text) for name in exercises() for text in by_chance(name, source)]
    outcomes = compared(script, cases)
    assert {"right", "wrong", "bad", "asks"} <= {*outcomes}
    assert min(outcomes[each] for each in ("wrong", "bad")) > len(cases) // 20


def by_chance(name: str, source: random.Random) -> Iterator[str]:
    """Answers of the kind that an exercise asks for, and damaged texts of the right one."""
    right = (known.ANSWERS / f"{name}.json").read_text(encoding="utf-8")
    for _each in range(EACH):
        if source.random() < 1 / 4:
            place = source.randrange(len(right))
            sign = source.choice(['"', "{", "]", "1", "0", ",", "-", ".", "/", "a", "\\", ""])
            yield right[:place] + sign + right[place + source.randrange(2) :]
        else:
            yield json.dumps(changed(json.loads(right), exercises()[name], source))


AMOUNTS = (*(0, 1, 10, 20, 21, 100, 200, 2000, 6000, -1), "all", "1/2", "21/2", "10.5", "100/3")
ODD = ("", "1/0", "ten", "1e3", " 1", "1" * 61, "0.30", "007", "−1")


def changed(answer: dict[str, Any], exercise: Any, source: random.Random) -> dict[str, Any]:
    """An answer of the same form, most of it by chance."""

    def number() -> str | int:
        return source.choice(ODD if source.random() < 1 / 20 else AMOUNTS)

    found: dict[str, Any] = {}
    for field, value in answer.items():
        if field == "value":
            found[field] = source.choice([value, number(), number()])
        elif field == "numbers":
            found[field] = {key: source.choice([own, number()]) for key, own in value.items()}
        elif field == "events":
            rules = list(exercise.setting().rules.values())
            events = [event(source.choice(rules), source, number) for _each in range(6)]
            kept = value[: source.randrange(len(value) + 1)]
            found[field] = (kept + events)[: source.randrange(1, exercise.most_events + 2)]
        elif field == "readings":
            scheme = exercise.setting()
            asked = source.sample(scheme.relevant_questions, source.choice([0, 1, 1, 2, 3]))
            found[field] = {
                each: source.choice([x.value for x in type(getattr(scheme.readings, each))])
                for each in asked
            }
        elif field == "terms":
            found[field] = [term(each, source) for each in value]
    return found


def event(
    rule: Rule, source: random.Random, number: Callable[[], str | int]
) -> dict[str, str | int]:
    """An event of a rule."""
    members = (
        ("alice", "alice", "bob", "carol", "dave") if source.random() < 1 / 10 else ("alice", "bob")
    )
    arguments = {
        name: source.choice(members) if sort == "Member" else number()
        for name, sort in rule.sorts.items()
    }
    return {"rule": rule.name, **arguments}


def term(own: list[Any], source: random.Random) -> Any:
    """A term of a certificate, changed or not."""
    if source.random() < 1 / 2:
        return own
    multiplier = source.choice(["1", "-1", "1/2", "02", "x", [["2", ["price"]]], [["1", [3]]], 1])
    numbers = [source.choice([1, 2, 3, 4, 4, 5, 0, "1"]) for _each in range(source.randrange(4))]
    return source.choice([[multiplier, numbers], [multiplier, numbers, [["1", ["fee"]]]], [own], 7])
