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
