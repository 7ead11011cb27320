"""The issue cap on exact fractions: sales exactly at it, under each of its readings."""

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import ROSTER, STOCK, TINY, state_after

F = Fraction
SCHEME = replace(
    load_scheme("agents"), mechanisms=("purchase", "cash-exit", "issue-cap")
).with_parameters(cap=F(32))
after = partial(state_after, SCHEME)
SOLD = {**STOCK, "issued.total": F(31)}
"""Of the cap of 32 one point is left; one was destroyed."""
POINT = F(200, 21)
"""The price of a sale that grants one point."""


def buy(paid: Fraction, **choices: str) -> Any:
    """Alice buys from the stock."""
    return after(SOLD, "purchase", {"buyer": "alice", "paid": paid}, **choices)


@pytest.mark.parametrize(("counts", "room"), [("ever-issued", 1), ("outstanding", 2)])
def test_a_sale_beyond_the_cap_is_refused(counts: str, room: int) -> None:
    """The last point can be granted, and not the least more."""
    state = buy(POINT * room, cap_counts=counts)
    assert (state["alice.points"], state["issued.total"]) == (20 + room, 31 + room)
    assert buy(POINT * room + TINY, cap_counts=counts) is None


@pytest.mark.parametrize(("counts", "room"), [("ever-issued", 1), ("outstanding", 2)])
def test_points_beyond_the_cap_are_withheld(counts: str, room: int) -> None:
    """The sale feeds the pool as usual; of its 21/2 points those that are left are granted."""
    state = buy(F(100), at_cap="excess-withheld", cap_counts=counts)
    assert (state["alice.points"], state["issuer.points"]) == (20 + room, -30 - room)
    assert (state["issued.total"], state["pool.yuan"]) == (31 + room, 90)
    below = buy(POINT / 2, at_cap="excess-withheld", cap_counts=counts)
    assert below["alice.points"] == F(41, 2)


def test_points_sold_back_stay_issued() -> None:
    """A sale back destroys points and leaves the number ever issued as it is."""
    state = after(SOLD, "sell", {"seller": "alice", "points": F(20)})
    assert (state["issuer.points"], state["issued.total"]) == (-10, 31)


def test_points_of_the_opening_are_issued() -> None:
    """What members hold at the opening counts against the cap."""
    opened = replace(SCHEME, members=("old",), opening={"pool.yuan": F(60), "old.points": F(30)})
    assert opened.opening_state(ROSTER)["issued.total"] == 30
