"""The listing and the conversion of points into stock, on exact fractions."""

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.mechanisms.listing import share_price
from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import QUOTED, TINY, changed, world

F = Fraction
MARKET = load_scheme("market")
LISTED = {**QUOTED, "listing.value": 10**9}
"""A share is worth 5 yuan: half of 10^9 yuan for 10^8 shares."""


def test_a_listing_makes_the_worth_known() -> None:
    """A company worth 300 million yuan has a half of 150 million, 3/2 yuan for each share."""
    w = world(MARKET, QUOTED)
    assert changed(w, "list_company", value=F(300_000_000)) == {"listing.value": 300_000_000}
    yuan, shares = share_price(w)
    assert F(3, 2) == F(yuan) / shares


@pytest.mark.parametrize(("choice", "shares"), [("by-value", 4), ("by-number", 10)])
def test_points_become_stock(choice: str, shares: int) -> None:
    """Ten points of 2 yuan are four shares of 5 yuan, or ten shares by their number."""
    w = world(MARKET, LISTED, stock_rate=choice)
    assert changed(w, "convert_to_stock", holder="alice", points=F(10)) == {
        "alice.points": 10,
        "alice.stock": shares,
        "issuer.stock": -shares,
        "issuer.points": -20,
        "quoted.supply": 20,
        "listing.converted": 10,
    }


TAKE = {"holder": "alice", "points": F(1)}


@pytest.mark.parametrize(
    ("entries", "rule", "arguments", "refused"),
    [
        (QUOTED, "list_company", {"value": F(0)}, "worth something"),
        (QUOTED, "list_company", {"value": TINY}, ""),
        ({**QUOTED, "listing.value": TINY}, "list_company", {"value": F(1)}, "not listed yet"),
        (QUOTED, "convert_to_stock", TAKE, "the company is listed"),
        ({**QUOTED, "listing.value": TINY}, "convert_to_stock", TAKE, ""),
        (LISTED, "convert_to_stock", {**TAKE, "points": F(0)}, "points are given up"),
        (LISTED, "convert_to_stock", {**TAKE, "points": TINY}, ""),
        (LISTED, "convert_to_stock", {**TAKE, "points": F(20)}, ""),
        (LISTED, "convert_to_stock", {**TAKE, "points": 20 + TINY}, "the holder has them"),
    ],
)
def test_every_requirement_at_its_boundary(
    entries: dict[str, Any], rule: str, arguments: dict[str, Any], refused: str
) -> None:
    """A company is listed once, and points are converted after that, as far as they are held."""
    if refused:
        with pytest.raises(NotEnabled, match=refused):
            changed(world(MARKET, entries), rule, **arguments)
    else:
        assert changed(world(MARKET, entries), rule, **arguments)


@pytest.mark.parametrize(("given", "left"), [(10**8, True), (10**8 + TINY, False)])
def test_the_reserved_shares_may_all_be_given(given: Fraction, left: bool) -> None:
    """The last reserved share may be given for points, and none beyond it."""
    w = world(MARKET, {**LISTED, "issuer.stock": -given, "listing.converted": 10**8})
    (check,) = CLAIMS["stock_stays_within_the_reserved_part"].checks(None, w, None)
    assert check.holds(w) is left
