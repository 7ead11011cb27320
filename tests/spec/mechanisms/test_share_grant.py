"""The share grant on exact fractions: full steps, remainders and the three numbers."""

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import TINY, happen, world

F = Fraction
SHARES = load_scheme("shares")


def granted(*spent: Fraction | int, **choices: str) -> list[Any]:
    """Let alice spend these amounts one after the other; her shares after each."""
    w = world(SHARES, **choices)
    found = []
    for paid in spent:
        # without a share in circulation the money that is left would stop all purchases
        w.state["pool.yuan"] = w.pool if w.supply else F(0)
        happen(w, "purchase", buyer="alice", paid=F(paid))
        found.append(w.state["alice.points"])
    return found


@pytest.mark.parametrize(
    ("paid", "shares"),
    [(2000, 10), (2000 - TINY, 0), (2000 + TINY, 10), (3999, 10), (4000, 20), (20000, 100)],
)
def test_full_steps_earn_shares(paid: Fraction, shares: int) -> None:
    """2000 yuan earn 10 shares, 4000 earn 20, and what is between earns nothing more."""
    assert [shares] == granted(paid)


@pytest.mark.parametrize(("paid", "shares"), [(200, 1), (2000, 10), (300, F(3, 2)), (1, F(1, 200))])
def test_remainders_may_earn_their_part(paid: int, shares: Fraction) -> None:
    """In proportion, 200 yuan are one share and every yuan earns its part."""
    assert [shares] == granted(paid, share_steps="proportional")


def test_each_purchase_begins_its_own_steps() -> None:
    """What one purchase leaves over is not added to the next."""
    assert [10, 10, 20] == granted(3000, 1000, 2000)


@pytest.mark.parametrize(("number", "shares"), [("ten", 10), ("twenty", 20), ("one", 1)])
def test_the_number_is_stated_in_three_ways(number: str, shares: int) -> None:
    """The same 2000 yuan earn 10, 20 or one share."""
    assert [shares, 3 * shares] == granted(2000, 4500, share_number=number)


def test_by_value_no_shares_are_counted() -> None:
    """Where a purchase grants a value, 1000 yuan earn 210 yuan's worth: 5 points at 42 each."""
    assert [5] == granted(1000, grant="fixed-value")


def test_a_first_buyer_below_a_step_ends_all_sales() -> None:
    """Money without shares: the pool has 300 yuan, and nobody can buy or sell any more."""
    w = happen(world(SHARES), "purchase", buyer="alice", paid=F(1000))
    assert (w.pool, w.supply) == (300, 0)
    possible, _after = w.supposing("purchase", buyer="bob", paid=F(2000))
    assert not possible
