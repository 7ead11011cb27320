"""Points of the day on exact fractions: by what they are shared out, and who pays."""

from fractions import Fraction
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, state_after

F = Fraction
SCHEME = made_of("purchase", "days", "daily-grant").with_parameters(daily_points=F(60))
BOUGHT: dict[str, Any] = {
    **STOCK,
    "alice.bought-today": 99,
    "bob.bought-today": 300,
    "alice.bought-ever": 300,
    "bob.bought-ever": 300,
}
"""Alice holds twenty points and has bought for one yuan too little to qualify."""


@pytest.mark.parametrize(
    ("weights", "shares"),
    [
        ("bought-today", (F(5940, 399), F(18000, 399))),
        ("bought-ever", (F(30), F(30))),
        ("heads", (F(0), F(60))),
        ("points", (F(40), F(20))),
    ],
)
def test_weights(weights: str, shares: tuple[Fraction, Fraction]) -> None:
    """Sixty points by purchases, by heads or by points; a new day begins."""
    state = state_after(SCHEME, BOUGHT, "close_day", {}, daily_weights=weights)
    assert (state["alice.day-grants"], state["bob.day-grants"]) == shares
    assert (state["alice.points"] - 20, state["bob.points"] - 10) == shares
    assert (-state["issuer.points"], state["day-grants.number"]) == (90, 60)
    assert (state["alice.bought-today"], state["bob.bought-today"]) == (0, 0)


@pytest.mark.parametrize(("bought", "heads"), [(99, 1), (100, 2)])
def test_who_qualifies(bought: int, heads: int) -> None:
    """Whoever has bought for a hundred, not for less."""
    entries = BOUGHT | {"alice.bought-today": bought}
    state = state_after(SCHEME, entries, "close_day", {}, daily_weights="heads")
    assert state["bob.day-grants"] == F(60, heads)


@pytest.mark.parametrize(("payer", "pool"), [("nobody", 60), ("treasury", 180)])
def test_who_pays(payer: str, pool: int) -> None:
    """Nobody, or the treasury their value at the live price of two yuan."""
    state = state_after(SCHEME, BOUGHT, "close_day", {}, daily_grant_payer=payer)
    assert (state["pool.yuan"], state["treasury.yuan"]) == (pool, 60 - pool)


@pytest.mark.parametrize(("picked", "allowed"), [(0, True), (10000, True), (10001, False)])
def test_a_number_that_is_typed_in(picked: int, allowed: bool) -> None:
    """Any number up to the most."""
    given = {"points_of_the_day": F(picked)}
    state = state_after(SCHEME, BOUGHT, "close_day", given, daily_total="picked")
    assert (state is not None) is allowed
    assert state is None or state["day-grants.number"] == picked


def test_a_day_without_purchases_gives_nothing() -> None:
    """Where nobody has any weight, no points are issued."""
    state = state_after(SCHEME, STOCK, "close_day", {})
    assert (state["day-grants.number"], -state["issuer.points"]) == (0, 30)


def test_a_purchase_counts_for_its_day_and_for_good() -> None:
    """What is paid is added to what the buyer has bought today, and to all they ever bought."""
    state = state_after(SCHEME, BOUGHT, "purchase", {"buyer": "alice", "paid": F(7)})
    assert (state["alice.bought-today"], state["alice.bought-ever"]) == (106, 307)
    assert (state["bob.bought-today"], state["bob.bought-ever"]) == (300, 300)


@pytest.mark.parametrize(("points", "given"), [(0, 0), (TINY, 60)])
def test_points_are_shared_out_while_any_circulate(points: Fraction, given: int) -> None:
    """Where there are none nothing is issued, whatever was bought; the least is enough."""
    entries = {"pool.yuan": 60, "alice.points": points, "issuer.points": -points}
    entries |= {"bob.bought-today": 300}
    state = state_after(SCHEME, entries, "close_day", {})
    assert (state["day-grants.number"], state["bob.points"]) == (given, given)


@pytest.mark.parametrize(("bought", "heads"), [(0, 1), (TINY, 2)])
def test_who_bought_nothing_never_qualifies(bought: Fraction, heads: int) -> None:
    """Not even where purchases of nothing at all would be enough; the least purchase is."""
    scheme = SCHEME.with_parameters(qualifying_purchase=F(0))
    entries = BOUGHT | {"alice.bought-today": bought}
    state = state_after(scheme, entries, "close_day", {}, daily_weights="heads")
    assert state["bob.day-grants"] == F(60, heads)


def test_points_that_the_cap_withholds_were_not_given() -> None:
    """Of sixty points five are left: members together have got five."""
    capped = made_of("purchase", "days", "daily-grant", "issue-cap", daily_points="60", cap="35")
    entries = BOUGHT | {"issued.total": 30}
    state = state_after(capped, entries, "close_day", {}, at_cap="excess-withheld")
    assert (state["alice.points"] + state["bob.points"], state["day-grants.number"]) == (35, 60)
    assert state["alice.day-grants"] + state["bob.day-grants"] == 5
