"""Discharging: who has failed is spared further questions, and few facts are tried first."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from neverfalls.proofs.induction.discharging import (
    LIKELY,
    SAT,
    UNLIKELY,
    UNSAT,
    Reaches,
    outcomes_of,
    premises,
    question,
)
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


class Saying:
    """In the place of solvers: says of each question what it is told to, and notes all of them."""

    def __init__(self, says: Callable[[str], str | None]) -> None:
        self.says = says
        self.rounds: list[list[str]] = []

    def ask_all(self, texts: Sequence[str], **_options: Any) -> list[Answer]:
        """Answer at once."""
        self.rounds.append([*texts])
        return [Answer(self.says(each) or SAT) for each in texts]


def obliged(owner: str, goal: Any, *facts: Any) -> Obligation:
    return Obligation(Observed(owner), facts, SymbolicNumbers(), goal)


Z = terms.name("z")
NEAR = (X >= Y + 2, Y >= 7, Z >= Y, terms.name("far") >= Z)
"""Facts of which one is about the unknown of a goal about x, and the others are further away."""
PARTS = terms.floor(X), terms.floor(Y)
PLAIN = obliged("plain", X >= 9, *NEAR)
OF_PARTS = obliged("parts", terms.floor(Z) >= PARTS[0] * PARTS[1], Z >= PARTS[0] * PARTS[1])


@pytest.mark.parametrize("word", ["unknown", SAT, "timeout"])
@pytest.mark.parametrize("obligation", [PLAIN, OF_PARTS], ids=["plain", "whole parts"])
def test_only_unsat_shows_anything(word: str, obligation: Obligation) -> None:
    """Whatever else a solver says, however often, nothing is met by it."""
    noted: Any = Saying(lambda _text: word)
    (outcome,) = outcomes_of([obligation], noted)
    assert outcome.status == word
    assert outcome.text == question(obligation)
    assert not outcome.products


@pytest.mark.parametrize("reach", LIKELY)
def test_the_first_question_that_is_shown_is_the_one_a_proof_rests_on(reach: Any) -> None:
    """Later ones are not asked, and the outcome names this one and how far its facts reach."""
    wanted = question(PLAIN, reach)
    before = {question(PLAIN, each) for each in LIKELY[: LIKELY.index(reach)]}
    assert wanted not in before
    noted: Any = Saying(lambda text: UNSAT if text == wanted else "unknown")
    (outcome,) = outcomes_of([PLAIN], noted)
    assert (outcome.status, outcome.text) == (UNSAT, wanted)
    assert outcome.reach == reach
    asked = {text for texts in noted.rounds for text in texts}
    shorter = set() if reach else {question(PLAIN, (4, 2))}  # a proof from fewer facts is better
    assert before | {wanted} | shorter == asked


def test_what_all_facts_refute_is_not_asked_again() -> None:
    """An owner of whom one obligation is not met need meet no other, and its others are spared."""
    other, third = obliged("plain", X >= 10, *NEAR), obliged("another", X >= 11, *NEAR)
    every = {question(each) for each in (PLAIN, other)}
    noted: Any = Saying(lambda text: SAT if text in every else "unknown")
    outcomes = outcomes_of([PLAIN, other, third], noted)
    assert [each.status for each in outcomes] == [SAT, "unknown", "unknown"]
    assert [bool(each.text) for each in outcomes] == [True, False, True]
    asked = [text for texts in noted.rounds for text in texts]
    assert asked.count(question(PLAIN)) == 1
    assert question(PLAIN, (4, 2)) not in asked[asked.index(question(PLAIN)) + 1 :]
    assert question(other) not in asked
    assert asked.count(question(third, (4, 2))) >= 1


def test_products_of_whole_parts_are_tried_last() -> None:
    """Where all facts do not do, it is said that such products are whole; from few facts only."""
    assert question(OF_PARTS) != question(OF_PARTS, products=True)
    for reach in ((0, 1), (1, 1)):
        wanted = question(OF_PARTS, reach, products=True)
        noted: Any = Saying({wanted: UNSAT}.get)
        (outcome,) = outcomes_of([OF_PARTS], noted)
        assert (outcome.status, outcome.text, outcome.products) == (UNSAT, wanted, True)
    assert question(PLAIN) == question(PLAIN, products=True)


def test_the_premises_of_an_outcome_are_its_facts_alone() -> None:
    """Without the opposite of the goal; where nothing is to be refuted, they are the question."""
    noted: Any = Saying(lambda text: UNSAT if text == question(PLAIN, (1, 1)) else "unknown")
    (outcome,) = outcomes_of([PLAIN], noted)
    assert premises(PLAIN, outcome).count("(assert") == outcome.text.count("(assert") - 1
    possible = obliged("possible", False, *NEAR)
    assert premises(possible, outcome) == question(possible)
    assert question(possible).count("(assert") == len(NEAR)
    parts = obliged("possible", False, OF_PARTS.goal, *OF_PARTS.facts)
    assert question(parts, products=True) == question(parts)
