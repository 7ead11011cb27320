"""Releases over time on exact fractions: bases, conditions, what is paid and what is destroyed."""

from fractions import Fraction
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, Event, history, state_after, world

F = Fraction
ROOMS = ("purchase", "days", "vouchers", "gradual-release")
TENTH = made_of(*ROOMS, release_share="1/10")
LOCKED = {**STOCK, "alice.locked": 60, "alice.ever-locked": 100, "issuer.locked": -60}
"""Of a hundred yuan that were locked for alice, sixty still are."""

DAY: Event = ("close_day", {})


def test_a_purchase_locks_a_multiple() -> None:
    """Twice what was paid is locked, and the days are counted anew."""
    scheme = made_of(*ROOMS, lock_multiple="2")
    entries = {**LOCKED, "alice.part-due": F(1, 2)}
    state = state_after(scheme, entries, "purchase", {"buyer": "alice", "paid": F(100)})
    found = [state[f"alice.{entry}"] for entry in ("locked", "ever-locked", "part-due")]
    assert found == [260, 300, 0]


@pytest.mark.parametrize(("base", "paid"), [("of-rest", 6), ("of-start", 10)])
def test_a_tenth_of_the_rest_or_of_the_start(base: str, paid: int) -> None:
    """A tenth of 60 is 6; a tenth of 100 is 10."""
    state = state_after(TENTH, LOCKED, *DAY, release_base=base)
    assert (state["alice.yuan"], state["treasury.yuan"]) == (paid, -paid)
    assert (state["alice.locked"], state["issuer.locked"]) == (60 - paid, paid - 60)
    assert (state["alice.paid-out"], state["alice.part-due"]) == (paid, F(1, 10))


@pytest.mark.parametrize(("left", "paid"), [(10 - TINY, 10 - TINY), (F(10), 10), (10 + TINY, 10)])
def test_no_more_than_what_is_left(left: Fraction, paid: Fraction) -> None:
    """The last instalment is what is left, if that is less than a tenth of the start."""
    entries = {**LOCKED, "alice.locked": left, "issuer.locked": -left}
    state = state_after(TENTH, entries, *DAY, release_base="of-start")
    assert (state["alice.yuan"], state["alice.locked"]) == (paid, left - paid)


@pytest.mark.parametrize(
    ("today", "before", "released"),
    [
        (F(115), F(100), True),
        (115 - TINY, F(100), False),
        (F(0), F(0), False),
        (TINY, F(0), True),
    ],
)
def test_only_where_sales_grew(today: Fraction, before: Fraction, released: bool) -> None:
    """By fifteen per cent or more; a day without sales has not grown."""
    entries = {**LOCKED, "day.sales": today, "closed.sales": before}
    state = state_after(TENTH, entries, *DAY, release_condition="if-sales-grew")
    assert state["alice.yuan"] == (6 if released else 0)
    assert state["alice.part-due"] == F(1, 10)


def test_a_part_is_destroyed() -> None:
    """Three of every ten yuan that are released are paid to nobody."""
    scheme = made_of(*ROOMS, release_share="1/10", release_destroyed="3/10")
    state = state_after(scheme, LOCKED, *DAY)
    assert (state["alice.yuan"], state["alice.locked"]) == (F("4.2"), 54)
    assert (state["alice.paid-out"], state["release.destroyed"]) == (F("4.2"), F("1.8"))


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({}, 3),  # at 2 yuan
        ({"pool.yuan": 0}, 6),  # at the issue price: points have no other
        ({"issuer.points": 0, "alice.points": 0, "bob.points": 0}, 6),
    ],
)
def test_release_as_points(changed: dict[str, Any], points: int) -> None:
    """Points worth as much at the live price; before there is one, at the issue price."""
    entries = LOCKED | changed
    state = state_after(TENTH, entries, *DAY, released_as="points")
    assert state["alice.points"] - entries["alice.points"] == points
    assert (state["alice.yuan"], state["treasury.yuan"]) == (0, 0)


def test_everybody_is_released_at_one_price() -> None:
    """Bob's points are granted at the price of the morning, whatever alice got before him."""
    entries = {**LOCKED, "bob.locked": 60, "issuer.locked": -120}
    state = state_after(TENTH, entries, *DAY, released_as="points")
    assert (state["alice.points"], state["bob.points"]) == (23, 13)


def test_release_as_vouchers() -> None:
    """Vouchers for goods of as many yuan; no money moves."""
    state = state_after(TENTH, LOCKED, *DAY, released_as="vouchers")
    assert (state["alice.vouchers"], state["issuer.vouchers"]) == (6, -6)
    assert (state["alice.yuan"], state["treasury.yuan"]) == (0, 0)


def test_without_vouchers_the_treasury_pays() -> None:
    """Where a scheme has none, what is released as vouchers is paid in money."""
    scheme = made_of("purchase", "days", "gradual-release", release_share="1/10")
    state = state_after(scheme, LOCKED, *DAY, released_as="vouchers")
    assert (state["alice.yuan"], state["treasury.yuan"]) == (6, -6)


def test_one_per_cent_a_day_is_never_all() -> None:
    """After a hundred days of one per cent of the rest, more than a third is still locked."""
    bought = ("purchase", {"buyer": "alice", "paid": F(100)})
    rest = history(world(made_of(*ROOMS)), bought, *[DAY] * 100)
    assert rest.state["alice.locked"] == 100 * F(99, 100) ** 100
    assert 36 < rest.state["alice.locked"] < 37
    start = history(world(made_of(*ROOMS), release_base="of-start"), bought, *[DAY] * 100)
    assert start.state["alice.locked"] == 0


def test_a_release_that_the_cap_withholds_was_not_paid() -> None:
    """Six yuan are three points at 2 yuan; one is left to be issued, so two yuan are paid."""
    scheme = made_of(*ROOMS, "issue-cap", release_share="1/10", cap="31")
    entries = {**LOCKED, "issued.total": 30}
    state = state_after(scheme, entries, *DAY, released_as="points", at_cap="excess-withheld")
    found = [state[f"alice.{entry}"] for entry in ("points", "locked", "paid-out")]
    assert found == [21, 54, 2]
