"""Discharging: who has failed is spared further questions, and few facts are tried first."""

from typing import Any

import pytest

from neverfalls.proofs.induction.discharging import LIKELY, UNLIKELY, UNSAT, Reaches, outcomes_of
from neverfalls.proofs.induction.obligations import Obligation, Observed
from neverfalls.proofs.solving.engines import Answer
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.numbers import SymbolicNumbers, terms

X, Y = terms.name("x"), terms.name("y")


def test_who_has_failed_is_not_asked_again(solvers: Solvers) -> None:
    """Of two owners one fails with its first obligation; what the other has to show is shown."""
    numbers = SymbolicNumbers()
    obligations = [
        Obligation(Observed(owner), (X >= 7, Y >= 7), numbers, goal)
        for owner, goal in [
            ("fails", X + Y >= 15),
            ("holds", X + Y >= 14),
            ("fails", X + Y >= 16),
            ("holds", X >= 6),
        ]
    ]
    outcomes = outcomes_of(obligations, solvers)
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
    obligations = [Obligation(Observed("somebody"), facts, SymbolicNumbers(), X >= 2)]
    noted: Any = Counted(solvers)
    (outcome,) = outcomes_of(obligations, noted, reaches)
    assert (outcome.status, len(noted.texts)) == (UNSAT, asked)
    assert outcome.text.count("(declare-const") == 2
