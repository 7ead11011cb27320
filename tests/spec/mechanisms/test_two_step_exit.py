"""Cash exits in two steps on exact fractions: payment, destruction, and a purchase in between."""

from fractions import Fraction
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import STOCK, TINY, Event, history, state_after, world

F = Fraction
SCHEME = made_of("purchase", "cash-exit", "two-step-exit")
PURE = made_of(
    "purchase", "cash-exit", "two-step-exit", contribution="1", reward="1", margin="1", exit_fee="0"
)
END: Event = ("end_sale", {"seller": "alice"})
BUY: Event = ("purchase", {"buyer": "bob", "paid": F(100)})


def begin(points: Fraction | int = 10) -> Event:
    """Return the beginning of a sale of alice's."""
    return "begin_sale", {"seller": "alice", "points": F(points)}


def test_paid_first_and_destroyed_later() -> None:
    """Ten points at 2 yuan bring 18; thirty points circulate until the sale ends, then twenty."""
    w = history(world(SCHEME, STOCK), begin())
    assert (w.state["alice.yuan"], w.pool, w.supply) == (18, 42, 30)
    assert (
        w.state["alice.points"],
        w.state["alice.points-pending"],
        w.state["pending.number"],
    ) == (
        10,
        10,
        10,
    )
    assert (w.quote.yuan, w.quote.points) == (42, 30)
    history(w, END)
    assert (w.pool, w.supply, w.state["alice.points-pending"], w.state["pending.number"]) == (
        42,
        20,
        0,
        0,
    )


def test_both_steps_together_are_a_sale() -> None:
    """With nothing in between, money and points are as after a sale at once."""
    slow = history(world(SCHEME, STOCK), begin(), END).state
    once = history(world(SCHEME, STOCK), ("sell", {"seller": "alice", "points": F(10)})).state
    assert {k: v for k, v in slow.items() if not k.startswith("unpaid")} == {
        k: v for k, v in once.items() if not k.startswith("unpaid")
    }


def test_a_purchase_in_between_takes_from_those_who_stay() -> None:
    """At 40 yuan for 30 points 100 yuan buy 75, where 50 were right: 2 yuan become 28/19."""
    between = history(world(PURE, STOCK), begin(), BUY, END)
    assert (between.member("bob").points, between.pool, between.supply) == (85, 140, 95)
    after = history(world(PURE, STOCK), begin(), END, BUY)
    assert (after.member("bob").points, after.pool, after.supply) == (60, 140, 70)


def test_the_price_before_the_first_sale_is_kept() -> None:
    """A second sale that begins before the first has ended does not change it."""
    other: Event = ("begin_sale", {"seller": "bob", "points": F(5)})
    w = history(world(SCHEME, STOCK), begin(), other)
    assert (w.state["unpaid.yuan-in-pool"], w.state["unpaid.supply"]) == (60, 30)
    history(w, END, ("end_sale", {"seller": "bob"}), other)
    assert (w.state["unpaid.yuan-in-pool"], w.state["unpaid.supply"]) == (F("35.7"), 15)


@pytest.mark.parametrize(
    ("entries", "event", "allowed"),
    [
        ({}, begin(F(0)), False),
        ({}, begin(TINY), True),
        ({}, begin(F(20)), True),
        ({}, begin(20 + TINY), False),
        ({}, END, False),
        ({"alice.points-pending": TINY, "pending.number": TINY}, END, True),
    ],
)
def test_what_can_happen(entries: dict[str, Any], event: Event, allowed: bool) -> None:
    """Points that are held can be sold, and only a sale that began can end."""
    rule, arguments = event
    assert (state_after(SCHEME, STOCK | entries, rule, arguments) is not None) is allowed


@pytest.mark.parametrize(
    ("reading", "pending", "allowed"),
    [("anything", 1, True), ("no-purchase", 1, False), ("no-purchase", 0, True)],
)
def test_whether_anybody_can_buy_meanwhile(reading: str, pending: int, allowed: bool) -> None:
    """A lock keeps purchases out until every sale has ended."""
    entries = {**STOCK, "pending.number": pending}
    rule, arguments = BUY
    state = state_after(SCHEME, entries, rule, arguments, between_steps=reading)
    assert (state is not None) is allowed


@pytest.mark.parametrize(
    ("rooms", "choices"),
    [
        (("platform-fee",), {}),
        (("quota",), {"quota_scope": "dividends-and-exits"}),
        (("rounding",), {"arithmetic": "down"}),
        (("days", "decreed-price"), {"decreed_payer": "treasury"}),
        (("exchange",), {"buyback_price": "market"}),
    ],
)
def test_what_joins_in_a_sale_joins_in_its_first_step(
    rooms: tuple[str, ...], choices: dict[str, str]
) -> None:
    """The platform's fee, quota, rounding and other prices are those of a sale at once."""
    scheme = made_of("purchase", "cash-exit", "two-step-exit", *rooms)
    entries = {"decreed.price": F(3), "alice.quota": F(5), "issuer.quota": F(-5)}
    entries |= {"market.paid": F(3), "market.size": F(1)}
    opening = {**STOCK, **{k: v for k, v in entries.items() if k in world(scheme, STOCK).state}}
    sold: Event = ("sell", {"seller": "alice", "points": F(7)})
    slow = history(world(scheme, opening, **choices), begin(7), END).state
    once = history(world(scheme, opening, **choices), sold).state
    assert {k: v for k, v in slow.items() if not k.startswith("unpaid")} == {
        k: v for k, v in once.items() if not k.startswith("unpaid")
    }


def test_only_whole_steps_can_be_sold_in_two_steps() -> None:
    """Where points are counted in steps, no part of one can be sold."""
    scheme = made_of("purchase", "cash-exit", "two-step-exit", "rounding", points_step="1")
    assert state_after(scheme, STOCK, *begin(F(7, 2)), arithmetic="down") is None
    assert state_after(scheme, STOCK, *begin(F(7)), arithmetic="down") is not None
