"""Purchases of points by the company on exact fractions, under each use of the points."""

from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, state_after

F = Fraction
STOCKED = {**STOCK, "treasury.yuan": 20}
after = partial(state_after, made_of("purchase", "company-purchase"), rule="company_buys")


@pytest.mark.parametrize(("use", "circulating", "held"), [("destroyed", 20, 0), ("kept", 30, 10)])
def test_the_company_pays_and_the_pool_does_not(use: str, circulating: int, held: int) -> None:
    """Ten points at 2 yuan cost the company 20; destroyed, they make the others worth 3."""
    sold = {"seller": "alice", "points": F(10)}
    state = after(STOCKED, arguments=sold, bought_points=use)
    assert (state["alice.points"], state["alice.yuan"], state["treasury.yuan"]) == (10, 20, 0)
    assert (state["pool.yuan"], state["company.paid"]) == (60, 20)
    assert (-state["issuer.points"], state["platform.points"]) == (circulating, held)
    assert state["quoted.supply"] == circulating


@pytest.mark.parametrize(
    ("changed", "points", "allowed"),
    [
        ({}, F(0), False),
        ({}, TINY, True),
        ({}, F(10), True),
        ({}, 10 + TINY, False),  # of which the company can pay 10
        ({"treasury.yuan": 100}, F(20), True),
        ({"treasury.yuan": 100}, 20 + TINY, False),
    ],
)
def test_what_the_company_can_buy(changed: dict[str, Any], points: Fraction, allowed: bool) -> None:
    """Points that the member holds, as far as the company's own cash goes."""
    state = after(STOCKED | changed, arguments={"seller": "alice", "points": points})
    assert (state is not None) is allowed
