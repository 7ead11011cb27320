"""The price list on exact fractions: what is granted at it, and when it is refreshed."""

from dataclasses import replace
from fractions import Fraction

import pytest

from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import QUOTED, Event, changed, history, world

F = Fraction
LIST = load_scheme("price-list")
LISTED = {**QUOTED, "listed.yuan-in-pool": 3, "listed.supply": 2}
"""A live price of 2 yuan, and a listed one of 3/2."""
BUY: Event = ("purchase", {"buyer": "bob", "paid": F(100)})
CLOSE: Event = ("close_day", {})


@pytest.mark.parametrize(
    ("choice", "points"), [("listed", F(14)), ("before", F(21, 2)), ("after", F(210, 23))]
)
def test_points_are_granted_at_the_listed_price(choice: str, points: Fraction) -> None:
    """The reward of 21 yuan is 14 points at 3/2 yuan, whatever the live price is."""
    after = history(world(LIST, LISTED, mint_price=choice), BUY)
    assert 10 + points == after.state["bob.points"]


def test_closing_a_day_lists_the_live_price() -> None:
    """What the day closes at is put up, what was listed is kept beside it, and that is all."""
    found = changed(world(LIST, LISTED), "close_day")
    new = {"listed.yuan-in-pool": 60, "listed.supply": 30}
    old = {"replaced.yuan-in-pool": 3, "replaced.supply": 2}
    assert {**new, **old, "list.refreshed": 1} == found


def test_closing_a_day_without_points_lists_the_last_quote() -> None:
    """When nothing circulates the price that was quoted last is put up."""
    quoted = {"quoted.yuan-in-pool": 5, "quoted.supply": 4, "pool.yuan": 7}
    found = changed(world(LIST, quoted), "close_day")
    assert {"listed.yuan-in-pool": 5, "listed.supply": 4, "list.refreshed": 1} == found


def test_points_of_the_opening_have_their_price_on_the_list() -> None:
    """Where points circulate at the opening, the list shows what they are quoted at."""
    opened = replace(LIST, opening={"pool.yuan": F(90), "alice.points": F(30)}, members=("alice",))
    assert 10 + F(21, 3) == history(world(opened, {"bob.points": 10}), BUY).state["bob.points"]


def test_equal_purchases_of_a_day_are_granted_alike() -> None:
    """The first two purchases are granted 21 points each, one of the next day fewer."""
    w = world(LIST)
    points = []
    for events in ([BUY], [BUY], [CLOSE, BUY]):
        before = w.state["bob.points"]
        points.append(history(w, *events).state["bob.points"] - before)
    assert [21, 21, F(147, 10)] == points


def test_a_stale_price_pays_whoever_buys_and_sells() -> None:
    """At a list that lags far behind, points cost less than the pool pays for them at once."""
    lagging = {**LISTED, "pool.yuan": 6000, "quoted.yuan-in-pool": 6000}
    sold = history(world(LIST, lagging), BUY, ("sell", {"seller": "bob", "points": F(14)}))
    assert sold.state["bob.yuan"] == -100 + F(9, 10) * 14 * F(6030, 44)
