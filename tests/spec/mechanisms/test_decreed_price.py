"""A price by decree on exact fractions: how it rises, what it is used for, who pays it."""

from fractions import Fraction

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, state_after

F = Fraction
SCHEME = made_of(
    "purchase", "cash-exit", "days", "decreed-price", decreed_step="1/10", decreed_rate="1/1000"
)
AT_FIVE = {**STOCK, "decreed.price": 5}
"""There are 60 yuan for thirty points; 5 yuan a point are announced."""


@pytest.mark.parametrize(("rise", "price"), [("by-amount", F("5.1")), ("by-share", F("5.005"))])
def test_the_price_rises_every_day(rise: str, price: Fraction) -> None:
    """By a tenth of a yuan, or by one per mille; no money moves."""
    state = state_after(SCHEME, AT_FIVE, "close_day", {}, decreed_rise=rise)
    assert (state["decreed.price"], state["pool.yuan"], state["issuer.points"]) == (price, 60, -30)


def test_the_price_opens_at_the_issue_price() -> None:
    """Before the first day closes it is that of the first points."""
    opened = made_of("purchase", "days", "decreed-price", issue_price="3").opening_state(())
    assert opened["decreed.price"] == 3


def test_points_are_granted_at_the_announced_price() -> None:
    """21 yuan are 21/5 points, whatever the pool holds."""
    state = state_after(SCHEME, AT_FIVE, "purchase", {"buyer": "bob", "paid": F(100)})
    assert state["bob.points"] == 10 + F(21, 5)


@pytest.mark.parametrize(
    ("points", "payer", "allowed", "treasury"),
    [
        (F(12), "pool", True, 0),
        (12 + TINY, "pool", False, 0),
        (F(12), "treasury", True, 0),
        (F(13), "treasury", True, -5),
    ],
)
def test_who_pays_the_announced_price(
    points: Fraction, payer: str, allowed: bool, treasury: int
) -> None:
    """The pool pays for twelve points at most; beyond that nobody, or the treasury."""
    sold = {"seller": "alice", "points": points}
    state = state_after(SCHEME, AT_FIVE, "sell", sold, decreed_payer=payer)
    assert (state is not None) is allowed
    if allowed:
        assert (state["alice.yuan"], state["treasury.yuan"]) == (points * F("4.5"), treasury)
