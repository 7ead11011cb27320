"""The explorer in a real browser: it steps, plays, refuses, links; it is light and quick."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from neverfalls import counterexamples
from neverfalls.proofs.algebra.growth_example import first_member
from neverfalls.proofs.audit.figures import figures
from neverfalls.proofs.command.names.kind import cells_of, shipped
from neverfalls.proofs.explorer import write_explorer
from neverfalls.spec.clauses import clauses
from neverfalls.spec.numbers.decimals import decimal
from neverfalls.spec.schemes.loader import load_scheme

pytestmark = pytest.mark.site

WIDTHS = (360, 768, 1280)
LANGUAGES = ("en", "zh")
PLACES = {
    "watch": "do=watch&claim=price_never_falls&scheme=mall&step=3",
    "held": "do=watch&claim=price_never_falls&scheme=wine-shop",
    "loop": "do=watch&history=mall.quota_is_paid_when_sales_stop",
    "play": "do=play&claim=price_never_falls&scheme=mall&events=purchase:alice:2000;sell:alice:5",
    "profit": "do=profit",
}
SITE_PAGE = Path(__file__).resolve().parents[2] / "build" / "site" / "explorer" / "index.html"
"""The page as `make docs` has written it."""
BYTES = 500_000
STARTS_IN, STEPS_IN = 1_000, 50
"""Milliseconds that the page may take, as it measures them itself."""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page about everything."""
    path = tmp_path_factory.mktemp("site") / "explorer.html"
    write_explorer(path)
    return path


@pytest.fixture
def open_page(chromium: Browser, file: Path) -> Iterator[Open]:
    """Opens the page at an address; whatever it complains of or asks for fails the test."""
    complaints: list[str] = []
    contexts = []

    def asks(address: str) -> None:
        if not address.startswith(("file:", "data:", "blob:")):
            complaints.append(address)

    def opened(address: str = "", width: int = 1280, path: Path = file, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith(("file:", "data:")) else complaints.append(asked.url)
            ),
        )
        page.goto(f"{path.as_uri()}#{address}")
        page.locator("#main").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [] == complaints


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("place", PLACES)
def test_it_fits(open_page: Open, place: str, width: int, language: str) -> None:
    """Nothing is wider than the screen, and nothing is complained of."""
    page = open_page(f"{PLACES[place]}&lang={language}", width)
    assert 0 == page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert {"en": "en", "zh": "zh-CN"}[language] == page.locator("html").get_attribute("lang")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
def test_it_is_accessible(open_page: Open, place: str, scheme: str) -> None:
    """axe finds nothing serious, in light and in dark, with everything unfolded."""
    page = open_page(PLACES[place], 768, color_scheme=scheme)
    if place == "profit":
        bet(page, "50")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    found = Axe().run(page).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [] == [(each["id"], [node["html"] for node in each["nodes"][:3]]) for each in serious]


def test_it_is_light(file: Path) -> None:
    """Everything together weighs less than a photograph."""
    assert file.stat().st_size < BYTES


def test_it_is_quick(open_page: Open) -> None:
    """It starts and steps so fast that nobody waits, in the history that takes most states."""
    longest = max(counterexamples.every(), key=lambda each: sum(len(s.states) for s in each.steps))
    page = open_page(f"history={longest.id}")
    started = page.evaluate(
        "performance.getEntriesByType('measure').find((each) => each.name === 'start').duration"
    )
    assert started < STARTS_IN
    times = page.evaluate(
        """() => {
          const [forward, times] = [document.getElementById("forward"), []];
          while (!forward.disabled) {
            const before = performance.now();
            forward.click();
            document.body.getBoundingClientRect();
            times.push(performance.now() - before);
          }
          return times;
        }"""
    )
    assert len(times) >= len(longest.steps)
    assert sorted(times)[len(times) // 2] < STEPS_IN


def test_playing_is_quick(open_page: Open) -> None:
    """Each event of the longest history of the mall, played by hand, is answered as fast."""
    of_mall = (each for each in counterexamples.every() if each.scheme == "mall")
    longest = max(of_mall, key=lambda each: len(each.steps))
    page = open_page(f"do=play&claim={longest.claim}&scheme=mall&reading=")
    times = page.evaluate(
        """(events) => events.map(([rule, given]) => {
          const choice = document.getElementById("rule");
          choice.value = rule;
          choice.dispatchEvent(new Event("change"));
          for (const [name, value] of Object.entries(given)) {
            document.querySelector(`#arguments [name=${name}]`).value = value;
          }
          const before = performance.now();
          document.querySelector("#event button[type=submit]").click();
          document.body.getBoundingClientRect();
          return performance.now() - before;
        })""",
        [[each.rule, each.arguments] for each in longest.steps],
    )
    assert 1 + len(longest.steps) == page.locator("#timeline button").count()
    assert sorted(times)[len(times) // 2] < STEPS_IN


def test_a_history_is_stepped_through(open_page: Open) -> None:
    """By buttons and by keys, to the event in which the promise breaks, with both numbers."""
    page = open_page("claim=price_never_falls&scheme=mall")
    trace = counterexamples.load("mall.price_never_falls")
    steps = page.locator("#timeline button")
    assert 1 + len(trace.steps) == steps.count()
    expect(page.locator("#breach")).to_be_empty()
    page.get_by_role("button", name="Forward").click()
    expect(steps.nth(1)).to_have_attribute("aria-current", "step")
    for _ in trace.steps[1:]:
        page.keyboard.press("ArrowRight")
    broken = page.locator("#breach")
    expect(broken).to_contain_text(trace.violation.what)
    expect(broken).to_contain_text(f"{trace.violation.left} {trace.violation.unit}")
    expect(broken).to_contain_text(f"{trace.violation.right} {trace.violation.unit}")
    page.keyboard.press("ArrowLeft")
    expect(broken).to_be_empty()


def test_who_pays_whom_is_told_and_drawn(open_page: Open) -> None:
    """A purchase: each payment with its clause, and an arrow with the same number."""
    page = open_page("claim=price_never_falls&scheme=mall&step=1")
    lines = page.locator("#moves li")
    expect(lines.nth(0)).to_contain_text("alice → treasury: 2000 yuan")
    expect(lines.nth(0)).to_contain_text("M1.6")
    expect(lines.nth(2)).to_contain_text("treasury → pool: 600 yuan")
    assert lines.count() == page.locator("#flow .arrow").count()
    row = page.locator("#members tbody tr").first.locator("td")
    assert ["* 10", "* 2000", "0", "* 600", "540"] == row.all_text_contents()


def test_a_clause_can_be_read(open_page: Open) -> None:
    """Its text and its place in the documents, and Escape leads back."""
    page = open_page("claim=price_never_falls&scheme=mall&step=1")
    button = page.locator("#moves button", has_text="M1.1").first
    button.click()
    expect(page.locator("#clause-text")).to_have_text(" ".join(clauses()["M1.1"].text.split()))
    page.keyboard.press("Escape")
    expect(page.locator("#clause")).to_be_hidden()
    expect(button).to_be_focused()


def test_readings_change_verdicts(open_page: Open) -> None:
    """Each answer stands beside the verdict that the record has, and shows its history."""
    page = open_page("claim=price_never_falls&scheme=wine-shop")
    expect(page.locator("#history-head")).to_have_text("No history breaks it")
    page.locator("#readings summary").click()
    wine_shop = next(each for each in shipped() if each.name == "wine-shop")
    cells = [each for each in cells_of(wine_shop) if each["claim"] == "price_never_falls"]
    words = {"proved": "✓ holds", "refuted": "✗ breaks"}
    for cell in cells:
        answer = page.locator("label", has=page.locator(f"input[value='{cell['deviation']}']"))
        expect(answer).to_contain_text(words[cell["status"]])
    changed = [each for each in cells if each["status"] == "refuted"]
    assert changed
    assert len(changed) == page.get_by_text("— another verdict").count()
    page.locator(f"input[value='{changed[0]['deviation']}']").check()
    expect(page.locator("#history-head")).to_have_text("The history that breaks it")
    expect(page.locator("#reading-changes")).to_contain_text("Price never falls ✗")


def test_an_event_is_refused_by_its_clause(open_page: Open) -> None:
    """Who sells more than they hold is told why not, and nothing happens."""
    page = open_page("do=play&claim=price_never_falls&scheme=mall")
    page.locator("#rule").select_option("sell")
    page.locator("#arguments input").fill("1")
    page.get_by_role("button", name="Let it happen").click()
    expect(page.locator("#answer")).to_contain_text("the seller holds them")
    expect(page.locator("#answer")).to_contain_text("M2.1")
    assert 1 == page.locator("#timeline button").count()
    page.locator("#arguments input").fill("many")
    page.get_by_role("button", name="Let it happen").click()
    expect(page.locator("#answer")).to_contain_text("has to be a number")


def test_the_panels_follow_what_was_answered(open_page: Open) -> None:
    """They are drawn after the answer to an event, and for the last of several quick steps."""
    page = open_page("do=play&claim=price_never_falls&scheme=mall")
    expect(page.locator("#moves li")).to_have_text(["Nothing has changed hands yet."])
    page.get_by_role("button", name="Let it happen").click()
    expect(page.locator("#moves li").first).to_contain_text("alice → treasury")
    expect(page.locator("#members tbody td").first).to_have_text("* 10")
    page.evaluate("['back', 'forward', 'back'].map((id) => document.getElementById(id).click())")
    expect(page.locator("#moves li")).to_have_text(["Nothing has changed hands yet."])
    expect(page.locator("#prices tr")).to_have_count(0)
    page.locator("#prices-shown summary").click()
    expect(page.locator("#prices tbody tr")).to_have_count(2)


def test_the_price_can_be_made_to_fall(open_page: Open) -> None:
    """Three events do it in the mall, and no shorter history is known; four are one too many."""
    page = open_page(PLACES["play"])
    do = page.get_by_role("button", name="Let it happen")
    do.click()
    expect(page.locator("#answer")).to_contain_text("You have broken the promise")
    expect(page.locator("#answer")).to_contain_text("3 events; no shorter history is known")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("#answer")).not_to_contain_text("You have broken the promise")
    page.locator("#rule").select_option("close_day")
    do.click()
    page.locator("#rule").select_option("purchase")
    do.click()
    expect(page.locator("#answer")).to_contain_text("The shortest known history has 3")
    page.get_by_role("button", name="Watch the shortest known history").click()
    expect(page.locator("#history-head")).to_have_text("The history that breaks it")


def test_what_was_played_can_be_replayed(open_page: Open, tmp_path: Path) -> None:
    """The saved file goes through the replay, like any counterexample."""
    page = open_page(PLACES["play"])
    page.get_by_role("button", name="Let it happen").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save it as a counterexample file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    trace = counterexamples.load_file(str(file))
    assert "price_never_falls" == counterexamples.replay(trace).trace.claim
    assert 3 == len(trace.steps)


def test_what_holds_cannot_be_broken_and_says_so(open_page: Open) -> None:
    """In the wine shop whoever asks is told that the price never falls."""
    page = open_page("do=play&claim=price_never_falls&scheme=wine-shop")
    page.locator("#known summary").click()
    expect(page.locator("#known")).to_contain_text("holds, for any history")


def test_an_address_shows_the_same_again(open_page: Open) -> None:
    """A history of one's own, the moment and the language are in it."""
    page = open_page("do=play&claim=price_never_falls&scheme=mall&lang=zh")
    page.locator("#event button[type=submit]").click()
    page.locator("#first").click()
    expect(page).to_have_url(re.compile("events=purchase:alice:2000.*&step=0"))
    address = page.url.partition("#")[2]
    again = open_page(address)
    assert page.locator("#timeline").inner_text() == again.locator("#timeline").inner_text()
    expect(again.locator("#timeline button").first).to_have_attribute("aria-current", "step")
    assert "zh-CN" == again.locator("html").get_attribute("lang")


@pytest.mark.parametrize(
    "address", ["do=nothing", "scheme=none&claim=none", "do=play&events=fly:alice", "%", "step=-9"]
)
def test_a_wrong_address_still_shows_something(open_page: Open, address: str) -> None:
    """Whatever stands in it, a history can be stepped through or begun."""
    page = open_page(address)
    assert page.locator("#timeline button").count() > 0


def test_the_language_is_changed_in_the_page(open_page: Open) -> None:
    """All that the page says by itself is Chinese then, and English again."""
    page = open_page(PLACES["watch"])
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("#history-head")).to_have_text("打破它的过程")
    buttons = page.locator(".controls button, .modes button").all_text_contents()
    assert [] == [each for each in buttons if re.search("[a-z]", each)]
    page.get_by_role("button", name="English").click()
    expect(page.locator("#history-head")).to_have_text("The history that breaks it")


def bet(page: Page, amount: str) -> None:
    page.locator("#bet-amount").fill(amount)
    page.get_by_role("button", name="That is my bet").click()
    page.get_by_role("button", name="Wait for the hundredth sale").click()


def test_the_stated_profit_is_a_loss(open_page: Open) -> None:
    """The game comes to the figures of the audit, by the rules alone."""
    page = open_page("do=profit")
    bet(page, "108.6351")
    stated = next(each.stated for each in figures() if each.name == "first-buyer-profit").text
    member = first_member(load_scheme("wine-shop"), 100)
    assert member is not None
    assert member.gain < 0
    cells = page.locator("#profit-table td")
    expect(cells.first).to_have_text(f"{stated} yuan")
    expect(cells.last).to_have_text(f"−{decimal(-member.gain)} yuan")
    for _ in range(3):
        page.get_by_role("button", name="Ten more sales").click()
    expect(page.locator("#profit-verdict")).to_contain_text("you first have your money back")


def test_a_page_about_one_history(open_page: Open, tmp_path: Path) -> None:
    """It opens with that history, can be played on, and is lighter still."""
    path = tmp_path / "own.html"
    trace = counterexamples.load("shares.price_never_falls")
    write_explorer(path, trace)
    page = open_page("", path=path)
    expect(page.locator("#scheme")).to_have_value("shares")
    expect(page.locator("#claim")).to_have_value("price_never_falls")
    assert 1 + len(trace.steps) <= page.locator("#timeline button").count()
    page.get_by_role("button", name="Play on from here").click()
    expect(page.locator("#game")).to_be_visible()
    assert path.stat().st_size < BYTES


def test_a_page_that_stands_alone_leads_nowhere(open_page: Open) -> None:
    """Where no site lies beside it, it has no link at all."""
    page = open_page(PLACES["watch"])
    expect(page.locator("#statement blockquote")).to_be_visible()
    assert 0 == page.locator("a[href]:visible:not(.skip)").count()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("claim", ["price_never_falls", "pool_money_can_leave"])
def test_the_page_of_the_site_leads_back(open_page: Open, claim: str, language: str) -> None:
    """To the first page and to where its promise is told of, from the keyboard, in either
    language."""
    page = open_page(f"claim={claim}&scheme=wine-shop&lang={language}", path=SITE_PAGE)
    promise = page.locator("#statement a")
    expect(promise).to_have_attribute("href", re.compile(rf"^\.\./{language}/promises/\w+\.html#"))
    promise.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#claim-{claim.replace('_', '-')}").first).to_be_attached()
    page.go_back()
    page.locator("#home").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/{language}/index.html$"))


def test_it_can_be_printed(open_page: Open) -> None:
    """On paper stand the history and its numbers, and none of what can only be pressed."""
    page = open_page(PLACES["watch"])
    page.emulate_media(media="print")
    expect(page.locator("#members")).to_be_visible()
    expect(page.locator("#breach")).to_be_visible()
    expect(page.locator(".controls").first).to_be_hidden()
