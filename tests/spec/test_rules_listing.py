"""The listing and the conversion of points into stock, on exact fractions."""

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.loader import load_scheme
from neverfalls.spec.mechanisms.listing import share_price
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.world import View, World

F = Fraction
TINY = F(1, 10**30)
MARKET = load_scheme("market")
ROSTER = ("alice", "bob")
STOCK: dict[str, Any] = {
    "pool.yuan": 60,
    "issuer.points": -30,
    "alice.points": 20,
    "bob.points": 10,
    "quoted.yuan-in-pool": 60,
    "quoted.supply": 30,
}
"""Thirty points circulate at 2 yuan each."""
LISTED = {**STOCK, "listing.value": 10**9}
"""A share is worth 5 yuan: half of 10^9 yuan for 10^8 shares."""


def world(entries: dict[str, Any], **choices: str) -> World:
    """Open the market under these readings and set some entries of its state."""
    scheme = MARKET.reading(MARKET.readings.with_choices(choices))
    state = scheme.opening_state(ROSTER)
    assert [key for key in entries if key not in state] == []
    state |= {key: F(value) for key, value in entries.items()}
    return World(scheme, ExactNumbers(), state, ROSTER)


def happen(w: World, rule: str, **arguments: Any) -> dict[str, Any]:
    """Run one event in a world and return what it changed."""
    before = dict(w.state)
    w.run(w.scheme.rules[rule], arguments)
    return {key: value for key, value in w.state.items() if value != before[key]}


def test_a_listing_makes_the_worth_known() -> None:
    """A company worth 300 million yuan has a half of 150 million, 3/2 yuan for each share."""
    w = world(STOCK)
    assert happen(w, "list_company", value=F(300_000_000)) == {"listing.value": 300_000_000}
    yuan, shares = share_price(w)
    assert F(3, 2) == F(yuan) / shares


@pytest.mark.parametrize(("choice", "shares"), [("by-value", 4), ("by-number", 10)])
def test_points_become_stock(choice: str, shares: int) -> None:
    """Ten points of 2 yuan are four shares of 5 yuan, or ten shares by their number."""
    w = world(LISTED, stock_rate=choice)
    assert happen(w, "convert_to_stock", holder="alice", points=F(10)) == {
        "alice.points": 10,
        "alice.stock": shares,
        "issuer.stock": -shares,
        "issuer.points": -20,
        "quoted.supply": 20,
        "listing.converted": 10,
    }


TAKE = {"holder": "alice", "points": F(1)}


@pytest.mark.parametrize(
    ("entries", "rule", "told", "refused"),
    [
        (STOCK, "list_company", {"value": F(0)}, "worth something"),
        (STOCK, "list_company", {"value": TINY}, ""),
        ({**STOCK, "listing.value": TINY}, "list_company", {"value": F(1)}, "not listed yet"),
        (STOCK, "convert_to_stock", TAKE, "the company is listed"),
        ({**STOCK, "listing.value": TINY}, "convert_to_stock", TAKE, ""),
        (LISTED, "convert_to_stock", {**TAKE, "points": F(0)}, "points are given up"),
        (LISTED, "convert_to_stock", {**TAKE, "points": TINY}, ""),
        (LISTED, "convert_to_stock", {**TAKE, "points": F(20)}, ""),
        (LISTED, "convert_to_stock", {**TAKE, "points": 20 + TINY}, "the holder has them"),
    ],
)
def test_every_requirement_at_its_boundary(
    entries: dict[str, Any], rule: str, told: dict[str, Any], refused: str
) -> None:
    """A company is listed once, and points are converted after that, as far as they are held."""
    if refused:
        with pytest.raises(NotEnabled, match=refused):
            happen(world(entries), rule, **told)
    else:
        assert happen(world(entries), rule, **told)


@pytest.mark.parametrize(("given", "left"), [(10**8, True), (10**8 + TINY, False)])
def test_the_reserved_shares_may_all_be_given(given: Fraction, left: bool) -> None:
    """The last reserved share may be given for points, and none beyond it."""
    w = world({**LISTED, "issuer.stock": -given, "listing.converted": 10**8})
    view = View(w.scheme, w.numbers, w.state, ROSTER)
    (check,) = CLAIMS["stock_stays_within_the_reserved_part"].checks(None, view, None)
    assert check.holds(view) is left
