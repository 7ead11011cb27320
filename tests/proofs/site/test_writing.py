"""The source of the site: every page is there, in both languages, and says what is recorded."""

import re
from pathlib import Path

import pytest

from neverfalls.proofs.site.found import limits
from neverfalls.proofs.site.front_pages import KEPT, front_page
from neverfalls.proofs.site.handwritten import NOTEBOOKS
from neverfalls.proofs.site.markup import label
from neverfalls.proofs.site.promise_pages import promise_page
from neverfalls.proofs.site.rule_pages import rule_page
from neverfalls.proofs.site.speaking import LANGUAGES, Speaker
from neverfalls.proofs.site.start import write_start
from neverfalls.proofs.site.writing import pages, write_site
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.clauses import clauses, documents
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.questions import QUESTIONS
from neverfalls.spec.promises import promises
from neverfalls.spec.schemes.loader import SHIPPED

ROOT = Path(__file__).resolve().parents[3]


def test_everything_has_a_page() -> None:
    """Each promise, scheme, document, mechanism and rule, by its own name."""
    names = [name for name, _page in pages()]
    rules = [rule for room in MECHANISMS.values() for rule in room.rules]
    wanted = [
        *(f"promises/{each}" for each in promises()),
        *(f"schemes/{each}" for each in SHIPPED),
        *(f"documents/{each}" for each in documents()),
        *(f"rules/mechanisms/{each}" for each in MECHANISMS),
        *(f"rules/{each}" for each in rules),
    ]
    assert [each for each in wanted if each not in names] == []
    assert len(names) == len(set(names))


def test_the_first_page_tells_the_story() -> None:
    """The figure of the documents, what is left of it, and the bounds, from the records."""
    text = "\n".join(front_page(Speaker("en")))
    assert "**108.6351 yuan**" in text
    assert "**-2.2289**" in text
    assert [name for name in KEPT if name not in {each["name"] for each in limits()}] == []


def test_a_promise_page_says_what_breaks_and_mends() -> None:
    """The price falls in the mall, and would not with points of a fixed value."""
    text = "\n".join(promise_page(Speaker("en"), "C1"))
    assert "[✗ breaks]{.verdict .breaks}" in text
    mended = text.partition("## What would mend it")[2].partition("\n## ")[0]
    assert re.search(r"\| \[mall\]\(#scheme-mall\) .*fixed-value", mended)
    assert "neverfalls limits fall_by_goods" in text


def test_a_rule_page_has_its_lines_beside_their_clauses() -> None:
    """Each line of the purchase stands beside the clauses that it formalises, in Chinese too."""
    english = "\n".join(rule_page(Speaker("en"), "purchase"))
    assert "| contribution = 3/10 × paid | [M1.1](#clause-m1.1), [A13](#clause-a13) |" in english
    chinese = "\n".join(rule_page(Speaker("zh"), "purchase"))
    assert "入池金" in chinese


def test_the_start_page_leads_to_every_language(tmp_path: Path) -> None:
    """It needs no script for that."""
    write_start(tmp_path)
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert [each for each in LANGUAGES if f'href="{each}/index.html"' not in text] == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_said(tmp_path: Path, language: str) -> None:
    """Nothing is missing in a language; every link of the pages has its place, which is one."""
    speaker = write_site(ROOT, tmp_path, language)
    assert list(speaker.missing) == []
    texts = [file.read_text(encoding="utf-8") for file in tmp_path.rglob("*.md")]
    places = [each for text in texts for each in re.findall(r"^\((.+)\)=$", text, re.MULTILINE)]
    assert sorted(places) == sorted(set(places))
    for text in texts:
        wanted = set(re.findall(r"\]\(#([a-z-]+-[^)]*)\)", text))
        own = {
            each.lower().replace(" ", "-") for each in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        }
        assert wanted - set(places) - own == set()
    kinds = (("clause", clauses()), ("question", QUESTIONS), ("claim", CLAIMS))
    assert [n for kind, names in kinds for n in names if label(kind, n) not in places] == []


@pytest.mark.slow
def test_old_pages_are_removed(tmp_path: Path) -> None:
    """A page that no longer is one is not left behind, and one that is the same is not touched."""
    (tmp_path / "gone.md").write_text("old", encoding="utf-8")
    write_site(ROOT, tmp_path, "en")
    assert not (tmp_path / "gone.md").exists()
    before = (tmp_path / "index.md").stat().st_mtime_ns
    write_site(ROOT, tmp_path, "en")
    assert (tmp_path / "index.md").stat().st_mtime_ns == before


@pytest.mark.slow
def test_pictures_are_in_the_readers_language(tmp_path: Path) -> None:
    """The notebooks of the Chinese site draw with Chinese words, and the page on regions has its
    map."""
    write_site(ROOT, tmp_path, "zh")
    for name in NOTEBOOKS:
        text = (tmp_path / "notebooks" / f"{name}.md").read_text(encoding="utf-8")
        assert text.count('\nplots.drawing(found, "zh_CN")\n') == 1
    text = (tmp_path / "reference" / "regions.md").read_text(encoding="utf-8")
    assert re.search(r"^!\[[^\]]*[一-鿿][^\]]*\]\(/pictures/regions\.svg\)", text, re.MULTILINE)
