"""Obligations: what has to be proved, and what is assumed until it fails."""

import pytest

from neverfalls.proofs.induction.cohort import Ledger
from neverfalls.proofs.induction.invariants import INVARIANTS
from neverfalls.proofs.induction.obligations import (
    AsSplit,
    Condition,
    EveryTurn,
    Hypothesis,
    Observed,
    Owner,
    SideCondition,
    Unsplit,
    from_data,
    to_data,
)
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.numbers import SymbolicNumbers, Truth, terms

X, Y = terms.name("x"), terms.name("y")
POOL, HELD = INVARIANTS["pool_is_not_negative"], INVARIANTS["holdings_are_part_of_the_supply"]
PRICE = CLAIMS["price_never_falls"]


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
    ledger.oblige(Observed("somebody"), goal)
    assert [each.goal for each in ledger.obligations] == ([goal] if asked else [])


@pytest.mark.parametrize(
    ("dropped", "observed", "at_turns", "steps"),
    [
        ([], [POOL, HELD], [POOL, HELD], [PRICE]),
        ([Observed(POOL.name)], [HELD], [HELD], [PRICE]),
        ([EveryTurn(POOL.name)], [POOL, HELD], [HELD], [PRICE]),
        ([EveryTurn(HELD.name)], [POOL, HELD], [POOL, HELD], [PRICE]),
        ([EveryTurn(PRICE.name)], [POOL, HELD], [POOL, HELD], []),
        ([Observed(PRICE.name)], [POOL, HELD], [POOL, HELD], [PRICE]),
    ],
)
def test_what_has_failed_is_assumed_no_more(
    dropped: list[Owner], observed: list[object], at_turns: list[object], steps: list[object]
) -> None:
    """An invariant may hold at observed states only; one about each member holds at turns too."""
    left = Hypothesis((POOL, HELD), (PRICE,)).without(dropped)
    assert observed == [*left.invariants]
    assert at_turns == [*left.invariants_at_turns]
    assert steps == [*left.steps_at_turns]


@pytest.mark.parametrize(
    ("owner", "written"),
    [
        (Observed("x"), ["Observed", "x"]),
        (EveryTurn("x"), ["EveryTurn", "x"]),
        (Unsplit("close_day", "x.yuan"), ["Unsplit", "close_day", "x.yuan"]),
        (AsSplit("close_day", "turn1", "x"), ["AsSplit", "close_day", "turn1", "x"]),
        (
            SideCondition("close_day", Condition.FUND, "loop 1"),
            ["SideCondition", "close_day", "FUND", "loop 1"],
        ),
    ],
)
def test_what_was_given_up_is_written_and_read(owner: Owner, written: list[str]) -> None:
    """Its kind and what tells it apart; a condition by its name, also where others are words."""
    assert to_data(owner) == written
    assert from_data(written) == owner


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (["Hoped", "x"], "no such assumption: Hoped x"),
        (["Observed"], "no such assumption: Observed"),
        (["Observed", "x", "y"], "no such assumption: Observed x y"),
        (["SideCondition", "close_day", "HOPE", "loop 1"], "no such condition: HOPE"),
        (["SideCondition", "FUND", "close_day", "loop 1"], "no such condition: close_day"),
        (
            ["SideCondition", "close_day", "FUND"],
            "no such assumption: SideCondition close_day FUND",
        ),
    ],
)
def test_what_nothing_can_be_given_up_by_is_refused(written: list[str], told: str) -> None:
    """Another kind, too few or too many words, and a condition that there is not."""
    with pytest.raises(ValueError, match=f"^{told}$"):
        from_data(written)
