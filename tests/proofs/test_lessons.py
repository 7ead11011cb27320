"""The lessons: each number on their pages comes out of a command that the page names."""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from neverfalls.proofs.exercises import exercises

from .console import run_in

ROOT = Path(__file__).parents[2]
LESSONS = ROOT / "docs" / "lessons"
PAGES = sorted(LESSONS.glob("[1-9]-*.md"))
MINUTES = 45

COMMENT = re.compile(r"<!-- (.*?) -->", re.DOTALL)
NUMBER = re.compile(r"\d+(?:[./]\d+)*")
NO_NUMBERS = re.compile(
    r"`[^`]*`"  # code: names, commands, answers
    r"|\b[A-Z]\d+\b"  # clauses
    r"|^\d\. "  # places in a list
    r"|[≥>=] 0|\b0 and 0|\babove 0\b"  # comparisons with nothing
    r"|(?:\[[^\]]*\.md)?\]\([^)]*\)"  # where a link leads
    r"|\bexercises? \d[a-z]?(?:(?:, | and | to )\d[a-z]?)*|\blessons? \d(?:(?:, | and | to )\d)*",
    re.IGNORECASE | re.MULTILINE,
)
"""What has digits and states no number."""

TITLES = tuple(f"## {each.title} (`{each.id}`)" for each in exercises().values())
"""Headings that repeat what an exercise is called."""


def blocks(page: Path) -> Iterator[str]:
    """The paragraphs, lists, tables and code of a page, each with the comment above it."""
    text = re.sub(
        r"```.*?```",
        lambda code: code.group().replace("\n\n", "\n \n"),
        page.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    yield from (block for block in re.split(r"\n\n+", text) if block.strip())


def marks(block: str, kind: str) -> list[str]:
    """What the comments of a block say after ``kind:``."""
    said = (found.group(1).replace("\n", " ") for found in COMMENT.finditer(block))
    return [each.partition(":")[2].strip() for each in said if each.startswith(f"{kind}:")]


@cache
def output(command: str) -> str:
    """Return what a command prints, or what the generated parts of a page say.

    Of limits the page is read, as other tests hold each of them against what the command prints.
    """
    if command.endswith(".md"):
        generated = r"<!-- .*? do not edit -->(.*?)<!-- end of"
        return "\n".join(re.findall(generated, page_text(command), re.DOTALL))
    name, *words = command.split()
    assert name == "neverfalls", command
    if words[0] == "limits":
        told = page_text("docs/limits.md").split("\n\n")
        return "\n".join(next(e for e in told if f"\n{e}".find(f"\n{n}: ") >= 0) for n in words[1:])
    done = run_in(ROOT)(*words)
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout


def page_text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def numbers(text: str) -> list[str]:
    return NUMBER.findall(re.sub(r"(?<=\d),(?=\d{3})", "", text))


def unshown(block: str) -> list[str]:
    """The numbers of a block that no command named above it prints."""
    plain = NO_NUMBERS.sub(" ", COMMENT.sub("", block))
    if marks(block, "minutes"):
        return []
    shown = {
        number
        for mark in marks(block, "shown by")
        for command in mark.split(";")
        for number in numbers(output(command.strip()))
    }
    return [each for each in numbers(plain) if each not in shown]


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_each_number_is_shown_by_a_command(file: Path) -> None:
    """Above each block that states a number stands the command that prints it."""
    missing = [
        (number, block[:80])
        for block in blocks(file)
        if not block.startswith(("```", "<!-- answer:", *TITLES))
        for number in unshown(block)
    ]
    assert missing == []


def test_a_number_that_no_command_shows_is_noticed() -> None:
    """The test above fails for a number that is off, and for one without a command."""
    command = "<!-- shown by: neverfalls explain exercise-1b -->"
    assert unshown(f"{command}\nFive purchases of 100 yuan.") == []
    assert unshown(f"{command}\nFive purchases of 101 yuan.") == ["101"]
    assert unshown("Five purchases of 100 yuan.") == ["100"]
    assert unshown("`100` in [lesson 2](2-leaving.md), exercises 1b and 1c.") == []


def test_the_law_page_has_a_source_for_each_figure() -> None:
    """Each block with a figure has an address, or a command or a computation that gives it."""
    page = ROOT / "docs" / "law.md"
    for section in re.split(r"^(?=#)", page.read_text(encoding="utf-8"), flags=re.MULTILINE):
        heading, _, body = section.partition("\n")
        assert {*numbers(heading)} <= {*numbers(body)}
    for block in (each for each in blocks(page) if not each.startswith("#")):
        plain = COMMENT.sub("", block)
        computed = [each for mark in marks(block, "computed") for each in mark.split(";")]
        for left, right in (each.split("=") for each in computed):
            assert evaluated(left) == evaluated(right), block
        if "https://" in plain or "http://" in plain or not numbers(NO_NUMBERS.sub(" ", plain)):
            continue
        known = {number for each in computed for number in numbers(each)}
        assert [each for each in unshown(block) if each not in known] == [], block[:80]


def evaluated(text: str) -> Fraction:
    """Return the exact value of a quotient, or of a number less one."""
    less = [quotient(part) for part in text.split(" - ")]
    return less[0] - sum(less[1:])


def quotient(text: str) -> Fraction:
    above, _, below = text.strip().partition("/")
    return Fraction(above) / Fraction(below or "1")


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_answers_on_the_pages_are_the_files(file: Path) -> None:
    """The code of a solution is the answer that is graded as right."""
    for block in blocks(file):
        for name in marks(block, "answer"):
            code = block.partition("```json\n")[2].rpartition("```")[0]
            assert code == (LESSONS / "answers" / f"{name}.json").read_text(encoding="utf-8")
            json.loads(code)


@pytest.mark.parametrize("lesson", range(1, 7))
def test_a_lesson_has_its_three_pages(lesson: int) -> None:
    """A plan whose minutes add up, a sheet with every question, and every solution apart."""
    plan, *more = [
        page
        for page in PAGES
        if page.stem.startswith(f"{lesson}-")
        and not page.stem.endswith(("-exercises", "-solutions"))
    ]
    assert more == []
    table = next(block for block in blocks(plan) if marks(block, "minutes"))
    minutes = re.findall(r"^\| (\d+) \|", table, re.MULTILINE)
    assert sum(map(int, minutes)) == MINUTES
    sheet = (LESSONS / f"{lesson}-exercises.md").read_text(encoding="utf-8")
    solutions = LESSONS / f"{lesson}-solutions.md"
    own = [each for each in exercises().values() if each.lesson == lesson]
    assert own
    asked = " ".join(sheet.split())
    for each in own:
        assert f"## {each.title} (`{each.id}`)" in sheet
        assert each.question in asked
        assert f"## {each.title} (`{each.id}`)" in solutions.read_text(encoding="utf-8")
    answered = [name for block in blocks(solutions) for name in marks(block, "answer")]
    assert answered == [each.id for each in own]
