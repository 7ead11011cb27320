"""How much of a window of numbers is unknown: bounds of its area, by boxes cut in halves."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from neverfalls.spec.numbers import terms

from .boxes import halves, in_box, window
from .conditions import truths_of
from .region import Region

ASKED = 160
"""Boxes that a solver is asked about."""


def unknown_share(region: Region) -> tuple[Fraction, Fraction]:
    """The least and the greatest share of the window of which nothing is known.

    The window has all values of each number up to its greatest, or else up to twice the scheme's
    own. Boxes without a point of the unknown count as nothing, those full of it as whole; any other
    is cut until the effort is spent, and what is left of it counts in the greatest share only.
    """
    ground = region.ground
    unknown = terms.any_of(*(terms.all_of(*truths_of(each)) for each in region.unknown))
    if unknown is False:
        return Fraction(0), Fraction(0)
    least = Fraction(0)
    pending = [(window(region.scheme, region.free), Fraction(1))]
    for _time in range(ASKED):
        if not pending:
            break
        box, share = pending.pop(0)
        inside = [clause for (clause,) in in_box(box)]
        if ground.empty(*inside, unknown):
            continue
        if ground.implies(inside, unknown):
            least += share
            continue
        pending += [(half, share / 2) for half in halves(box)]
    return least, least + sum((share for _box, share in pending), Fraction(0))


def in_words(box: Mapping[str, tuple[Fraction, Fraction]]) -> str:
    """A window in plain characters."""
    return ", ".join(f"{name} from {low} to {high}" for name, (low, high) in box.items())
