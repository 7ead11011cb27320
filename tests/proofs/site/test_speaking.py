"""What the pages say: in both languages, and with the same blanks."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from neverfalls.proofs.site.speaking import CODES, LANGUAGES, Speaker, templates
from neverfalls.spec.model.questions import QUESTIONS

ROOT = Path(__file__).resolve().parents[3]


def said() -> set[str]:
    """Return every sentence that the pages say: the first argument of each call of ``say``."""
    found = set()
    for file in (ROOT / "proofs" / "site").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
                first = node.args[0]
                if name == "say" and isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return found


def blanks(template: str) -> list[str]:
    """Return the names of the blanks of a sentence, sorted."""
    return sorted(name for _text, name, *_rest in Formatter().parse(template) if name is not None)


def test_every_sentence_has_its_chinese() -> None:
    """None is missing, none is left over, and each has the same blanks."""
    chinese = templates("zh_CN")
    assert said() == set(chinese)
    assert [each for each, own in chinese.items() if not own or blanks(each) != blanks(own)] == []


def test_english_needs_no_catalogue() -> None:
    """A sentence is filled in as it stands."""
    speaker = Speaker("en")
    assert speaker.say("between {low} and {high}", low=1, high=2) == "between 1 and 2"
    assert speaker.own("The price never falls") == ""
    assert not speaker.missing


def test_chinese_says_what_the_product_says() -> None:
    """Sentences of the pages, of the product, and of the documents' places."""
    speaker = Speaker("zh")
    assert speaker.say("between {low} and {high}", low=1, high=2) == "1 至 2"
    assert "只涨不跌" in speaker.tell("The price never falls")
    assert speaker.place("001 section 4, dividend rule 1").startswith("第 4 节")
    assert speaker.answer(next(iter(QUESTIONS["grant"])))
    assert not speaker.missing


def test_what_cannot_be_said_is_remembered() -> None:
    """It is said in English, and named."""
    speaker = Speaker("zh")
    assert speaker.tell("Nobody ever said this.") == "Nobody ever said this."
    assert speaker.say("Nor this {one}.", one=1) == "Nor this 1."
    assert list(speaker.missing) == ["Nobody ever said this.", "Nor this {one}."]


@pytest.mark.parametrize("folder", LANGUAGES)
def test_each_language_has_a_code(folder: str) -> None:
    """The folders of the site are those that have a catalogue or need none."""
    assert CODES[folder] in ("en", "zh_CN")
