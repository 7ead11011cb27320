"""Collectibles on exact fractions: items bought with points or money, and resold."""

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.mechanisms.collectibles import issued
from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import TINY, changed, state_after, world

F = Fraction
GALLERY = load_scheme("gallery")
STOCK: dict[str, Any] = {
    "pool.yuan": 300_000,
    "issuer.points": -150_000,
    "alice.points": 80_000,
    "bob.points": 70_000,
    "quoted.yuan-in-pool": 300_000,
    "quoted.supply": 150_000,
}
"""Points are worth 2 yuan each, so the first item costs 50,000 of them."""
ISSUED = {"alice.items": 1, "issuer.items": -1, "items.announced": 110_000}


@pytest.mark.parametrize(
    ("choice", "ends"),
    [
        ("destroyed", {"issuer.points": -100_000, "quoted.supply": 100_000}),
        ("kept", {"platform.points": 50_000}),
    ],
)
def test_points_buy_an_item(choice: str, ends: dict[str, int]) -> None:
    """The first item costs points worth 100,000 yuan; the next one is announced a tenth dearer."""
    differ = changed(world(GALLERY, STOCK, item_points=choice), "collect", buyer="alice")
    assert differ == {**ISSUED, "alice.points": 30_000, **ends}


def test_money_buys_an_item() -> None:
    """The second item costs 110,000 yuan, which the platform keeps, and the third 121,000."""
    w = world(GALLERY, {**STOCK, **ISSUED})
    assert changed(w, "acquire", buyer="bob") == {
        "bob.yuan": -110_000,
        "treasury.yuan": 110_000,
        "bob.items": 1,
        "issuer.items": -2,
        "items.last": 110_000,
        "items.announced": 121_000,
    }
    assert issued(w) == 2


def test_a_resale_moves_one_item() -> None:
    """The buyer pays the seller, and nobody else is paid; the announced price stays."""
    differ = changed(world(GALLERY, ISSUED), "resell", seller="alice", buyer="bob", paid=F(90_000))
    assert differ == {
        "alice.items": 0,
        "bob.items": 1,
        "alice.yuan": 90_000,
        "bob.yuan": -90_000,
        "items.last": 90_000,
        "items.resold": 1,
    }


@pytest.mark.parametrize(("choice", "worth"), [("announced", 121_000), ("last-paid", 90_000)])
def test_what_two_items_are_said_to_be_worth(choice: str, worth: int) -> None:
    """Either the price announced for the next item, or what was paid last, counts for each."""
    entries = {"issuer.items": -2, "items.announced": 121_000, "items.last": 90_000}
    w = world(GALLERY, entries, item_value=choice)
    checks = CLAIMS["stated_item_values_are_backed"].checks(None, w, None)
    assert [2 * worth] == [check.sides()[1] for check in checks]


RESALE = {"seller": "alice", "buyer": "bob"}
ENOUGH = {**STOCK, "alice.points": 50_000, "bob.points": 100_000}
SHORT = {**STOCK, "alice.points": 50_000 - TINY, "bob.points": 100_000 + TINY}
LAST = {**STOCK, "issuer.items": -1, "bob.items": 1}
SOLD_OUT = {**STOCK, "issuer.items": -2, "bob.items": 2}


@pytest.mark.parametrize(
    ("entries", "rule", "arguments", "refused"),
    [
        (ENOUGH, "collect", {"buyer": "alice"}, ""),
        (SHORT, "collect", {"buyer": "alice"}, "enough of them"),
        ({"pool.yuan": 1}, "collect", {"buyer": "alice"}, "worth something"),
        ({**ENOUGH, "pool.yuan": 0}, "collect", {"buyer": "alice"}, "worth something"),
        (LAST, "collect", {"buyer": "alice"}, ""),
        (LAST, "acquire", {"buyer": "alice"}, ""),
        (SOLD_OUT, "collect", {"buyer": "alice"}, "not sold out"),
        (SOLD_OUT, "acquire", {"buyer": "alice"}, "not sold out"),
        (ISSUED, "resell", {**RESALE, "paid": TINY}, ""),
        (ISSUED, "resell", {**RESALE, "paid": F(0)}, "something is paid"),
        ({**ISSUED, "alice.items": 1 - TINY}, "resell", {**RESALE, "paid": F(1)}, "has an item"),
    ],
)
def test_every_requirement_at_its_boundary(
    entries: dict[str, Any], rule: str, arguments: dict[str, Any], refused: str
) -> None:
    """Items are bought while there are any, by who can pay, and resold by who has one."""
    if refused:
        with pytest.raises(NotEnabled, match=refused):
            changed(world(GALLERY, entries), rule, **arguments)
    else:
        assert changed(world(GALLERY, entries), rule, **arguments)


@pytest.mark.parametrize("rule", ["collect", "acquire"])
def test_an_unlimited_edition_is_never_sold_out(rule: str) -> None:
    """Without a limit the third item of an edition of two is issued as well."""
    entries = {**SOLD_OUT, "alice.points": 150_000, "bob.points": 0}
    w = world(GALLERY, entries, item_issue="unlimited")
    changed(w, rule, buyer="alice")
    assert issued(w) == 3


@pytest.mark.parametrize(("choice", "items"), [("limited", None), ("unlimited", 3)])
def test_an_edition_may_have_no_end(choice: str, items: int | None) -> None:
    """With both items of an edition issued there is a third only where issue has no limit."""
    entries = {"issuer.items": -2}
    state = state_after(GALLERY, entries, "acquire", {"buyer": "alice"}, item_issue=choice)
    assert items == (state and -state["issuer.items"])
