"""The Chinese of the lessons and of the law page: complete, of today's English, and exact."""

import hashlib
import posixpath
import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import polib
import pytest
from markdown_it import MarkdownIt

DOCS = Path(__file__).parents[2] / "docs"
CHINESE = DOCS / "locales" / "zh_CN" / "LC_MESSAGES"
PAGES = [*sorted((DOCS / "lessons").glob("*.md")), DOCS / "law.md"]
NAMES = [page.relative_to(DOCS).with_suffix("").as_posix() for page in PAGES]
CONF = """
project = "neverfalls"
extensions = ["myst_parser"]
gettext_compact = False
gettext_uuid = False
gettext_location = False
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
"""

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
UNITS = {"thousand million": 10**9, "million": 10**6, "亿": 10**8, "万": 10**4}
AMOUNT = re.compile(r"(\d+(?:[./]\d+)*)(?: ?(thousand million|million|亿|万))?")


def catalogue(name: str) -> polib.POFile:
    return polib.pofile((CHINESE / f"{name}.po").read_text(encoding="utf-8"))


def amounts(text: str) -> Counter[object]:
    """Return the numbers of a text; an English date has its month as a number, as in Chinese."""
    text = re.sub(r"\]\([^)]*\)|`[^`]*`", " ", text)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    for number, month in enumerate(MONTHS, 1):
        text = re.sub(rf"\b{month}\b", str(number), text)
    return Counter(
        Fraction(number) * UNITS.get(unit, 1) if unit or number.isdigit() else number
        for number, unit in AMOUNT.findall(text)
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_message_is_said_in_chinese(name: str) -> None:
    """None is missing, doubtful or left over."""
    found = catalogue(name)
    assert [each.msgid for each in found if not each.msgstr or each.fuzzy or each.obsolete] == []
    words = [each for each in found if re.search(r"[a-z]{3}", re.sub(r"`[^`]*`", "", each.msgid))]
    assert [each.msgid for each in words if not re.search("[\u4e00-\u9fff]", each.msgstr)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_chinese_is_of_this_english(name: str) -> None:
    """Each catalogue has the SHA-256 of the page that it was made for."""
    english = hashlib.sha256((DOCS / f"{name}.md").read_bytes()).hexdigest()
    assert catalogue(name).metadata["X-Source-SHA256"] == english


@pytest.mark.parametrize("name", NAMES)
def test_numbers_links_and_code_are_the_same(name: str) -> None:
    """What is no word stands in both languages: every number, address, name and answer."""
    for each in catalogue(name):
        assert amounts(each.msgid) == amounts(each.msgstr), each.msgid
        for kind in (r"\]\(([^)]*)\)", r"`([^`]*)`"):
            english, chinese = (Counter(re.findall(kind, t)) for t in (each.msgid, each.msgstr))
            assert english == chinese, each.msgid


@pytest.mark.parametrize("name", NAMES)
def test_what_is_stressed_is_stressed(name: str) -> None:
    """No star is left as it stands: beside Chinese signs it takes a space to end a stress."""
    assert "*" in MarkdownIt().renderInline("*好。*好")
    shown = [MarkdownIt().renderInline(each.msgstr) for each in catalogue(name)]
    assert [each for each in shown if "*" in each] == []


def test_a_wrong_number_is_noticed() -> None:
    """Units and dates are understood, and nothing else is forgiven."""
    english = "On 8 May 2018 it had 8.96 million members; 420.75 thousand million yuan, 16/116."
    chinese = "2018 年 5 月 8 日，有 896 万会员；4207.5 亿元，16/116。"
    assert amounts(english) == amounts(chinese)
    assert amounts(english) != amounts(chinese.replace("4207.5", "4207"))


@pytest.mark.site
def test_the_messages_are_those_that_sphinx_extracts(tmp_path: Path) -> None:
    """A fresh extraction finds exactly the messages of the catalogues."""
    source = tmp_path / "source"
    (source / "lessons").mkdir(parents=True)
    for page, name in zip(PAGES, NAMES, strict=True):
        text = page.read_text(encoding="utf-8")
        (source / f"{name}.md").write_text(adapted(text, posixpath.dirname(name)), encoding="utf-8")
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    index = "# All\n\n```{toctree}\n:glob:\nlessons/*\nlaw\n```\n"
    (source / "index.md").write_text(index, encoding="utf-8")
    words = ["-m", "sphinx", "-q", "-W", "-b", "gettext", str(source), str(tmp_path / "out")]
    subprocess.run([sys.executable, *words], check=True)
    for name in NAMES:
        fresh = polib.pofile((tmp_path / "out" / f"{name}.pot").read_text(encoding="utf-8"))
        assert [each.msgid for each in fresh] == [each.msgid for each in catalogue(name)]


def adapted(text: str, folder: str) -> str:
    """Return a page as the site has it: without comments, its links leading to the site's pages."""

    def linked(found: re.Match[str]) -> str:
        words, target = found.groups()
        path = posixpath.normpath(posixpath.join(folder, target))
        if "://" in target:
            return found.group()
        if path.startswith("lessons/") and path.endswith(".md"):
            return f"[{words}](/{path})"
        return words if words.startswith("`") else f"`{words}`"

    without = re.sub(r"<!-- .*? -->\n", "", text)
    return re.sub(r"\[([^\]]*)\]\(([^)\s]+)\)", linked, without)
