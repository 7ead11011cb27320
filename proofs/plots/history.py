"""Exact histories that pictures are made of."""

from __future__ import annotations

from fractions import Fraction

from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.schemes.scheme import Scheme

from ..limits.evidence import History


def standing(scheme: Scheme, members: int) -> History:
    """A history at its opening."""
    return History(scheme, members)


def for_all_points(history: History, seller: str, points: Fraction | None = None) -> Fraction:
    """What a member would be paid who now sold points (all that they have), in yuan.

    The history goes on as if nobody had asked.

    Raises:
        NotEnabled: they could not sell them.
    """
    amount = history.held(seller) if points is None else points
    possible, after = history.world.supposing("sell", seller=seller, points=amount)
    if not possible:
        raise NotEnabled("sell", f"{seller} holds {amount} points")
    return Fraction(after.member(seller).yuan) - history.held(seller, "yuan")


def buyers(scheme: Scheme, count: int) -> History:
    """A history in which so many members have bought once each, for the usual amount."""
    history = History(scheme, count)
    for name in history.world.roster:
        history.do("purchase", buyer=name, paid=history.order)
    return history
