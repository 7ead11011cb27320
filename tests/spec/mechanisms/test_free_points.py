"""Points for nothing on exact fractions, under each payer."""

from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, state_after

F = Fraction
after = partial(state_after, made_of("purchase", "free-points"), rule="give_points")


@pytest.mark.parametrize(("payer", "pool", "treasury"), [("nobody", 60, 0), ("treasury", 90, -30)])
def test_points_are_given(payer: str, pool: int, treasury: int) -> None:
    """Fifteen points at 2 yuan: unpaid, they lower the price to 4/3; paid for, it stays 2."""
    given = {"member": "bob", "points": F(15)}
    state = after(STOCK, arguments=given, free_points_payer=payer)
    assert (state["bob.points"], state["issuer.points"], state["given.number"]) == (25, -45, 15)
    assert (state["pool.yuan"], state["treasury.yuan"]) == (pool, treasury)
    assert (state["quoted.yuan-in-pool"], state["quoted.supply"]) == (pool, 45)


@pytest.mark.parametrize(
    ("changed", "points", "allowed"),
    [
        ({}, F(0), False),
        ({}, TINY, True),
        ({"issuer.points": 0, "alice.points": 0, "bob.points": 0}, F(1), False),
        ({"issuer.points": -TINY, "alice.points": TINY, "bob.points": 0}, F(1), True),
    ],
)
def test_when_points_can_be_given(changed: dict[str, Any], points: Fraction, allowed: bool) -> None:
    """Any number, as long as points circulate."""
    state = after(STOCK | changed, arguments={"member": "bob", "points": points})
    assert (state is not None) is allowed
