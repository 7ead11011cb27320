"""The nearest value of one number at which a claim is proved, in a region of that number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ..regions import Region
from ..regions.conditions import places_of


@dataclass(frozen=True)
class Nearest:
    """A value of a number next to which, or at which, a claim holds.

    It is ``attained`` if the claim holds there, else only beyond it, and ``inside`` is a value at
    which it holds. ``settled`` if it breaks at every nearer value; else some of these are unknown.
    The ``distance`` from the scheme's own value is in the number's unit.
    """

    value: Fraction
    attained: bool
    inside: Fraction
    settled: bool
    distance: Fraction


def nearest(found: Region) -> Nearest | None:
    """The value nearest to the scheme's own at which the claim is proved; none if there is none.

    None too where the region is not told by intervals with rational ends.
    """
    (name,) = found.free
    own = found.own[name]
    conditions = [found.condition, *(each.case for each in found.proofs), *found.unknown]
    places = places_of([*conditions, tuple((each,) for each in found.ground.known)])
    if places is None:
        return None
    spots = _spots(sorted({own, *places}))
    words = {spot: found.word({name: spot}) for spot in spots}
    holding = [spot for spot in spots if words[spot] == "holds"]
    if not holding:
        return None
    ends = {spot: _end(spot, sorted({own, *places}), own) for spot in holding}
    inside = min(holding, key=lambda spot: (abs(ends[spot] - own), spot != ends[spot]))
    value = ends[inside]
    nearer = [spot for spot in spots if abs(spot - own) < abs(value - own)]
    settled = all(words[spot] in ("", "breaks") for spot in nearer)
    return Nearest(value, inside == value, inside, settled, abs(value - own))


def _spots(places: Sequence[Fraction]) -> list[Fraction]:
    """Each place, and a number of each interval between, before and after them."""
    between = [(one + two) / 2 for one, two in pairwise(places)]
    return sorted({*places, *between, places[0] - 1, places[-1] + 1})


def _end(spot: Fraction, places: Sequence[Fraction], own: Fraction) -> Fraction:
    """The end of a spot's interval that is nearest to a number; a place is an end itself."""
    if spot in places:
        return spot
    ends = [
        max((each for each in places if each < spot), default=spot),
        min((each for each in places if each > spot), default=spot),
    ]
    return min(ends, key=lambda each: abs(each - own))
