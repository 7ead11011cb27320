"""The kit passes a sound ledger on SQLite, finds each planted defect, and names its clause."""

import ast
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from neverfalls.counterexamples.conformance import profile
from neverfalls.spec.errors import NotEnabled
from neverfalls.testing import Prepared, Refused, Verdict, cases, run, run_case
from neverfalls.testing.prepared import Step, event_of, setting
from tests.testing.ledgers.sqlite_ledger import DEFECTS, PROFILES, SqliteLedger

LEDGER = Path(__file__).parent / "ledgers" / "sqlite_ledger.py"

HISTORIES = {
    "the least amounts that are allowed, and amounts of nothing where all else is in order": (
        "wine-shop-cents",
        """
        purchase buyer=alice paid=1
        purchase buyer=alice paid=10000
        sell seller=alice points=1
        redeem holder=alice points=1
        convert holder=alice points=1
        spend buyer=alice merchant=bob constants=1
        restore merchant=bob constants=0
        restore merchant=bob constants=1
        """,
    ),
    "a single point circulates": (
        "wine-shop-cents",
        """
        purchase buyer=alice paid=477
        purchase buyer=bob paid=477
        """,
    ),
    "a single cent is left in the pool": (
        "wine-shop-cents",
        """
        purchase buyer=alice paid=4
        purchase buyer=bob paid=10000
        """,
    ),
    "a single point earns dividends": (
        "mall-cents",
        """
        purchase buyer=alice paid=20000
        close_day
        """,
    ),
    "a single point is worth its quota exactly": (
        "mall-cents",
        """
        purchase buyer=alice paid=20000
        purchase buyer=bob paid=15000
        purchase buyer=bob paid=15000
        purchase buyer=bob paid=15000
        purchase buyer=bob paid=15000
        close_day
        """,
    ),
    "a tier fund is split among three, and does not come out even": (
        "mall-cents",
        """
        purchase buyer=alice paid=400000
        purchase buyer=bob paid=200000
        purchase buyer=carol paid=200300
        close_day
        """,
    ),
    "the highest tier, and a quota that a daily and a tier dividend use up": (
        "mall-cents",
        """
        purchase buyer=alice paid=200000
        purchase buyer=bob paid=200000000
        close_day
        """,
    ),
}
"""What no case shows: its profile, and the events."""

BY_HISTORY = {
    "quota-too-early": "the highest tier, and a quota that a daily and a tier dividend use up",
}
"""Defects that a history finds which is none of the cases."""


def of_history(title: str, name: str) -> Prepared:
    """A history as a case of a profile: the rules say what must come out."""
    found = profile(name)
    members = ("alice", "bob", "carol")
    opening = found.opening(members)
    state, steps = opening, []
    for line in HISTORIES[title][1].strip().splitlines():
        rule, *given = line.split()
        event = event_of(found, rule, dict(word.split("=") for word in given))
        exact = {key: _fraction(value) for key, value in event.arguments.items()}
        try:
            after = found.ran(state, members, rule, exact)
        except NotEnabled as error:
            steps.append(Step(event, {}, error.requirement, ()))
        else:
            changes = {key: int(value) for key, value in after.items() if value != state[key]}
            steps.append(Step(event, changes, "", ()))
            state = after
    whole = {key: int(value) for key, value in opening.items()}
    return Prepared(title, (), found, setting(found, members), whole, steps)


def _fraction(value: object) -> object:
    return Fraction(value) if isinstance(value, int) else value


@cache
def further_cases(name: str) -> tuple[Prepared, ...]:
    """All histories of a scheme, under one of its profiles."""
    base = name.partition(".")[0]
    return tuple(of_history(title, name) for title, (of, _) in HISTORIES.items() if of == base)


def test_a_sound_ledger_passes_every_case_of_its_profiles() -> None:
    """Nothing is found in it, and each of its profiles was run."""
    report = run(SqliteLedger)
    assert [] == report.failed
    assert {Verdict.CONFORMS} == {each.outcome for each in report.results}
    assert set(PROFILES) == {each.profile for each in report.results}


@pytest.mark.parametrize("name", PROFILES)
def test_a_sound_ledger_agrees_with_the_rules_on_further_histories(name: str) -> None:
    """It conforms also where no case leads."""
    found = [run_case(SqliteLedger, each) for each in further_cases(name)]
    assert [] == [each for each in found if each.outcome is not Verdict.CONFORMS]


@pytest.mark.parametrize(
    "defect",
    DEFECTS,
)
def test_each_planted_defect_is_found_and_its_clause_named(defect: str) -> None:
    """A case of the profile does not conform, and the clause that is broken is among the named."""
    _words, clause, name = DEFECTS[defect]
    report = run(lambda: SqliteLedger(defect), [name])
    assert report.causes
    assert clause in {cited for each in report.failed for cited in each.clauses}


@pytest.mark.parametrize("defect", BY_HISTORY)
def test_a_defect_that_no_case_shows_is_found_by_a_history(defect: str) -> None:
    """What a case would have to do is known, and its clause is named."""
    _words, clause, name = DEFECTS[defect]
    result = run_case(lambda: SqliteLedger(defect), of_history(BY_HISTORY[defect], name))
    assert Verdict.DIFFERS is result.outcome
    assert clause in result.clauses


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_planted_defect_changes_what_is_done(defect: str) -> None:
    """A switch that does nothing would make the test of it worthless."""
    _words, _clause, name = DEFECTS[defect]
    tried = [*cases(name), *further_cases(name)]
    found = [run_case(lambda: SqliteLedger(defect), each) for each in tried]
    assert any(each.outcome is not Verdict.CONFORMS for each in found)


def test_there_is_no_other_defect() -> None:
    """A misspelt name must not make a sound ledger."""
    with pytest.raises(ValueError, match="no defect rounding-sideways"):
        SqliteLedger("rounding-sideways")


def test_every_entry_balances() -> None:
    """Of each asset an entry takes as much as it gives, and balances are the sums of postings."""
    for case in [*cases("wine-shop-cents"), *cases("mall-cents")]:
        ledger = SqliteLedger()
        ledger.start(case.setting)
        for step in case.steps:
            if step.refused:
                with pytest.raises(Refused):
                    ledger.apply(step.event)
            else:
                ledger.apply(step.event)
        unbalanced = """
            SELECT entry, asset FROM postings JOIN accounts ON name = account
            WHERE asset IS NOT NULL GROUP BY entry, asset HAVING sum(amount) <> 0
        """
        assert [] == ledger.books.execute(unbalanced).fetchall()
        entries = "SELECT count(*) FROM entries"
        accepted = sum(not step.refused for step in case.steps)
        assert (accepted,) == ledger.books.execute(entries).fetchone()
        ledger.stop()


def test_a_refused_purchase_is_rolled_back() -> None:
    """The money that it has posted before it is refused is back where it was."""
    case = of_history("a single cent is left in the pool", "wine-shop-cents")
    ledger = SqliteLedger()
    ledger.start(case.setting)
    first, second = (step.event for step in case.steps)
    ledger.apply(first)
    before = ledger.observe()
    with pytest.raises(Refused):
        ledger.apply(second)
    assert before == ledger.observe()
    ledger.stop()


def test_the_ledger_shares_no_code_with_the_rules() -> None:
    """All that it takes of this project is what every adapter takes."""
    tree = ast.parse(LEDGER.read_text(encoding="utf-8"))
    plain = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    named = {
        (node.module, name.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    own = {pair for pair in named if pair[0] is None or pair[0].startswith(("neverfalls", "tests"))}
    assert {("neverfalls.testing", name) for name in ("Event", "Refused", "Setting")} == own
    assert {"math", "sqlite3"} == plain
    divisions = [node for node in ast.walk(tree) if isinstance(node, ast.Div)]
    assert [] == divisions
