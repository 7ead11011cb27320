"""Releases of old debts on exact fractions, under each source of the points."""

from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import ROSTER, STOCK, TINY, state_after

F = Fraction
SCHEME = load_scheme("old-members")
OWED = {**STOCK, "alice.debt": F(50)}
ROSTER_OF_THREE = ("veteran", *ROSTER)
after = partial(state_after, SCHEME, roster=ROSTER_OF_THREE)


def test_the_old_debt_opens_against_the_issuer() -> None:
    """The veteran of the shipped scheme is owed 1000 yuan."""
    state = SCHEME.opening_state(ROSTER_OF_THREE)
    assert (state["veteran.debt"], state["issuer.debt"]) == (1000, -1000)


@pytest.mark.parametrize(("source", "pool", "treasury"), [("minted", 60, 0), ("treasury", 90, -30)])
def test_a_batch_is_worth_its_debt_at_the_live_price(source: str, pool: int, treasury: int) -> None:
    """Thirty yuan of debt become 15 points at 2 yuan; who pays their value keeps the price."""
    arguments = {"creditor": "alice", "amount": F(30)}
    state = after(OWED, "release", arguments, release_source=source)
    assert (state["alice.points"], state["alice.released-points"]) == (35, 15)
    assert (state["alice.debt"], state["alice.released"], state["issuer.debt"]) == (20, 30, -970)
    assert (state["pool.yuan"], state["treasury.yuan"]) == (pool, treasury)
    assert (state["issuer.points"], state["quoted.yuan-in-pool"]) == (-45, pool)


@pytest.mark.parametrize(
    ("changed", "amount", "allowed"),
    [
        ({}, F(0), False),
        ({}, TINY, True),
        ({}, F(50), True),
        ({}, 50 + TINY, False),
        ({"issuer.points": 0, "alice.points": 0, "bob.points": 0}, F(30), False),
        ({"pool.yuan": 0}, F(30), False),
        ({"pool.yuan": TINY}, F(30), True),
    ],
)
def test_what_can_be_released(changed: dict[str, Any], amount: Fraction, allowed: bool) -> None:
    """Any part of what is owed, as long as points have a price."""
    state = after(OWED | changed, "release", {"creditor": "alice", "amount": amount})
    assert (state is not None) is allowed
