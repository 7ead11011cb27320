"""Each kind of obligation is needed: if it is left out, a promise that breaks is called proved.

`docs/proofs.md` lists the kinds. Every promise here is one that some history breaks, or that is
about a rule which was changed so that it does.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import cycle
from typing import Any

import pytest

from neverfalls.proofs.induction.arbitrary import BYSTANDER, ArbitraryWorld
from neverfalls.proofs.induction.cohort import Ledger
from neverfalls.proofs.induction.induct import Attempt, induct
from neverfalls.proofs.induction.obligations import Obligation, Owner, Premise, SideCondition
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.model.world import POOL, TREASURY, World
from neverfalls.spec.numbers import Truth, terms
from neverfalls.spec.schemes.scheme import Scheme

from .test_induct import MALL, SHOP, changed, everybody_else_falls, tried
from .test_side_conditions import OVERDRAWN, RECEIVED, with_turns

DEAR = SHOP.with_parameters(reward=Fraction(6, 5))
"""Points are worth more than what is paid into the pool: a purchase lowers the price."""

INDEBTED = replace(
    MALL, members=("alice",), opening={"alice.points": Fraction(10), "alice.quota": Fraction(5)}
)
"""It opens with points and without money."""


def noting(wanted: Callable[[Owner, Truth], bool]) -> Callable[..., None]:
    """Return what notes some obligations only."""
    note = Ledger.oblige

    def oblige(self: Ledger, owner: Owner, goal: Truth, known: tuple[Truth, ...] = ()) -> None:
        if wanted(owner, goal):
            note(self, owner, goal, known)

    return oblige


def proving_between_turns(wanted: Callable[[int], bool]) -> Callable[..., None]:
    """Return what notes obligations of a loop before the first turn (0) or after one (1) only."""
    prove = ArbitraryWorld.prove_between_turns

    def prove_between_turns(self: ArbitraryWorld, turn: Any, unsplit: Any) -> None:
        if wanted(next(vars(self).setdefault("places", cycle((0, 1))))):
            prove(self, turn, unsplit)

    return prove_between_turns


def a_pool_emptied_first() -> Scheme:
    """Return the mall with a day that takes more than there is, and then pays a little back."""
    body = MALL.rules["close_day"].body

    def close_day(w: World) -> None:
        body(w)
        w.pay(POOL, TREASURY, w.balance(POOL) + 1)
        for member in w.members():
            w.pay(TREASURY, POOL, member.points)

    return changed(MALL, "close_day", close_day)


def a_pool_emptied_turn_by_turn() -> Scheme:
    """Return the mall with a day in which each member's turn takes something from the pool."""
    return with_turns(lambda w, _member: w.pay(POOL, TREASURY, 1))


def obligations_without(rule: str) -> Callable[..., list[Obligation]]:
    """Return what runs an event and leaves nothing to be proved of one rule."""
    run_event = ArbitraryWorld.run_event

    def run(self: ArbitraryWorld) -> list[Obligation]:
        return [
            each
            for each in run_event(self)
            if self.ledger.rule != rule or isinstance(each.owner, Premise)
        ]

    return run


LEFT_OUT = {
    "the opening": (
        (Attempt, "_holds_at_opening", lambda _attempt, _claim: True),
        INDEBTED,
        "holders_can_cash_out",
    ),
    "a rule": (
        (ArbitraryWorld, "run_event", obligations_without("purchase")),
        DEAR,
        "price_never_falls",
    ),
    "that a rule can run": (
        (Attempt, "_never_runs", lambda _attempt, _obligations: True),
        DEAR,
        "price_never_falls",
    ),
    "everybody else": (
        (
            Ledger,
            "oblige",
            noting(
                lambda _owner, goal: (
                    not any(name.startswith(f"{BYSTANDER}.") for name in terms.names_in(goal))
                )
            ),
        ),
        everybody_else_falls(),
        "tiers_only_rise",
    ),
    "before the first turn": (
        (ArbitraryWorld, "prove_between_turns", proving_between_turns(lambda place: place != 0)),
        a_pool_emptied_first(),
        "pool_covers_every_point",
    ),
    "after a turn": (
        (ArbitraryWorld, "prove_between_turns", proving_between_turns(lambda place: place != 1)),
        a_pool_emptied_turn_by_turn(),
        "pool_covers_every_point",
    ),
}


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_what_is_left_out_is_needed(
    kind: str, monkeypatch: pytest.MonkeyPatch, solvers: Solvers
) -> None:
    """A promise that breaks is not proved, and is as soon as this is not asked."""
    (where, name, less), scheme, claim = LEFT_OUT[kind]
    assert not tried(scheme, solvers, claim).proves(claim)
    monkeypatch.setattr(where, name, less)
    assert tried(scheme, solvers, claim).proves(claim)


def test_side_conditions_are_needed(monkeypatch: pytest.MonkeyPatch, solvers: Solvers) -> None:
    """Where a fund may be below zero, so may a share, unless nobody asks whether it is."""
    assert not induct(OVERDRAWN, [RECEIVED], solvers).proves("received")
    less = noting(lambda owner, _goal: not isinstance(owner, SideCondition))
    monkeypatch.setattr(Ledger, "oblige", less)
    assert induct(OVERDRAWN, [RECEIVED], solvers).proves("received")
