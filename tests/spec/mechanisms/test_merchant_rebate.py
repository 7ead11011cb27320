"""What a merchant gives up, on exact fractions: the range of shares, and points for both."""

from fractions import Fraction
from functools import partial
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, state_after

F = Fraction
after = partial(state_after, made_of("purchase", "merchant-rebate"), rule="sell_goods")


SALE: dict[str, Any] = {
    "merchant": "alice",
    "buyer": "bob",
    "paid": F(100),
    "rebate": F(1, 5),
}
"""Bob buys for 100 yuan from alice, who gives up a fifth."""


@pytest.mark.parametrize(("reading", "points"), [("by-number", 20), ("by-value", 10)])
def test_a_fifth_is_given_up(reading: str, points: int) -> None:
    """Of 100 yuan 20 go into the pool; both get 20 points, or points worth 20 yuan at 2."""
    state = after(STOCK, arguments=SALE, rebate_grant=reading)
    assert (state["bob.yuan"], state["alice.yuan"]) == (-100, 80)
    assert (state["pool.yuan"], state["treasury.yuan"], state["rebates.total"]) == (80, 0, 20)
    assert (state["alice.points"], state["bob.points"]) == (20 + points, 10 + points)
    assert (state["alice.given-up"], state["alice.rebate-points"]) == (20, points)
    assert (state["sales.total"], state["contributions.total"]) == (20, 20)


def test_a_part_stays_with_the_platform() -> None:
    """Three quarters of what is given up back the points."""
    scheme = made_of("purchase", "merchant-rebate", rebate_to_pool="3/4", merchant_reward="0")
    state = state_after(scheme, STOCK, "sell_goods", SALE)
    assert (state["pool.yuan"], state["treasury.yuan"]) == (75, 5)
    assert (state["alice.points"], state["bob.points"]) == (20, 30)


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        ({**SALE, "rebate": F(3, 100)}, True),
        ({**SALE, "rebate": F(3, 100) - TINY}, False),
        ({**SALE, "rebate": F(1, 5)}, True),
        ({**SALE, "rebate": F(1, 5) + TINY}, False),
        ({**SALE, "paid": TINY}, True),
        ({**SALE, "paid": F(0)}, False),
    ],
)
def test_the_range(arguments: dict[str, Any], allowed: bool) -> None:
    """The share is within its range, and something is paid."""
    assert (after(STOCK, arguments=arguments) is not None) is allowed


@pytest.mark.parametrize(
    ("entries", "choices", "points"),
    [
        ({}, {}, 20),
        ({"pool.yuan": 5}, {}, None),
        ({"pool.yuan": 5}, {"empty_price": "issue-price"}, 20),
        ({"quoted.yuan-in-pool": 4}, {"empty_price": "last-quote"}, 5),
        ({"pool.yuan": 0, "issuer.points": -5, "alice.points": 5}, {}, None),
    ],
)
def test_points_of_fixed_value_need_a_price(
    entries: dict[str, Any], choices: dict[str, str], points: int | None
) -> None:
    """Where none circulate they start as in a purchase; with an empty pool they have none."""
    state = after(entries, arguments=SALE, rebate_grant="by-value", **choices)
    assert (state and state["bob.points"]) == points


def test_what_is_given_up_counts_as_a_sale() -> None:
    """It grants quota and counts for the day."""
    rooms = ("purchase", "quota", "days", "merchant-rebate")
    state = state_after(made_of(*rooms), STOCK, "sell_goods", SALE)
    assert (state["bob.quota"], state["alice.quota"], state["day.sales"]) == (40, 0, 20)


def test_points_that_the_cap_withholds_were_not_granted() -> None:
    """The buyer gets the last five of twenty points, and the merchant none."""
    capped = made_of("purchase", "merchant-rebate", "issue-cap", cap="35")
    entries = {**STOCK, "issued.total": 30}
    state = state_after(capped, entries, "sell_goods", SALE, at_cap="excess-withheld")
    assert (state["bob.points"], state["alice.points"]) == (15, 20)
    assert (state["bob.rebate-points"], state["alice.rebate-points"]) == (5, 0)
