"""Points used up by payouts, on exact fractions."""

from fractions import Fraction
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, state_after

F = Fraction
SCHEME = made_of("purchase", "quota", "days", "used-up").with_parameters(points_used_up=F(3))


@pytest.mark.parametrize(
    ("paid", "reading", "lost", "counted"),
    [
        (F(250), "whole", F(6), 200),
        (200 - TINY, "whole", F(3), 100),
        (F(250), "in-proportion", F(15, 2), 250),
        (F(5000), "whole", F(20), 5000),  # there are no more
    ],
)
def test_what_payouts_cost(paid: Fraction, reading: str, lost: Fraction, counted: int) -> None:
    """Three points for every full hundred or for its part, and never more than are held."""
    entries: dict[str, Any] = {**STOCK, "alice.dividends": paid}
    state = state_after(SCHEME, entries, "close_day", {}, payout_steps=reading)
    assert (state["alice.points"], state["alice.used-up"]) == (20 - lost, lost)
    assert (state["alice.payouts-counted"], state["bob.points"]) == (counted, 10)
    assert (-state["issuer.points"], state["pool.yuan"]) == (30 - lost, 60)


def test_what_is_over_counts_later() -> None:
    """Fifty from the day before and fifty more make a step."""
    entries: dict[str, Any] = {**STOCK, "alice.dividends": 300, "alice.payouts-counted": 200}
    assert state_after(SCHEME, entries, "close_day", {})["alice.used-up"] == 3
