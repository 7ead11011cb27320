"""Gifts to the pool on exact fractions, under each source of the money."""

from fractions import Fraction
from functools import partial

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, state_after

after = partial(state_after, made_of("purchase", "gift"), STOCK, "give")


@pytest.mark.parametrize(("source", "payer"), [("outside", "giver"), ("treasury", "treasury")])
def test_a_gift_raises_the_price(source: str, payer: str) -> None:
    """Thirty yuan more make thirty points worth 3 yuan each instead of 2; who pays has less."""
    state = after({"amount": Fraction(30)}, gift_source=source)
    assert (state["pool.yuan"], state["issuer.points"], state[f"{payer}.yuan"]) == (90, -30, -30)
    assert (state["quoted.yuan-in-pool"], state["gifts.total"]) == (90, 30)


@pytest.mark.parametrize(("amount", "allowed"), [(0, False), (TINY, True)])
def test_something_is_given(amount: Fraction, allowed: bool) -> None:
    """Any amount above nothing."""
    assert (after({"amount": Fraction(amount)}) is not None) is allowed
