"""Out at a multiple, on exact fractions: who is out, and whether they come back."""

from fractions import Fraction
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, Event, state_after

F = Fraction
SCHEME = made_of("purchase", "quota", "days", "payout-limit")
PAID: dict[str, Any] = {**STOCK, "alice.granted": 100, "alice.dividends": 100, "bob.granted": 50}
"""Alice has been paid all that was granted her, bob still has fifty to come."""
DAY: Event = ("close_day", {})


@pytest.mark.parametrize(
    ("entries", "left"),
    [
        ({}, 0),
        ({"alice.quota": TINY, "issuer.quota": -TINY}, 20),
        ({"alice.granted": 0}, 20),  # nothing was ever promised
    ],
)
def test_who_is_out(entries: dict[str, Any], left: int) -> None:
    """Whoever was granted quota and has none left loses all points; the pool is untouched."""
    state = state_after(SCHEME, {**PAID, "bob.quota": 50} | entries, *DAY)
    assert (state["alice.points"], state["bob.points"], state["pool.yuan"]) == (left, 10, 60)
    assert (state["extinguished.number"], -state["issuer.points"]) == (20 - left, 10 + left)
    assert (state["alice.out"], state["alice.out-paid"]) == ((0, 0) if left else (1, 100))


def test_a_share_of_the_points_can_be_paid() -> None:
    """Seventy per cent of twenty points at two yuan; the rest is destroyed, and its money stays."""
    scheme = SCHEME.with_parameters(out_paid=F(7, 10))
    state = state_after(scheme, {**PAID, "bob.quota": 50}, *DAY)
    assert (state["alice.points"], state["alice.yuan"], state["pool.yuan"]) == (0, 28, 32)


def test_who_has_no_points_is_not_put_out_again() -> None:
    """What was noted of the first time stays."""
    entries = {**PAID, "alice.points": 0, "issuer.points": -10, "bob.quota": 50}
    state = state_after(SCHEME, entries | {"alice.out-granted": 7, "alice.out": 1}, *DAY)
    assert (state["alice.out-granted"], state["extinguished.number"]) == (7, 0)


@pytest.mark.parametrize(
    ("reading", "out", "allowed"),
    [("allowed", 1, True), ("refused", 1, False), ("refused", 0, True)],
)
def test_buying_again(reading: str, out: int, allowed: bool) -> None:
    """Whoever is out begins anew, or cannot buy."""
    bought = {"buyer": "alice", "paid": F(100)}
    entries = {**PAID, "alice.out": out}
    state = state_after(SCHEME, entries, "purchase", bought, reentry=reading)
    assert (state is not None) is allowed
    assert state is None or (state["alice.out"], state["alice.quota"]) == (0, 200)
