"""The exercises: what is right is called right, a near miss wrong, and the message says why."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from neverfalls.proofs.certificates.checker import Refused, check
from neverfalls.proofs.exercises import (
    BadAnswer,
    Grade,
    exercises,
    exercises_json,
    grade,
    parse_answer,
)
from neverfalls.proofs.exercises.answer import schema
from neverfalls.proofs.exercises.certificate import hypotheses, in_letters
from neverfalls.proofs.exercises.exercise import (
    Break,
    Certificate,
    Reach,
    Reading,
    Theorem,
    Value,
)
from neverfalls.proofs.exercises.happening import run_events
from neverfalls.proofs.exercises.replies import (
    QUANTITIES,
    REPLIES,
    TAKEN_APART,
    language,
    own,
)
from neverfalls.proofs.languages.templates import places
from neverfalls.proofs.theorems import THEOREMS
from neverfalls.spec.claims.claim import CLAIMS, Kind
from neverfalls.spec.model.world import View
from neverfalls.spec.numbers import ExactNumbers

from ..console import Run

ROOT = Path(__file__).parents[3]
ANSWERS = ROOT / "docs" / "lessons" / "answers"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(schema()))


def graded(name: str, answer: dict[str, Any]) -> Grade:
    VALIDATOR.validate(answer)
    return grade(exercises()[name], parse_answer(json.dumps(answer).encode(), "mine.json"), "mine")


def buy(buyer: str = "alice", paid: str | int = 100) -> dict[str, str | int]:
    return {"rule": "purchase", "buyer": buyer, "paid": paid}


def sell(seller: str = "alice", points: str | int = "all") -> dict[str, str | int]:
    return {"rule": "sell", "seller": seller, "points": points}


def redeem(holder: str = "alice", points: str | int = "all") -> dict[str, str | int]:
    return {"rule": "redeem", "holder": holder, "points": points}


DAY: dict[str, str | int] = {"rule": "close_day"}


@pytest.mark.parametrize("name", exercises())
def test_the_answer_of_the_lesson_is_right(name: str) -> None:
    """Each exercise has an answer in docs/lessons/answers that is graded as right."""
    content = (ANSWERS / f"{name}.json").read_bytes()
    VALIDATOR.validate(json.loads(content))
    found = grade(exercises()[name], parse_answer(content, name), name)
    assert found.right is True, found.told()


def test_every_answer_belongs_to_an_exercise() -> None:
    """No answer is left over of an exercise that is no more, and each lesson has an exercise."""
    assert {each.stem for each in ANSWERS.glob("*.json")} == {*exercises()}
    assert {each.lesson for each in exercises().values()} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(
    ("name", "answer", "says"),
    [
        ("exercise-1", {"value": "108.6346"}, "The exit fee comes off it"),
        ("exercise-1", {"value": "97.7711"}, "She also paid something"),
        ("exercise-1", {"value": "-2.2284"}, "That is 0.0005 too much."),
        ("exercise-1", {"value": "-2.22888"}, "That is very close: give 4 decimal places"),
        ("exercise-1b", {"value": "2.0188"}, "That is the price after four purchases."),
        ("exercise-1c", {"events": [buy(), redeem(points=19)]}, "The price: 15; it has to be at"),
        ("exercise-1c", {"events": [buy(), redeem(points=19)]}, "at least 20: 5 too little."),
        ("exercise-1c", {"events": [buy(), buy(), redeem()]}, "3 events; at most 2 events are"),
        ("exercise-1c", {"events": [buy(), redeem()]}, "There is no price, as no points circulate"),
        (
            "exercise-1c",
            {"events": [buy(), redeem(points=22)]},
            "it requires that the holder has them (clause M3)",
        ),
        ("exercise-2", {"events": [buy(), sell(points=20)]}, "pool_money_can_leave holds all the"),
        ("exercise-2b", {"value": "378/17"}, "if he sold before Alice"),
        ("exercise-2b", {"value": "480/17"}, "The exit fee comes off it."),
        (
            "exercise-2c",
            {"events": [buy(), sell(), buy()]},
            "points circulate, or no money is left over from earlier ones (clause A5)",
        ),
        ("exercise-2c", {"events": [buy(), sell()]}, "The pool: 3; it has to be at least 5: 2 too"),
        (
            "exercise-3",
            {"events": [buy(paid=200), DAY]},
            "when the day closed is 40 yuan, and has to be at least 40; the difference is 0.",
        ),
        ("exercise-3b", {"value": 1300}, "She shares the second day with Bob"),
        ("exercise-3b", {"value": 630}, "That is what she has after the second day."),
        ("exercise-3c", {"events": [buy(paid=6000), DAY]}, "it has to be exactly 4000: 8000 too"),
        ("exercise-4", {"readings": {}}, "platform_stays_profitable breaks under this reading:"),
        ("exercise-4", {"readings": {"goods_payer": "pool"}}, "price_never_falls breaks under"),
        ("exercise-4b", {"readings": {"mint_price": "after"}}, "price_never_falls is proved"),
        (
            "exercise-4c",
            {"numbers": {"multiple": 2, "sales": 100, "dividends": 100}},
            "2 statements are false; only one may be.",
        ),
        (
            "exercise-5",
            {"terms": [["1", [1, 2]], ["1", [4]]]},
            "add up to -fee·points·price + fee·",
        ),
        ("exercise-5", {"terms": [["-1", [1, 2, 3]], ["-1", [4]]]}, "only what is 0 may be"),
        ("exercise-5b", {"terms": [["1", [4]]]}, "the terms do not add up to a number"),
        (
            "exercise-5c",
            {"terms": [["1", [1, 2]], ["1", [4]]]},
            "up to -more_points·points·price",
        ),
        ("exercise-5d", {"numbers": {"reward": "1.01", "exit_fee": 0}}, "1 ≥ reward does not hold"),
        ("exercise-5d", {"numbers": {"reward": "19/20", "exit_fee": "1/100"}}, "exit_fee < 1/100"),
        (
            "exercise-6",
            {"events": [buy(), redeem(points=20), buy()]},
            "never_falls holds all",
        ),
        ("exercise-6b", {"numbers": {"reward": 1}, "events": [buy()]}, "the difference is 0."),
        (
            "exercise-6c",
            {"events": [buy(), redeem()]},
            "2: the platform's own cash is 5 yuan",
        ),
    ],
)
def test_a_near_miss_is_wrong_and_told_why(name: str, answer: dict[str, Any], says: str) -> None:
    """The message says at which event, by which clause, and how far off."""
    found = graded(name, answer)
    assert found.right is False
    assert says in " ".join(found.told())


@pytest.mark.parametrize(
    ("name", "answer", "says"),
    [
        ("exercise-2", {"value": 3}, "value: found 3, expected only events"),
        ("exercise-2", {}, "events: found nothing, expected this field"),
        ("exercise-2", {"exercise": "exercise-1", "events": []}, "expected exercise-2"),
        ("exercise-2", {"events": [{"rule": "steal"}]}, "events[0].rule: found 'steal', expected"),
        ("exercise-2", {"events": [buy(buyer="dave")]}, "events[0].buyer: found 'dave', expected"),
        ("exercise-2", {"events": [{"rule": "purchase", "buyer": "bob"}]}, "events[0].paid: found"),
        ("exercise-2", {"events": [buy(paid="ten")]}, "events[0].paid: found 'ten', expected"),
        (
            "exercise-2",
            {"events": [{**buy(), "tip": 1}]},
            "events[0].tip: found 1, expected no such argument",
        ),
        ("exercise-1", {"value": "1/0"}, "value: found '1/0', expected a number whose denominator"),
        ("exercise-4", {"readings": {"quota_multiple": "one"}}, "a question that wine-shop asks"),
        ("exercise-4", {"readings": {"goods_payer": "nobody"}}, "expected one of: platform, pool"),
        ("exercise-4c", {"numbers": {"sales": 1, "dividends": 1}}, "numbers.multiple: found noth"),
        ("exercise-5d", {"numbers": {"reward": -1, "exit_fee": 0}}, "numbers.reward: found '-1'"),
        ("exercise-5d", {"numbers": {"reward": 1, "exit_fee": 0, "cap": 1}}, "numbers.cap: found"),
    ],
)
def test_what_is_no_answer_is_refused(name: str, answer: dict[str, Any], says: str) -> None:
    """It is neither right nor wrong: the message says where, what was found and what belongs."""
    with pytest.raises(BadAnswer) as refused:
        graded(name, answer)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    "content", [b"no", b'{"value": 1.5}', b'{"value": "1", "value": "2"}', b'{"answer": 1}', b"[]"]
)
def test_a_file_that_is_no_answer_is_refused(content: bytes) -> None:
    """Not JSON, a decimal point outside a text, a key twice, an unknown field."""
    with pytest.raises(BadAnswer, match=r"^mine\.json: "):
        parse_answer(content, "mine.json")


def test_a_history_is_compared_with_the_shortest_known() -> None:
    """As long, longer, or with events after the break that are not needed."""
    assert "has as many events" in graded("exercise-2", {"events": [buy(), sell()]}).told()[-1]
    longer = [buy(), buy("bob"), redeem(), redeem("bob"), buy("carol")]
    assert "known has 4" in graded("exercise-6", {"events": longer}).told()[-1]
    rest = graded("exercise-6", {"events": [*longer, redeem("carol")]})
    assert rest.right is True
    assert "The events after that are not needed." in rest.told()


def test_many_changed_answers_are_undecided_where_no_record_says() -> None:
    """The grade is neither right nor wrong then, and says so."""
    answer = {"readings": {"goods_payer": "pool-at-cost", "constant_backing": "nothing"}}
    found = graded("exercise-4", answer)
    assert found.right is None
    assert "nothing recorded decides it" in found.told()[0]


def test_two_changed_answers_are_wrong_where_a_history_breaks_them() -> None:
    """A shipped history is run under both answers, or the record of all readings is asked."""
    answer = {"readings": {"goods_payer": "pool", "constant_backing": "nothing"}}
    assert graded("exercise-4", answer).right is False


@pytest.mark.parametrize(
    "exercise", [each for each in exercises().values() if isinstance(each, Break)]
)
def test_a_claim_to_break_is_one_that_a_history_of_that_length_can_break(exercise: Break) -> None:
    """It is about the scheme, and no matter of the end, which no short history shows."""
    claim = CLAIMS[exercise.claim]
    assert claim.applies(exercise.setting().mechanisms)
    assert claim.kind is not Kind.EVENTUAL


def test_the_certificates_are_those_of_the_surplus() -> None:
    """What the exercises state of a sale and a purchase is the surplus that the rules have."""
    for name, events in {
        "exercise-5": [buy(), {**sell(points=2)}],
        "exercise-5b": [buy(), buy()],
    }.items():
        exercise = exercises()[name]
        assert isinstance(exercise, Certificate)
        scheme = exercise.setting()
        found = run_events(scheme, [_event(each) for each in events], name)
        before, after = (
            View(scheme, ExactNumbers(), states[-1], ("alice", "bob", "carol"))
            for states in found.states[-2:]
        )
        price = before.pool / before.supply
        surplus = after.pool - before.pool - price * (after.supply - before.supply)
        numbers = {
            "fee": scheme.parameters.exit_fee,
            "price": price,
            "points": 2,
            "contribution": scheme.parameters.contribution,
            "reward": scheme.parameters.reward,
            "paid": 100,
        }
        opposite = hypotheses(exercise)[-1].polynomial
        value = sum(_product(number, monomial, numbers) for monomial, number in opposite.items())
        assert -value == surplus > 0


def _event(written: dict[str, Any]) -> Any:
    from neverfalls.proofs.exercises.exercise import Event

    return Event(written["rule"], {key: value for key, value in written.items() if key != "rule"})


def _product(number: Any, monomial: tuple[str, ...], numbers: dict[str, Any]) -> Any:
    for name in monomial:
        number = number * numbers[name]
    return number


def test_a_certificate_needs_each_of_its_terms() -> None:
    """With any one of the terms left out the checker refuses it."""
    for exercise in exercises().values():
        if isinstance(exercise, Certificate):
            terms = json.loads((ANSWERS / f"{exercise.id}.json").read_text())["terms"]
            check(hypotheses(exercise), ["sum", terms])
            for place in range(len(terms)):
                with pytest.raises(Refused):
                    check(hypotheses(exercise), ["sum", terms[:place] + terms[place + 1 :]])


def test_polynomials_in_letters() -> None:
    """Signs, numbers that are 1, and nothing at all."""
    assert in_letters({}) == "0"
    assert in_letters({("a",): -1, ("b", "c"): 2}) == "-a + 2·b·c"
    assert in_letters({(): -3}) == "-3"


def test_all_of_it_as_data() -> None:
    """Each exercise has its question, its setting, and what a page needs to judge an answer."""
    data = json.loads(exercises_json())
    assert data["format"] == "neverfalls-exercises/1"
    by_id = {each["id"]: each for each in data["exercises"]}
    assert list(by_id) == list(exercises())
    for name, exercise in exercises().items():
        told = by_id[name]
        assert told["kind"] == exercise.kind
        assert told["question"] == exercise.question
        assert told["setting"]["mechanisms"]
        if isinstance(exercise, Break):
            assert told["claim"] in CLAIMS
            assert (told["shortest_known"] is None) == bool(exercise.numbers)
        if isinstance(exercise, Certificate):
            assert len(told["hypotheses"]) == len(exercise.facts) + 1 == len(told["lines"])
        if isinstance(exercise, Reading):
            assert {each["claim"] for each in told["recorded"]} == {*exercise.claims}
        if isinstance(exercise, (Value, Reach)):
            assert "value" not in told


def test_the_schema_is_the_shipped_file() -> None:
    """The file beside the exercises is what the types describe."""
    shipped = ROOT / "proofs" / "exercises" / "schema.json"
    assert shipped.read_text(encoding="utf-8") == schema()


def test_the_command_grades(run: Run, tmp_path: Path) -> None:
    """0 for a right answer, 1 for a wrong one, 2 for what is none; words or JSON."""
    (tmp_path / "mine.json").write_text('{"value": "-2.2289"}', encoding="utf-8")
    done = run("grade", "exercise-1", "mine.json")
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        0,
        "exercise-1, The first buyer: right",
    )
    (tmp_path / "mine.json").write_text('{"value": "108.6351"}', encoding="utf-8")
    done = run("grade", "exercise-1", "mine.json", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told == {
        "format": "neverfalls-grade/1",
        "exercise": "exercise-1",
        "right": False,
        "told": ["That is 110.8640 too much."],
    }
    for words, complaint in (
        (["exercise-9", "mine.json"], "no exercise is called 'exercise-9'"),
        (["exercise-1", "none.json"], "none.json: file: found 'No such file or directory'"),
        (["exercise-2", "mine.json"], "mine.json: value: found '108.6351', expected only events"),
    ):
        done = run("grade", *words)
        assert done.returncode == 2
        assert complaint in done.stderr


def texts() -> set[str]:
    """Return all that is said of answers to the exercises, and that the product does not say."""
    found = {*REPLIES.values(), *QUANTITIES.values(), *TAKEN_APART}
    for exercise in exercises().values():
        found.add(exercise.title)
        if isinstance(exercise, Value):
            found |= {each.says for each in exercise.traps}
        if isinstance(exercise, Theorem):
            found |= {each.replace("_", " ") for each in THEOREMS[exercise.theorem].hypotheses}
    return found


def test_every_reply_has_its_chinese() -> None:
    """None is missing, none is left over, and each has the same blanks."""
    chinese = {english: said for (_context, english), said in own("zh_CN").items()}
    assert texts() == set(chinese)
    assert [each for each, said in chinese.items() if not said] == []
    assert [e for e, said in chinese.items() if {*places(e)} != {*places(said)}] == []


ENGLISH = re.compile(r"(?<![\w.=])[a-z]{3,} [a-z]{2,}(?![\w=])")
"""Two words of English beside each other; names are one word, or stand beside signs."""


@pytest.mark.parametrize("name", exercises())
def test_a_reply_is_chinese(name: str) -> None:
    """What is said of the right answer, and of a file that is none, has no English sentence."""
    content = (ANSWERS / f"{name}.json").read_bytes()
    told = grade(exercises()[name], parse_answer(content, name), name).told("zh_CN")
    told = [each for each in told if not re.match(r"\d: ", each)]  # facts of a certificate
    assert [each for each in told if ENGLISH.search(each.replace("neverfalls explain", ""))] == []
    with pytest.raises(BadAnswer) as refused:
        grade(exercises()[name], parse_answer(b'{"exercise": "exercise-9"}', "f"), "f")
    assert "应当是" in refused.value.reply.within(language("zh_CN"))


@pytest.mark.parametrize(
    "content",
    [
        *(b"no", b'{"value": 1.5}', b'{"value": "1", "value": "2"}', b'{"answer": 1}', b"[]"),
        *(b'{"value": []}', b'{"events": 3}', b'{"events": [3]}', b'{"value": "a\\u0000"}'),
        *(b'{"events": [{"rule": []}]}', b'{"value": null}', b'{"numbers": []}'),
        *(b'{"readings": {"a": 1}}', b'{"exercise": 1}', b'{"value": true}'),
        b'{"terms": [%s]}' % b",".join([b"1"] * 101),
    ],
)
def test_what_is_no_answer_is_told_in_chinese(content: bytes) -> None:
    """Also what a validator has found: where, what stands there, and what should."""
    with pytest.raises(BadAnswer) as refused:
        parse_answer(content, "mine.json")
    expected = refused.value.reply.values["expected"]
    assert not isinstance(expected, str)
    assert not expected.within(language("zh_CN")).isascii()


def test_the_command_replies_in_chinese(run: Run, tmp_path: Path) -> None:
    """Words, JSON and what is wrong with a file."""
    (tmp_path / "mine.json").write_text('{"value": "2.0188"}', encoding="utf-8")
    words = run("grade", "exercise-1b", "mine.json", "--language", "zh_CN").stdout
    assert words == "exercise-1b，五笔销售之后的价格：不正确\n- 这是四次购买之后的价格。\n"
    told = json.loads(
        run("grade", "exercise-1b", "mine.json", "--language", "zh_CN", "--json").stdout
    )
    assert told["told"] == ["这是四次购买之后的价格。"]
    done = run("grade", "exercise-2", "mine.json", "--language", "zh_CN")
    assert done.returncode == 2
    assert "mine.json：value：这里是 '2.0188'，应当是：只有 events" in done.stderr
