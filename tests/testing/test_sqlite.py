"""The kit passes a sound ledger on SQLite, finds each planted defect, and names its clause."""

import ast
from pathlib import Path

import pytest

from neverfalls.testing import Refused, Verdict, cases, run
from tests.testing.ledgers.sqlite_ledger import DEFECTS, PROFILES, SqliteLedger

LEDGER = Path(__file__).parent / "ledgers" / "sqlite_ledger.py"


def test_a_sound_ledger_passes_every_case_of_its_profiles() -> None:
    """Nothing is found in it, and each of its profiles was run."""
    report = run(SqliteLedger)
    assert [] == report.failed
    assert {Verdict.CONFORMS} == {each.outcome for each in report.results}
    assert set(PROFILES) == {each.profile for each in report.results}


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_planted_defect_is_found_and_its_clause_named(defect: str) -> None:
    """A case of the profile does not conform, and the clause that is broken is among the named."""
    _words, clause, name = DEFECTS[defect]
    report = run(lambda: SqliteLedger(defect), [name])
    assert report.causes
    assert clause in {cited for each in report.failed for cited in each.clauses}


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
    about = "a single cent is left in the pool"
    case = next(each for each in cases("wine-shop-cents") if about in each.about)
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
