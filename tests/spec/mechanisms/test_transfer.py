"""Transfers on exact fractions, under each use of the fee."""

from fractions import Fraction
from functools import partial

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, state_after

F = Fraction
after = partial(state_after, made_of("purchase", "transfer"), STOCK, "transfer")


def sent(points: Fraction) -> dict[str, object]:
    """Return the arguments of a transfer from alice to bob."""
    return {"sender": "alice", "receiver": "bob", "points": points}


@pytest.mark.parametrize(
    ("use", "circulating", "held"), [("destroyed", F("29.8"), 0), ("platform", 30, F("0.2"))]
)
def test_two_per_cent_are_kept(use: str, circulating: Fraction, held: Fraction) -> None:
    """Of ten points that are sent 9.8 arrive."""
    state = after(sent(F(10)), transfer_fee_points=use)
    assert (state["alice.points"], state["bob.points"]) == (10, F("19.8"))
    assert (-state["issuer.points"], state["platform.points"]) == (circulating, held)
    assert (state["pool.yuan"], state["transferred.number"]) == (60, 10)


@pytest.mark.parametrize(
    ("points", "allowed"), [(F(0), False), (TINY, True), (F(20), True), (20 + TINY, False)]
)
def test_what_can_be_sent(points: Fraction, allowed: bool) -> None:
    """Any part of what is held."""
    assert (after(sent(points)) is not None) is allowed
