"""Vouchers on exact fractions: what a purchase brings, and what they are good for."""

from fractions import Fraction
from functools import partial

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, state_after

F = Fraction
after = partial(state_after, made_of("purchase", "vouchers", voucher_rate="3/10"))
HELD = {**STOCK, "alice.vouchers": 50, "issuer.vouchers": -50}


def test_a_purchase_brings_vouchers() -> None:
    """Three yuan of goods for ten yuan spent."""
    state = after(STOCK, "purchase", {"buyer": "alice", "paid": F(100)})
    assert (state["alice.vouchers"], state["issuer.vouchers"]) == (30, -30)


def test_goods_cost_the_platform_what_is_not_margin() -> None:
    """For vouchers of 40 yuan the supplier is paid 20, and nothing else moves."""
    state = after(HELD, "use_voucher", {"holder": "alice", "worth": F(40)})
    assert (state["alice.vouchers"], state["issuer.vouchers"]) == (10, -10)
    assert (state["treasury.yuan"], state["supplier.yuan"], state["pool.yuan"]) == (-20, 20, 60)


@pytest.mark.parametrize(
    ("worth", "allowed"), [(F(0), False), (TINY, True), (F(50), True), (50 + TINY, False)]
)
def test_what_can_be_used(worth: Fraction, allowed: bool) -> None:
    """Any part of what is held."""
    state = after(HELD, "use_voucher", {"holder": "alice", "worth": worth})
    assert (state is not None) is allowed
