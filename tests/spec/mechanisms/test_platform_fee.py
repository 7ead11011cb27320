"""The platform's part of the exit fee on exact fractions."""

from fractions import Fraction

import pytest

from ...schemes import made_of
from ..worlds import STOCK, state_after

F = Fraction


@pytest.mark.parametrize(("part", "pool", "treasury"), [("0", 42, 0), ("1/2", 41, 1), ("1", 40, 2)])
def test_the_platform_takes_its_part(part: str, pool: int, treasury: int) -> None:
    """Ten points at 2 yuan bring 20, less 2: of these the platform keeps nothing, half or all."""
    scheme = made_of("purchase", "cash-exit", "platform-fee", fee_to_platform=part)
    state = state_after(scheme, STOCK, "sell", {"seller": "alice", "points": F(10)})
    assert (state["alice.yuan"], state["pool.yuan"], state["treasury.yuan"]) == (18, pool, treasury)
    assert (state["quoted.yuan-in-pool"], state["quoted.supply"]) == (pool, 20)


def test_a_forced_sale_pays_the_fee_too() -> None:
    """Forced out at 2 yuan: 40 for twenty points, of which 4 are the fee and 2 the platform's."""
    scheme = made_of(
        "purchase", "cash-exit", "quota", "days", "forced-exit", "platform-fee", quota_multiple="1"
    )
    entries = {**STOCK, "bob.quota": 100, "bob.granted": 100, "issuer.quota": -100}
    state = state_after(scheme, entries, "close_day", {})
    assert (state["alice.yuan"], state["treasury.yuan"], state["pool.yuan"]) == (36, 2, 22)
