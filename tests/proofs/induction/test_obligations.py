"""Obligations: what is known is not asked, and a failed owner is spared further questions."""

from typing import Any

import pytest

from neverfalls.proofs.induction.cohort import Ledger, Obligation
from neverfalls.proofs.induction.obligations import LIKELY, UNLIKELY, UNSAT, Reaches, outcomes_of
from neverfalls.proofs.solving.engines import Answer
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.numbers import SymbolicNumbers, Truth, terms

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


class Counted:
    """Solvers that note what they are asked."""

    def __init__(self, solvers: Solvers) -> None:
        self.solvers = solvers
        self.texts: list[str] = []

    def ask_all(self, texts: list[str], **options: Any) -> list[Answer]:
        """Note the texts, and ask."""
        self.texts.extend(texts)
        return self.solvers.ask_all(texts, **options)


@pytest.mark.parametrize(("reaches", "asked"), [(LIKELY, 2), (UNLIKELY, 3)])
def test_few_facts_spare_all_of_them(solvers: Solvers, reaches: Reaches, asked: int) -> None:
    """What follows from the facts one unknown further is not asked with all of them besides,
    unless it seldom follows; the proof rests on the few facts either way."""
    z, far = terms.name("z"), terms.name("far")
    facts = (X >= Y + 2, X >= 2 - Y, z * X >= far, far * far >= 2)
    told = [Obligation("somebody", "here", facts, SymbolicNumbers(), X >= 2)]
    noted: Any = Counted(solvers)
    (outcome,) = outcomes_of(told, noted, reaches)
    assert (outcome.status, len(noted.texts)) == (UNSAT, asked)
    assert outcome.text.count("(declare-const") == 2
