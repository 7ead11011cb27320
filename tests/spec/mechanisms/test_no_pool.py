"""Purchases where nothing is set aside, on exact fractions."""

from fractions import Fraction

import pytest

from ...schemes import made_of
from ..worlds import state_after

F = Fraction
BUYING = ("purchase", {"buyer": "alice", "paid": F(100)})


@pytest.mark.parametrize("base", ["of-sales", "of-profit"])
def test_a_sale_leaves_the_pool_empty(base: str) -> None:
    """Points are granted by number, and all but the product's cost stays with the platform."""
    scheme = made_of("purchase", "no-pool", points_per_yuan="1")
    state = state_after(scheme, {}, *BUYING, grant="fixed-number", contribution_base=base)
    assert (state["pool.yuan"], state["treasury.yuan"], state["alice.points"]) == (0, 50, 100)
    assert (state["contributions.total"], state["quoted.yuan-in-pool"]) == (0, 0)


def test_only_the_first_points_can_have_a_fixed_value() -> None:
    """They are granted at the issue price; then points are worth nothing, and none are granted."""
    scheme = made_of("purchase", "no-pool")
    state = state_after(scheme, {}, *BUYING)
    assert (state["alice.points"], state["pool.yuan"]) == (21, 0)
    assert state_after(scheme, state, *BUYING) is None


@pytest.mark.parametrize("part", ["0", "1/2", "1"])
def test_what_a_merchant_gives_up_stays_with_the_platform(part: str) -> None:
    """Whatever part of it was to back the points: the pool gets nothing, and loses nothing."""
    scheme = made_of("purchase", "merchant-rebate", "no-pool", rebate_to_pool=part)
    sale = {"merchant": "alice", "buyer": "bob", "paid": F(100), "rebate": F(1, 5)}
    state = state_after(scheme, {}, "sell_goods", sale)
    assert (state["pool.yuan"], state["treasury.yuan"]) == (0, 20)
    assert state["contributions.total"] == 0


@pytest.mark.parametrize("answer", ["from-pool", "stays"])
def test_a_refund_needs_no_pool(answer: str) -> None:
    """A purchase that is given back is paid by the platform, which kept all of it."""
    scheme = made_of("purchase", "no-pool", "refund")
    bought = state_after(scheme, {}, *BUYING)
    back = state_after(scheme, bought, "refund", {"buyer": "alice"}, refunded_contribution=answer)
    assert (back["alice.yuan"], back["treasury.yuan"], back["pool.yuan"]) == (0, 0, 0)
