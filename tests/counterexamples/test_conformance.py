"""The shipped cases: what they cover, that they are as short as they can be, that they stay so."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from neverfalls.counterexamples.conformance import Suite, load, profile, suites
from neverfalls.counterexamples.conformance import schema as schema_of_suites
from neverfalls.counterexamples.conformance.coverage import (
    Coverage,
    coverage,
    coverage_page,
    holes,
    reasons,
)
from neverfalls.counterexamples.conformance.files import BadSuite, parse, render
from neverfalls.counterexamples.conformance.recording import made
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.schemes.loader import SHIPPED, load_scheme

ROOT = Path(__file__).resolve().parents[2]


@cache
def covered() -> Coverage:
    return coverage(map(load, suites()))


def all_suites() -> Iterator[Suite]:
    yield from map(load, suites())


def test_no_requirement_lacks_a_case() -> None:
    """Each is met in some case and refused in another, or a reason says why it never is."""
    assert [] == holes(covered())
    idle = [key for key in reasons() if key not in covered() or covered()[key].refused]
    assert [] == idle


def test_every_rule_has_a_case_that_happens() -> None:
    """Of every mechanism that a shipped scheme uses."""
    used = {
        rule
        for suite in all_suites()
        for name in suite.mechanisms
        for rule in MECHANISMS[name].rules
    }
    happened = {
        event.event
        for suite in all_suites()
        for case in suite.cases
        for outcome in case.outcomes
        for event, expected in zip(case.events, outcome.expected, strict=True)
        if not expected.clauses
    }
    assert set() == used - happened
    shipped = {name for scheme in SHIPPED for name in load_scheme(scheme).mechanisms}
    assert {rule for name in shipped for rule in MECHANISMS[name].rules} == used


ALIKE = {
    "agents": {"cap_counts=outstanding"},
    "counter-cents": {"mint_price=displayed"},
    "dealers": {"empty_price=issue-price", "empty_price=last-quote"},
    "gallery": {"item_value=last-paid"},
    "linkage": {"empty_price=issue-price", "empty_price=last-quote"},
    "mall": {
        "fund_sharers=eligible-points",
        "mint_price=after",
        "forced_exit_price=one-price",
    },
    "shares": {"mint_price=after"},
    "shares-cents": {"share_steps=proportional"},
    "wine-shop": {"constant_backing=treasury", "constant_backing=nothing"},
}
"""Readings that no case tells from the scheme as it is written. Some write nothing else in the
books (who stands behind constant points); of the others a case is still missing."""


def test_every_reading_is_told_from_the_scheme_as_written() -> None:
    """By some case of its suite, except those that are known."""
    alike: dict[str, set[str]] = {}
    for suite in all_suites():
        for name in suite.profiles:
            outcomes = [each for case in suite.cases for each in case.outcomes]
            own = [each for each in outcomes if name in each.profiles]
            if name != suite.id and all(suite.id in each.profiles for each in own):
                alike.setdefault(suite.id, set()).add(name.removeprefix(f"{suite.id}."))
    for name, found in alike.items():
        known = ALIKE.get(name, set()) | ALIKE.get(name.removesuffix("-cents"), set())
        silent = {each for each in found if each.startswith("step_view=")}
        assert known == found - silent, name


def test_the_page_is_that_of_the_suites() -> None:
    """Nothing in it was written by hand."""
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert coverage_page(all_suites()) == page


def test_the_schema_is_that_of_the_types() -> None:
    """And every suite is written as the one writer writes it."""
    folder = ROOT / "counterexamples" / "conformance"
    assert schema_of_suites() == (folder / "schema.json").read_text(encoding="utf-8")
    for name in suites():
        content = (folder / "data" / f"{name}.json").read_bytes()
        assert render(parse(content, name)).encode() == content


def test_ids_are_the_same_for_the_same_events_only() -> None:
    """Two cases of a suite have different events, and so different ids."""
    for suite in all_suites():
        ids = [case.id for case in suite.cases]
        assert len(ids) == len(set(ids))
        assert all(case.id.startswith(f"{suite.id}.") for case in suite.cases)


def test_amounts_in_whole_units_are_whole() -> None:
    """What a ledger is asked, and what it must hold; prices alone may be fractions."""
    for name in suites():
        if not name.endswith("-cents"):
            continue
        for case in load(name).cases:
            for outcome in case.outcomes:
                for expected in outcome.expected:
                    changed = expected.balances or {}
                    assert all(
                        Fraction(value).denominator == 1
                        for key, value in changed.items()
                        if not key.startswith("quoted.")
                    )


def test_whole_units_conserve_money_and_points() -> None:
    """Rounding loses nothing: what one account gains another loses, after every event."""
    for name in ("wine-shop-cents", "mall-cents", "market-cents"):
        for case, outcome in load(name).of(name):
            state = profile(name).opening(case.members)
            for expected in outcome.expected:
                state = {**state, **{k: Fraction(v) for k, v in (expected.balances or {}).items()}}
                for asset in ("yuan", "points"):
                    kept = [v for key, v in state.items() if key.endswith(f".{asset}")]
                    assert sum(kept) == 0, (case.id, asset)


def test_a_part_of_a_unit_is_refused_in_whole_units() -> None:
    """Whatever else would stand for it."""
    found = profile("shares-cents")
    arguments, opening = {"buyer": "alice", "paid": Fraction(201, 2)}, found.opening(["alice"])
    with pytest.raises(NotEnabled, match="amounts are whole"):
        found.ran(opening, ["alice"], "purchase", arguments)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: data.pop("units"), "units"),
        (lambda data: data["cases"][0].pop("members"), r"cases\[0\].members"),
        (lambda data: data["cases"][0]["outcomes"][0]["expected"].append({}), "as many as events"),
        (lambda data: data.update(format="neverfalls-conformance/2"), "format"),
        (lambda data: data["cases"][0]["events"][0].update(event=3), "found 3"),
        (lambda data: data.update(more=1), "more"),
    ],
)
def test_a_bad_suite_is_refused(change: object, told: str) -> None:
    """With the field and what stands there."""
    data = json.loads((ROOT / "counterexamples/conformance/data/shares.json").read_bytes())
    assert callable(change)
    change(data)
    with pytest.raises(BadSuite, match=told):
        parse(json.dumps(data).encode(), "own.json")


def test_a_program_that_loads_all_ends_well() -> None:
    """Again and again: the validator's types once crashed the interpreter at its end."""
    program = """
from neverfalls import counterexamples
from neverfalls.counterexamples.conformance import load
kept = counterexamples.every(), load("wine-shop-cents")
"""
    ran = [subprocess.run([sys.executable, "-c", program], check=False) for _ in range(6)]
    assert [0] * 6 == [each.returncode for each in ran]


@pytest.mark.slow
@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("name", SHIPPED)
def test_the_suites_are_those_that_the_rules_make(name: str, whole: bool) -> None:
    """Byte for byte, except what the search was asked for in words."""
    file, text = made(name, whole)
    content = (ROOT / "counterexamples/conformance/data" / file).read_text(encoding="utf-8")
    assert text == content
