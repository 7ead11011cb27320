"""Promises by the records: none is a straw man, and a retreat is really weaker."""

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

import pytest

from neverfalls import counterexamples
from neverfalls.proofs.command.render.promises_page import (
    Standing,
    place,
    promises_table,
    verdict_lines,
)
from neverfalls.proofs.limits import LIMITS
from neverfalls.proofs.verdicts.record import record_of
from neverfalls.spec.claims.claim import CLAIMS, PASSING, Kind
from neverfalls.spec.promises import Form, promises
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme

CELLS: dict[tuple[str, str, str], Mapping[str, Any]] = {
    (name, cell["claim"], cell["deviation"]): cell
    for name in SHIPPED
    for cell in (record_of(load_scheme(name)) or {"cells": []})["cells"]
}
AHEAD = (Kind.TWO_TRACES, Kind.POSSIBLE, Kind.EVENTUAL)
"""Kinds of claims that suppose that something more happens than the history tells."""


def broken() -> Iterator[Any]:
    """Yield the recorded cells of promises, as made, that break in a scheme as written."""
    for clause, promise in promises().items():
        for each in promise.statements(Form.PROMISED):
            for name in SHIPPED:
                cell = CELLS.get((name, each.name, ""))
                if cell is not None and cell["status"] == "refuted":
                    yield pytest.param(cell, id=f"{clause}-{name}-{each.name}")


def test_every_limit_that_is_named_exists() -> None:
    """Each bound that a form refers to is one that is derived."""
    stated = [
        each for promise in promises().values() for f in Form for each in promise.statements(f)
    ]
    limits = [each.name for each in stated if each.limit]
    assert limits
    assert [name for name in limits if name not in LIMITS] == []


@pytest.mark.parametrize("cell", list(broken()))
def test_a_broken_promise_is_no_straw_man(cell: Mapping[str, Any]) -> None:
    """Something has happened when it breaks, more than one purchase; and no day or month closes
    for nothing.

    A claim about what may happen next may break after one purchase: what it supposes is the rest.
    """
    trace = counterexamples.load(cell["counterexample"])
    rules = [step.rule for step in trace.steps]
    assert [line.split()[0] for line in cell["history"][:-1]] == rules
    assert rules
    claim = CLAIMS[cell["claim"]]
    assert len(rules) > 1 or not rules[0].startswith("purchase") or _more(claim.kind, rules[0])
    if rules[-1] in PASSING and claim.kind is not Kind.EVENTUAL:
        day = list(takewhile(lambda rule: rule not in PASSING, reversed(rules[:-1])))
        assert any(rule.startswith("purchase") for rule in day)


def _more(kind: Kind, rule: str) -> bool:
    """Whether a single event is enough: it names a referrer too, or the claim supposes another."""
    return kind in AHEAD or rule == "purchase_referred"


def test_a_retreat_holds_wherever_the_promise_does() -> None:
    """A claim that breaks where all that is promised is proved would be no weaker promise."""
    stronger = []
    for clause, promise in promises().items():
        made = [each.name for each in promise.statements(Form.PROMISED) if not each.denial]
        for name, deviation in {(name, deviation) for name, _claim, deviation in CELLS}:
            held = [CELLS.get((name, claim, deviation), {}).get("status") for claim in made]
            if made and all(status == "proved" for status in held):
                for each in promise.statements(Form.RETREAT):
                    cell = CELLS.get((name, each.name, deviation))
                    if cell is not None and cell["status"] == "refuted":
                        stronger.append((clause, each.name, name, deviation))
    assert stronger == []


def test_every_promise_has_a_verdict_somewhere() -> None:
    """Each claim that states a promise is proved or broken in some shipped scheme as written."""
    for promise in promises().values():
        for each in promise.statements(Form.PROMISED):
            found = {CELLS[x]["status"] for x in CELLS if x[1] == each.name and not x[2]}
            assert found & {"proved", "refuted"}


MALL = load_scheme("mall")


@pytest.mark.parametrize(
    ("written", "other", "lines"),
    [
        ("proved", "proved", ["holds in mall"]),
        ("refuted", "refuted", ["breaks in mall; mall: `purchase alice 1`"]),
        ("proved", "refuted", ["it holds, but breaks with `margin = 1`"]),
        ("refuted", "proved", ["it breaks, but holds with `margin = 1`"]),
        ("proved", "bounded", ["undecided in mall"]),
        ("refuted", "undecided", ["undecided in mall"]),
        ("bounded", "refuted", ["undecided in mall"]),
        ("proved", "vacuous", ["holds in mall"]),
    ],
)
def test_only_numbers_that_change_a_verdict_are_said_to(
    written: str, other: str, lines: list[str]
) -> None:
    """A promise depends on a number if it is proved for one value and broken for another."""
    claim = {"claim": "price_never_falls", "history": ["purchase alice 1", "the price: 1"]}
    found = Standing()
    cells = {"": {**claim, "status": written}, "margin=1": {**claim, "status": other}}
    place(found, MALL, cells)
    told = list(verdict_lines(found))
    assert len(told) == len(lines)
    assert all(line.endswith(end) for line, end in zip(told, lines, strict=True))


def test_the_headline_counts_what_the_documents_promise() -> None:
    """Every promise is counted once, and told once with what is known of it."""
    headline, *rows = promises_table().splitlines()
    assert headline.startswith("Of the 21 promises as the documents make them, ")
    assert sorted(
        each for part in headline.split("(")[1:] for each in part.partition(")")[0].split(", ")
    ) == sorted(promises())
    told = [row for row in rows if row.startswith("| C")]
    assert [row.split()[1] for row in told] == [*promises()]
    broken = {each.split()[1] for each in told if "| breaks in " in each}
    (breaking,) = re.findall(r"13 break in [^(]*\(([^)]*)\)", headline)
    assert broken | {"C13"} == {*breaking.split(", ")}
    assert all(each.count("`") == 2 for each in told if each.split()[1] in broken)
