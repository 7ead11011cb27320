"""The site in a real browser: every page fits, is quiet, light, linked, searched and accessible."""

from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.site

SITE = Path(__file__).resolve().parents[2] / "build" / "site"
LANGUAGES = ("en", "zh")
WIDTHS = (360, 768, 1280)
BYTES = 500_000
"""What a page may weigh with all that it loads; that of the search loads the words of all pages."""

MAIN = (
    *("index", "promises/C1", "promises/index", "schemes/mall", "documents/001", "rules/purchase"),
    *("questions", "figures", "limits", "evidence", "verdicts", "glossary", "reference/kit"),
    *("lessons/README", "lessons/1-only-rises", "promises/C7"),
)
"""A page of each kind."""


class Tags(HTMLParser):
    """What a page leads to, what it loads, and which places in it can be led to."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "link" and {"stylesheet", "icon"} & {*given.get("rel", "").split()}:
            self.loaded.append(given["href"])
        elif "src" in given:
            self.loaded.append(given["src"])


@cache
def tags(file: Path) -> Tags:
    """Return what stands in a page."""
    return Tags(file)


def pages(language: str = "") -> list[Path]:
    """Return every page of the site, or of a language; there are some."""
    found = sorted((SITE / language).rglob("*.html"))
    assert len(found) > 100, f"the site is not built in {SITE}: make docs"
    return found


def target(page: Path, link: str) -> tuple[Path, str]:
    """Return the file and the place in it that a relative link leads to."""
    parts = urlsplit(link)
    path = unquote(parts.path)
    return ((page.parent / path).resolve() if path else page), unquote(parts.fragment)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page from which nothing may leave, and on which nothing may be complained of."""
    complaints: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(f"{opened.url}: {message.text}"))
    opened.on("pageerror", lambda error: complaints.append(f"{opened.url}: {error}"))
    opened.on(
        "request",
        lambda asked: (
            None if asked.url.startswith(("file:", "data:")) else complaints.append(asked.url)
        ),
    )
    yield opened
    context.close()
    assert [] == complaints


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_fits(page: Page, language: str) -> None:
    """At every width nothing is wider than the screen; nothing is complained of or asked for."""
    wide = []
    for file in pages(language):
        page.goto(file.as_uri())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            more = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if more > 0:
                wide.append((file.relative_to(SITE).as_posix(), width, more))
    assert [] == wide


def test_every_link_leads_somewhere() -> None:
    """Each relative link leads to a file, and to a place that is there."""
    broken = []
    for file in pages():
        for link in (*tags(file).links, *tags(file).loaded):
            if urlsplit(link).scheme or link == "#":
                continue
            to, place = target(file, link)
            known = to.is_file() and (
                not place or to.suffix != ".html" or place in tags(to).ids or "=" in place
            )
            if not known:
                broken.append(f"{file.relative_to(SITE)}: {link}")
    assert [] == broken


def test_nothing_is_loaded_from_elsewhere() -> None:
    """No page names a style, a script or a picture that does not lie in the site."""
    elsewhere = {
        each
        for file in pages()
        for each in tags(file).loaded
        if urlsplit(each).scheme or each[:2] == "//"
    }
    assert set() == {each for each in elsewhere if not each.startswith("data:")}


def test_every_page_is_light() -> None:
    """A page weighs less than half a megabyte with everything that it loads."""
    heavy = {}
    for file in pages():
        loaded = {target(file, each)[0] for each in tags(file).loaded if not urlsplit(each).scheme}
        weight = file.stat().st_size + sum(each.stat().st_size for each in loaded)
        if weight >= BYTES:
            heavy[file.relative_to(SITE).as_posix()] = weight
    assert {} == heavy


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_main_pages_are_accessible(chromium: Browser, language: str, scheme: str) -> None:
    """axe finds nothing serious, in light and in dark."""
    context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light")
    opened, serious = context.new_page(), []
    for name in MAIN:
        opened.goto((SITE / language / f"{name}.html").as_uri())
        for each in Axe().run(opened).response["violations"]:
            if each["impact"] in ("serious", "critical"):
                nodes = [node["html"][:120] for node in each["nodes"][:3]]
                serious.append((name, each["id"], nodes))
    context.close()
    assert [] == serious


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("en", "forced exit", "rules/mechanisms/forced-exit"),
        ("en", "quota", "promises/C8"),
        ("zh", "只涨不跌", "promises/C1"),
        ("zh", "价格", "promises/C1"),
        ("zh", "分红额度", "promises/C7"),
        ("zh", "强制出局", "rules/mechanisms/forced-exit"),
        ("zh", "额度最终全部兑付", "promises/C7"),
    ],
)
def test_search_finds(page: Page, language: str, words: str, expected: str) -> None:
    """What is typed into the search is found, Chinese as well, however it is cut into words."""
    page.goto(f"{(SITE / language / 'search.html').as_uri()}?q={words}")
    results = page.locator("#search-results li a")
    results.first.wait_for()
    assert f"{expected}.html" in " ".join(
        each.get_attribute("href") or "" for each in results.all()
    )


@pytest.mark.parametrize(("locale", "expected"), [("zh-CN", "zh"), ("en-US", "en"), ("fr", "en")])
def test_the_start_page_picks_the_language(chromium: Browser, locale: str, expected: str) -> None:
    """A reader with a Chinese browser comes to the Chinese pages, every other one to English."""
    context = chromium.new_context(locale=locale)
    opened = context.new_page()
    opened.goto((SITE / "index.html").as_uri())
    opened.wait_for_url(f"**/{expected}/index.html")
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_language_is_one_click_away(page: Page, language: str) -> None:
    """Every page leads to the same page in the other language."""
    page.goto((SITE / language / "promises" / "C7.html").as_uri())
    page.locator(".site-language a").click()
    other = "en" if language == "zh" else "zh"
    assert page.url.endswith(f"/{other}/promises/C7.html")


def test_print_shows_the_article_alone(page: Page) -> None:
    """On paper there is no side bar."""
    page.goto((SITE / "zh" / "promises" / "C1.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".sidebar-drawer").is_visible()
    assert page.locator("article h1").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_verdict_is_told_by_colour_alone(language: str) -> None:
    """Every mark has a sign and a word."""
    bare = []
    for file in pages(language):
        for part in file.read_text(encoding="utf-8").split('<span class="verdict ')[1:]:
            sign, _space, words = part.partition(">")[2].partition("</span>")[0].partition(" ")
            if sign not in "✓✗◐?" or not words.strip():
                bare.append((file.name, part[:60]))
    assert [] == bare
