"""Prizes and partners on exact fractions, on their bounds."""

from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest

from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import STOCK, TINY, happen, state_after, world

F = Fraction
SCHEME = replace(load_scheme("agents"), mechanisms=("purchase", "cash-exit", "ranks"))
after = partial(state_after, SCHEME)


def test_the_largest_holder_wins_a_prize_once() -> None:
    """The treasury pays the prize, and the winner cannot win again."""
    state = after(STOCK, "award", {"winner": "alice"})
    assert (state["alice.yuan"], state["alice.prizes"], state["treasury.yuan"]) == (
        5000,
        5000,
        -5000,
    )
    assert after(STOCK | {"alice.prizes": F(5000)}, "award", {"winner": "alice"}) is None


@pytest.mark.parametrize(
    ("points", "wins"), [(F(10), False), (20 - TINY, False), (F(20), True), (20 + TINY, True)]
)
def test_nobody_wins_behind_as_many_as_there_are_places(points: Fraction, wins: bool) -> None:
    """With one place, nobody may hold more than the winner; an equal holder may."""
    state = after(STOCK | {"bob.points": points}, "award", {"winner": "bob"})
    assert (state is not None) is wins


def test_ten_places_reach_further_than_one() -> None:
    """With two places the second largest holder may win too."""
    scheme = SCHEME.with_parameters(prize_places=F(2))
    w = happen(world(scheme, STOCK), "award", winner="bob")
    assert w.state["bob.prizes"] == 5000


def test_without_points_nobody_wins() -> None:
    """Before the first sale nobody ranks."""
    assert after({}, "award", {"winner": "alice"}) is None
    assert after({"alice.points": TINY}, "award", {"winner": "alice"}) is not None


@pytest.mark.parametrize(("points", "partner"), [(10 - TINY, 0), (F(10), 1), (10 + TINY, 1)])
def test_enough_points_make_a_partner(points: Fraction, partner: int) -> None:
    """Bob holds 10 points and buys some more; 20 make a partner."""
    state = after(STOCK, "purchase", {"buyer": "bob", "paid": points * F(200, 21)})
    assert (state["bob.points"], state["bob.partner"]) == (10 + points, partner)


def test_a_partner_stays_one() -> None:
    """Neither selling all points nor a small purchase ends it."""
    partner = STOCK | {"alice.partner": 1}
    assert after(partner, "sell", {"seller": "alice", "points": F(20)})["alice.partner"] == 1
    few = partner | {"alice.points": 0, "issuer.points": -10}
    assert after(few, "purchase", {"buyer": "alice", "paid": F(1)})["alice.partner"] == 1


@pytest.mark.parametrize(("points", "partner"), [(20 - TINY, 0), (F(20), 1)])
def test_large_holders_of_the_opening_are_partners(points: Fraction, partner: int) -> None:
    """Who opens with enough points is a partner from the start."""
    opened = replace(SCHEME, members=("old",), opening={"pool.yuan": F(60), "old.points": points})
    assert opened.opening_state(("old",))["old.partner"] == partner
