"""Quota for the merchant, on exact fractions: as much as the buyer is granted."""

from fractions import Fraction
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import STOCK, history, state_after, world

F = Fraction
BUYERS = ("purchase", "quota", "days", "daily-dividend", "merchant-rebate")
SALE: dict[str, Any] = {"merchant": "alice", "buyer": "bob", "paid": F(100), "rebate": F(1, 5)}
"""Bob buys for 100 yuan from alice, who gives up a fifth."""


@pytest.mark.parametrize(("multiple", "quota"), [("two", 40), ("one", 20)])
def test_both_are_granted_the_same(multiple: str, quota: int) -> None:
    """Twice what was given up, or once, to either side, and the books of quota balance."""
    scheme = made_of(*BUYERS, "merchant-quota")
    state = state_after(scheme, STOCK, "sell_goods", SALE, quota_multiple=multiple)
    for name in ("alice", "bob"):
        assert (state[f"{name}.quota"], state[f"{name}.granted"]) == (quota, quota)
    assert state["issuer.quota"] == -2 * quota


def test_a_purchase_grants_the_buyer_alone() -> None:
    """Where nobody gives anything up, there is no merchant to be granted anything."""
    scheme = made_of(*BUYERS, "merchant-quota")
    state = state_after(scheme, STOCK, "purchase", {"buyer": "bob", "paid": F(100)})
    assert (state["alice.granted"], state["bob.granted"]) == (0, 200)


@pytest.mark.parametrize(("more", "paid"), [((), (0, 4)), (("merchant-quota",), (2, 2))])
def test_who_shares_the_fund(more: tuple[str, ...], paid: tuple[int, int]) -> None:
    """A fund of four yuan goes to the buyer alone, or half to the merchant."""
    scheme = made_of(*BUYERS, *more)
    w = world(scheme, {}, fund_sharers="eligible-points", rebate_grant="by-number")
    after = history(w, ("sell_goods", SALE), ("close_day", {})).state
    assert (after["alice.dividends"], after["bob.dividends"]) == paid
