"""Claims about collectibles. Source: 002 section 5 and its appendix."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.collectibles import ItemValue, issued
from ..model.world import View
from ..numbers import Truth, Yuan
from .claim import Check, Kind, Relation, claim, own


def _items(w: View) -> Truth:
    """Items have been issued."""
    return issued(w) > 0


@claim(Kind.STATE, "C18", "M13.1", needs=("collectibles",), about=_items)
def items_are_unique(w: View) -> Iterator[Check]:
    """Every item issued has exactly one owner."""
    held = w.total(lambda member: member.items)
    yield Check(
        "items that members own, against items issued", held, issued(w), "items", Relation.EQUAL
    )


@claim(Kind.STEP, "C18", "M13.1", needs=("collectibles",), per_member=True)
def items_are_indivisible(before: View, after: View, name: str) -> Iterator[Check]:
    """Nobody gains or loses part of an item, or more than one item in one step."""
    gained = own(after, name).items - own(before, name).items
    for what, change in ("gained", gained), ("lost", -gained):
        yield Check(f"items {name} {what}", change, 1, "items", Relation.EQUAL, change > 0)


@claim(Kind.STATE, "C18", "A30", needs=("collectibles",), about=_items)
def items_are_scarce(w: View) -> Iterator[Check]:
    """No more items are ever issued than the edition has."""
    yield Check(
        "items of the edition, against items issued", w.parameters.edition, issued(w), "items"
    )


@claim(Kind.STEP, "C18", "A31", needs=("collectibles",), about=_items)
def items_only_appreciate(before: View, after: View) -> Iterator[Check]:
    """The stated value of an item never falls."""
    yield Check(
        "the value of an item after the step, against before it",
        _value(after),
        _value(before),
    )


@claim(Kind.STEP, "C18", "M13.4", "A31", needs=("collectibles",))
def resale_fetches_the_stated_value(before: View, after: View) -> Iterator[Check]:
    """A member who resells an item is paid at least its stated value."""
    yield Check(
        "what was paid for the item, against its stated value before",
        after.state["items.last"],
        _value(before),
        when=after.state["items.resold"] > before.state["items.resold"],
    )


@claim(Kind.STATE, "C18", "A31", needs=("collectibles",))
def stated_item_values_are_backed(w: View) -> Iterator[Check]:
    """The platform's own cash covers the stated value of all items."""
    yield Check(
        "the platform's own cash, against the stated value of all items",
        w.treasury,
        issued(w) * _value(w),
        when=issued(w) > 0,
    )


@claim(Kind.STATE, "C18", "A40", needs=("collectibles",), per_member=True)
def items_take_points_out_of_circulation(w: View, name: str) -> Iterator[Check]:
    """Paying for an item with points leaves fewer points in circulation."""
    possible, after = w.supposing("collect", buyer=name)
    yield Check(
        f"points in circulation, against those after {name} pays for an item",
        w.supply,
        after.supply,
        "points",
        relation=Relation.MORE_THAN,
        when=possible,
    )


@claim(Kind.STATE, "C18", "M13.2", needs=("collectibles",), per_member=True)
def items_can_be_had_for_points(w: View, name: str) -> Iterator[Check]:
    """A member whose points are worth the announced price can exchange them for an item."""
    points = own(w, name).points
    possible, _after = w.supposing("collect", buyer=name)
    yield Check(
        f"items that {name} can have for its points",
        w.numbers.choose(possible, 1, 0),
        1,
        "items",
        relation=Relation.EQUAL,
        when=w.numbers.both(points > 0, points * w.pool >= w.state["items.announced"] * w.supply),
    )


def _value(w: View) -> Yuan:
    """The stated value of an item."""
    if w.readings.item_value is ItemValue.ANNOUNCED:
        return w.state["items.announced"]
    return w.state["items.last"]
