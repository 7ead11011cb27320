"""The page on scheme files, made from what the mechanisms declare."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.mechanism import Mechanism, sentence
from neverfalls.spec.model.parameters import (
    COUNTED,
    MAX_DIGITS,
    PARAMETERS,
    default_of,
    interval,
    unit_of,
)
from neverfalls.spec.model.questions import QUESTIONS
from neverfalls.spec.schemes.loader import OPENING_ACCOUNTS, member_accounts

from .rules_page import in_order

EXAMPLE = """\
name = "corner-shop"
title = "A corner shop"
mechanisms = ["purchase", "cash-exit"]

[parameters]
reward = "6/5"

[readings]
empty_price = "issue-price"

[opening]
pool = "60"

[members.alice]
points = "30"
"""
"""A scheme file that shows each part of one."""

INTRODUCTION = f"""\
# Scheme files

A scheme is a TOML file that says which mechanisms a platform uses, its numbers, and how the text
is read where it leaves something open. `neverfalls check my-scheme.toml` judges it. `make record`
writes this page from the specification, and a test fails when it is stale.

```toml
{EXAMPLE}```

Try it: with a reward above 1 a purchase lowers the price.

| key | what it says |
|---|---|
| `name` | small letters, digits and hyphens |
| `title` | a line of text; the name, if it is missing |
| `mechanisms` | at least one of [the mechanisms](#mechanisms-and-their-numbers), each with those that it builds on |
| `[parameters]` | numbers; one that is not stated has its default, and `check` says so |
| `[readings]` | an answer to each question, by its name or its clause (`A5`); the first answer, if it is missing |
| `[unstated]` | numbers that the text does not state, each with a list of other values that are judged too |
| `[opening]` | {" and ".join(f"`{each}`" for each in OPENING_ACCOUNTS)}: yuan that are there at the opening |
| `[members.NAME]` | what a member holds at the opening: {", ".join(f"`{each}`" for each in member_accounts())} |

A number is exact and written as a string: `"3"`, `"3/10"` or `"0.3"`, of up to {MAX_DIGITS} digits above
and below. Any number of further members may join later.

"""  # noqa: E501  (rows of a table are one line each)


def scheme_page() -> str:
    """The whole page as Markdown."""
    lines = [INTRODUCTION, "## Mechanisms and their numbers", ""]
    lines.append("What each of them does stands in [rules.md](rules.md).")
    for room in in_order():
        lines += ["", *_mechanism(room)]
    lines += ["", "## Questions and their readings", ""]
    lines.append("The first answer to each question is its default.")
    lines += ["", *_questions()]
    return "\n".join(lines) + "\n"


def _mechanism(room: Mechanism) -> Iterator[str]:
    needs = f" Builds on {', '.join(f'`{each}`' for each in room.needs)}." if room.needs else ""
    yield f"### `{room.name}`"
    yield ""
    yield f"{room.title}.{needs}"
    yield ""
    if room.questions:
        asked = ", ".join(f"[`{each}`](#{each})" for each in room.questions)
        yield f"Asks: {asked}."
        yield ""
    if room.parameters:
        yield "| parameter | default | range | unit | what it is | clause |"
        yield "|---|---|---|---|---|---|"
        yield from (_parameter(each) for each in room.parameters)


def _parameter(name: str) -> str:
    parameter = PARAMETERS[name]
    default = default_of(name) or "none: a list must be stated"
    known = interval(name).replace("oo", "∞")
    whole = ", whole" if parameter.unit in COUNTED else ""
    cells = (f"`{name}`", default, known + whole, unit_of(name), parameter.sense, parameter.clause)
    return f"| {' | '.join(cells)} |"


def _questions() -> Iterator[str]:
    for name, question in QUESTIONS.items():
        asked_by = [room.name for room in MECHANISMS.values() if name in room.questions]
        yield f"### {name}"
        yield ""
        asked = ", ".join(f"`{each}`" for each in asked_by)
        yield f"{question.clause()}: {sentence(question)} Asked by {asked}."
        yield ""
        for answer in question:
            means = f": {answer.means}" if answer.means else ""
            needs = f" (only where there is `{answer.needs}`)" if answer.needs else ""
            yield f"- `{answer.value}`{means}{needs}"
        yield ""
