"""Expiry on exact fractions: what is gone, on which day, and where the money stays."""

from fractions import Fraction
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, Event, history, state_after, world

F = Fraction
SCHEME = made_of("purchase", "quota", "days", "vouchers", "expiry").with_parameters(
    expiry_days=F(3)
)
DAY: Event = ("close_day", {})


@pytest.mark.parametrize(
    ("gone", "left", "next_day"), [(0, 20, 1), (1, 20, 2), (2, 0, 0), (3, 0, 0)]
)
def test_the_last_day_of_the_term(gone: int, left: int, next_day: int) -> None:
    """On the third day, not on the second, all is gone; others keep theirs."""
    state = state_after(SCHEME, {**STOCK, "alice.term-days": gone}, *DAY)
    assert (state["alice.points"], state["alice.term-days"]) == (left, next_day)
    assert (state["bob.points"], state["bob.term-days"]) == (10, 1)
    assert (state["expired.number"], -state["issuer.points"]) == (20 - left, 10 + left)
    assert (state["alice.expired"], state["alice.lasted"]) == (20 - left, 0 if left else 1)


@pytest.mark.parametrize(("behind", "pool", "cash"), [("stays", 60, 0), ("to-platform", 20, 40)])
def test_the_money_behind(behind: str, pool: int, cash: int) -> None:
    """It stays for the other points, or the platform takes it at the live price."""
    entries = {**STOCK, "alice.term-days": 2}
    state = state_after(SCHEME, entries, *DAY, behind_expired=behind)
    assert (state["pool.yuan"], state["treasury.yuan"]) == (pool, cash)


@pytest.mark.parametrize("what", ["quota", "vouchers"])
def test_other_things_expire(what: str) -> None:
    """Points stay, and so does the money behind them."""
    entries: dict[str, Any] = {**STOCK, f"alice.{what}": 7, f"issuer.{what}": -7}
    entries |= {"alice.term-days": 2, "alice.points": 20}
    state = state_after(SCHEME, entries, *DAY, what_expires=what, behind_expired="to-platform")
    assert (state[f"alice.{what}"], state[f"issuer.{what}"]) == (0, 0)
    assert (state["alice.points"], state["pool.yuan"], state["expired.number"]) == (20, 60, 0)


@pytest.mark.parametrize(("renewal", "gone"), [("never-renewed", 2), ("each-purchase", 0)])
def test_a_purchase_and_the_term(renewal: str, gone: int) -> None:
    """It starts the term anew, or leaves it as it is."""
    entries = {**STOCK, "alice.term-days": 2, "alice.days-since-purchase": 2}
    bought = {"buyer": "alice", "paid": F(100)}
    state = state_after(SCHEME, entries, "purchase", bought, term_renewal=renewal)
    assert (state["alice.term-days"], state["alice.days-since-purchase"]) == (gone, 0)


def test_who_has_nothing_begins_anew() -> None:
    """Days without points are no days of the term."""
    state = state_after(SCHEME, {"alice.term-days": 2}, *DAY)
    assert state["alice.term-days"] == 0


def test_the_least_that_is_held_expires() -> None:
    """Days count for less than one point as they do for many, and on the last one it is gone."""
    entries = {"alice.points": TINY, "issuer.points": -TINY, "alice.term-days": 1}
    w = history(world(SCHEME, entries), DAY)
    assert (w.state["alice.points"], w.state["alice.term-days"]) == (TINY, 2)
    history(w, DAY)
    assert (w.state["alice.points"], w.state["alice.expired"]) == (0, TINY)
