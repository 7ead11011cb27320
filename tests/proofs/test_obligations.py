"""Obligations: what is known is not asked, and a failed owner is spared further questions."""

import pytest

from neverfalls.proofs.cohort import Ledger, Obligation
from neverfalls.proofs.jobs import Solvers
from neverfalls.proofs.obligations import UNSAT, outcomes_of
from neverfalls.spec import terms
from neverfalls.spec.numbers import SymbolicNumbers, Truth

X, Y = terms.name("x"), terms.name("y")


@pytest.mark.parametrize(
    ("facts", "goal", "asked"),
    [
        ([X >= 0], X >= 0, False),
        ([X >= 0], True, False),
        ([X >= 0], X >= -1, True),
        ([X >= 0], Y >= 0, True),
        ([X >= 0, False], False, True),  # that facts contradict each other is for a solver to say
    ],
)
def test_what_is_known_is_not_asked(facts: list[Truth], goal: Truth, asked: bool) -> None:
    """An obligation whose goal is among the facts is none; one that must not be met always is."""
    ledger = Ledger(SymbolicNumbers())
    ledger.facts.extend(facts)
    ledger.oblige("somebody", goal)
    assert [each.goal for each in ledger.obligations] == ([goal] if asked else [])


def test_who_has_failed_is_not_asked_again(solvers: Solvers) -> None:
    """Of two owners one fails with its first obligation; what the other has to show is shown."""
    numbers = SymbolicNumbers()
    told = [
        Obligation(owner, "here", (X >= 7, Y >= 7), numbers, goal)
        for owner, goal in [
            ("fails", X + Y >= 15),
            ("holds", X + Y >= 14),
            ("fails", X + Y >= 16),
            ("holds", X >= 6),
        ]
    ]
    outcomes = outcomes_of(told, solvers)
    assert [each.status for each in outcomes] == ["sat", UNSAT, "unknown", UNSAT]
    assert [bool(each.text) for each in outcomes] == [True, True, False, True]
