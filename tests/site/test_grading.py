"""Exercises graded in the page: the same answers, through the form, come to the same replies."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from neverfalls.proofs.exercises import exercises, grade, parse_answer

pytestmark = pytest.mark.site

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "build" / "site"
ANSWERS = ROOT / "docs" / "lessons" / "answers"
LANGUAGES = {"en": "en", "zh": "zh_CN"}
SIGNS = {True: "✓", False: "✗", None: "?"}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page on which nothing may be complained of."""
    complaints: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert [] == complaints


def form_of(page: Page, name: str, language: str = "en") -> Locator:
    """The form of an exercise, by what it is called."""
    sheet = f"lessons/{exercises()[name].lesson}-exercises.html"
    page.goto((SITE / language / sheet).as_uri())
    label = {"en": f"Your answer to {name}", "zh": f"你对 {name} 的答案"}[language]
    return page.get_by_role("form", name=label, exact=True)


def fill(form: Locator, answer: dict[str, Any]) -> None:
    """Type an answer into the fields of its form."""
    if "value" in answer:
        form.locator("label input").fill(str(answer["value"]))
    for name, value in answer.get("numbers", {}).items():
        form.locator("label", has_text=name).locator("input").fill(str(value))
    for name, value in answer.get("readings", {}).items():
        form.locator("label", has_text=f"({name})").locator("select").select_option(value)
    for number, event in enumerate(answer.get("events", ())):
        if number:
            form.get_by_role("button", name="Add an event").click()
        row = form.locator("ol.rows > li").nth(number)
        row.locator("select").first.select_option(event["rule"])
        given = [each for name, each in event.items() if name != "rule"]
        for place, value in enumerate(given):
            own = row.locator(".arguments label").nth(place).locator("select, input")
            if own.evaluate("(each) => each.tagName") == "SELECT":
                own.select_option(value)
            else:
                own.fill(str(value))
    for number, (multiplier, facts) in enumerate(answer.get("terms", ())):
        if number:
            form.get_by_role("button", name="Add a term").click()
        inputs = form.locator("ol.rows > li").nth(number).locator("input")
        written = multiplier if isinstance(multiplier, str) else multiplier[0][1][0]
        inputs.nth(0).fill(written)
        inputs.nth(1).fill(", ".join(map(str, facts)))


def replies(form: Locator) -> tuple[str, list[str]]:
    """The verdict that stands below the form, and the lines below it."""
    reply = form.get_by_role("status")
    return reply.locator(".verdict").inner_text(), reply.locator("li").all_inner_texts()


@pytest.mark.parametrize("name", exercises())
def test_the_right_answer_is_typed_and_right(page: Page, name: str) -> None:
    """Of every exercise, field by field; the page says what the command says."""
    form = form_of(page, name)
    fill(form, json.loads((ANSWERS / f"{name}.json").read_bytes()))
    form.get_by_role("button", name="Is it right?").click()
    written = form.locator("textarea").input_value().encode()
    found = grade(exercises()[name], parse_answer(written, name), name)
    assert replies(form) == ("✓ right", found.told())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("exercise-1", '{"value": "97.7711"}'),
        ("exercise-1", '{"value": "-2.2289"}'),
        (
            "exercise-2",
            (
                '{"events": [{"rule": "purchase", "buyer": "bob", "paid": 100},'
                ' {"rule": "sell", "seller": "bob", "points": 22}]}'
            ),
        ),
        ("exercise-4", '{"readings": {"goods_payer": "pool"}}'),
        ("exercise-4c", '{"numbers": {"multiple": 2, "sales": 1, "dividends": 1}}'),
        ("exercise-5", '{"terms": [["1", [1]]]}'),
        ("exercise-5d", '{"numbers": {"reward": "2", "exit_fee": 0}}'),
    ],
)
def test_a_file_is_judged_as_the_command_does(
    page: Page, name: str, answer: str, language: str
) -> None:
    """What stands in the text of the file counts, right or wrong, in both languages."""
    form = form_of(page, name, language)
    form.locator("summary").click()
    form.locator("textarea").fill(answer)
    form.locator("button[type=submit]").click()
    found = grade(exercises()[name], parse_answer(answer.encode(), "f"), "f")
    verdict, told = replies(form)
    assert verdict[0] == SIGNS[found.right]
    assert told == found.told(LANGUAGES[language])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answer", ["no", '{"value": 1.5}', '{"events": []}', '{"value": "1/0"}'])
def test_what_is_no_answer_has_no_verdict(page: Page, answer: str, language: str) -> None:
    """It is neither right nor wrong, and is told what belongs there."""
    form = form_of(page, "exercise-1", language)
    form.locator("summary").click()
    form.locator("textarea").fill(answer)
    form.locator("button[type=submit]").click()
    reply = form.get_by_role("status")
    expect(reply).to_contain_text({"en": "expected", "zh": "应当是"}[language])
    assert reply.locator(".verdict").count() == 0


def test_many_changed_answers_are_left_to_the_command(page: Page) -> None:
    """What the page has no record of it does not decide, and says what to run."""
    form = form_of(page, "exercise-4")
    fill(form, {"readings": {"goods_payer": "pool-at-cost", "constant_backing": "nothing"}})
    form.get_by_role("button", name="Is it right?").click()
    assert replies(form)[0] == "? undecided"
    expect(form.get_by_role("status")).to_contain_text("neverfalls grade exercise-4 answer.json")


def test_the_keyboard_is_enough(page: Page) -> None:
    """A number is typed and sent with Enter, a line is added and the focus is in it."""
    form = form_of(page, "exercise-1b")
    form.locator("label input").focus()
    page.keyboard.type("2.1477")
    page.keyboard.press("Enter")
    assert replies(form)[0] == "✓ right"
    form = form_of(page, "exercise-1c")
    form.get_by_role("button", name="Add an event").focus()
    page.keyboard.press("Enter")
    expect(form.locator("ol.rows > li").nth(1).locator("select").first).to_be_focused()
    form.locator("ol.rows > li").nth(1).get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(form.locator("ol.rows > li")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lesson", [1, 4, 5])
def test_forms_are_accessible(chromium: Browser, lesson: int, scheme: str) -> None:
    """axe finds nothing serious, with every file unfolded and every form answered, and all fits."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    opened = context.new_page()
    opened.goto((SITE / "zh" / f"lessons/{lesson}-exercises.html").as_uri())
    opened.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    for each in opened.locator("form.answer button[type=submit]").all():
        each.click()
    assert opened.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    serious = [
        (each["id"], [node["html"][:120] for node in each["nodes"][:3]])
        for each in Axe().run(opened).response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    context.close()
    assert serious == []


def test_a_printed_sheet_has_no_forms(page: Page) -> None:
    """On paper stand the questions alone."""
    form = form_of(page, "exercise-1")
    page.emulate_media(media="print")
    expect(form).to_be_hidden()
    expect(page.locator("article h1")).to_be_visible()
