"""The numbers of the growth example as exact fractions: the price, and what the first member gets.

Source: N1, N2, N3 (000, growth example).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import ExactNumbers, Points, Yuan
from neverfalls.spec.numbers.decimals import decimal
from neverfalls.spec.numbers.terms import Term
from neverfalls.spec.schemes.scheme import Scheme

from .expressions import DerivationFailed

NEEDED = ("order", "contribution", "reward", "issue_price", "points_per_yuan", "exit_fee")


class Quantity(NamedTuple):
    """A number that was computed: what it is, its exact value, its unit."""

    name: str
    meaning: str
    value: Fraction
    unit: str

    def to_dict(self) -> dict[str, str]:
        """The number as strings: exactly, and rounded half up to four places."""
        exact = {"value": str(self.value), "decimal": decimal(self.value)}
        return {"name": self.name, "meaning": self.meaning, **exact, "unit": self.unit}


@dataclass(frozen=True)
class FirstMember:
    """What the first member gets for all their points after a number of equal sales.

    ``gross`` is points × price, ``net`` what the sale rule really pays, ``fee`` the difference,
    ``gain`` the net amount less what the member paid for the purchase. ``gross_at_quoted`` is
    points × the price rounded to four places, which is how the documents compute (N2).
    """

    points: Points
    gross: Yuan
    fee: Yuan
    net: Yuan
    paid: Yuan
    gain: Yuan
    gross_at_quoted: Yuan

    def quantities(self) -> Iterator[Quantity]:
        """The same as named numbers."""
        yield Quantity("points", "points of the first member", self.points, "points")
        yield Quantity("gross", "their value at the exact price", self.gross, "yuan")
        rounded = "their value at the price rounded to four places"
        yield Quantity("gross_at_quoted", rounded, self.gross_at_quoted, "yuan")
        yield Quantity("fee", "the exit fee", self.fee, "yuan")
        yield Quantity("net", "what the member is paid for them", self.net, "yuan")
        yield Quantity("paid", "what the member paid for the purchase", self.paid, "yuan")
        yield Quantity("gain", "what they are paid less what they paid", self.gain, "yuan")


def require_numbers(scheme: Scheme) -> None:
    """Refuse a scheme that leaves a number open that is needed; only the margin may be open (A20).

    Raises:
        DerivationFailed: another number is open; the stage names the parameter.
    """
    for name in NEEDED:
        if isinstance(getattr(scheme.parameters, name), Term):
            raise DerivationFailed(f"parameters.{name}", "an unknown", "an exact number")


def replay(scheme: Scheme, sales: int) -> World:
    """The exact state after equal purchases from nothing, the first of them by the first member.

    Raises:
        DerivationFailed: a purchase is refused, or a number of the scheme is left open.
    """
    require_numbers(scheme)
    bare = replace(scheme, opening={}, members=())
    first, later = roster = bare.roster(2)
    world = World(bare, ExactNumbers(), bare.opening_state(roster), roster)
    for number in range(1, sales + 1):
        buyer = first if number == 1 else later
        _run(
            world, scheme, "purchase", f"purchase {number}", buyer=buyer, paid=bare.parameters.order
        )
    return world


def quoted_price(world: World) -> Fraction:
    """The exact price in a state, in yuan per point.

    Raises:
        DerivationFailed: no points circulate.
    """
    if world.supply <= 0:
        raise DerivationFailed("price", f"{world.supply} circulating points", "more than 0")
    return Fraction(world.pool) / Fraction(world.supply)


def first_member(scheme: Scheme, sales: int) -> FirstMember | None:
    """What the first member gets by selling all their points; None where there is no cash exit.

    Raises:
        DerivationFailed: a purchase or the sale is refused, or a number is left open.
    """
    if "sell" not in scheme.rules:
        return None
    world = replay(scheme, sales)
    price = quoted_price(world)
    member = world.member(world.roster[0])
    points, before = member.points, member.yuan
    _run(world, scheme, "sell", "sale", seller=member.name, points=points)
    net = member.yuan - before
    return FirstMember(
        points=points,
        gross=points * price,
        fee=points * price - net,
        net=net,
        paid=-before,
        gain=member.yuan,
        gross_at_quoted=points * Fraction(decimal(price)),
    )


def _run(world: World, scheme: Scheme, rule: str, stage: str, **arguments: object) -> None:
    try:
        world.run(scheme.rules[rule], arguments)
    except NotEnabled as refused:
        raise DerivationFailed(stage, "a refusal", refused.requirement) from None
