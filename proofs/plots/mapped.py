"""The region of two numbers in which a claim holds, as a map: each dot is one exact scheme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.model.parameters import PARAMETERS

from .picture import Axis, Dots, Ink, Panel, Picture, Point, Sign
from .wording import Words, say

ACROSS = 24
"""Steps of the map on either axis."""

Window = Mapping[str, tuple[Fraction, Fraction]]


def mapped(
    claim: Claim,
    scheme: str,
    condition: str,
    window: Window,
    word: Callable[[Mapping[str, Fraction]], str],
    own: Mapping[str, Fraction],
) -> Picture:
    """The map of a window of two numbers.

    ``word`` says of a point: holds, breaks or unknown; or nothing, and then it has no dot.
    """
    (across, wide), (up, high) = window.items()
    found: dict[str, list[Point]] = {"holds": [], "breaks": [], "unknown": []}
    for right in range(ACROSS + 1):
        for above in range(ACROSS + 1):
            x, y = _step(wide, right), _step(high, above)
            said = word({across: x, up: y})
            if said:
                found[said].append(Point(x, y))
    marks = (
        Dots("holds", tuple(found["holds"]), Sign.DOT, Ink.BLUE),
        Dots("breaks", tuple(found["breaks"]), Sign.CROSS, Ink.RED),
        Dots("unknown", tuple(found["unknown"]), Sign.QUESTION, Ink.GREY),
        Dots("as it is", (Point(own[across], own[up]),), Sign.RING),
    )
    counts = {each.name: len(each.points) for each in marks}
    return Picture(
        name="mapped",
        finding=say("Where {claim} holds in {scheme}", scheme=scheme, claim=claim.name),
        shows=say(
            "Each dot is the scheme with two of its numbers changed. The promise holds at {holds}"
            " dots, breaks at {breaks}, and is not decided at {unknown}. Condition: {condition}.",
            **counts,
            condition=condition,
        ),
        rests_on=say(
            "● holds: proved for any history. × breaks: a history does it. ? not decided."
            " A ring: the scheme as it is. neverfalls region"
        ),
        panels=(
            Panel(
                say("{statement}", statement=Words(claim.statement)),
                _axis(across, wide),
                _axis(up, high),
                tuple(each for each in marks if each.points),
            ),
        ),
    )


def _step(ends: tuple[Fraction, Fraction], place: int) -> Fraction:
    return ends[0] + (ends[1] - ends[0]) * Fraction(place, ACROSS)


def _axis(name: str, ends: tuple[Fraction, Fraction]) -> Axis:
    edge = (ends[1] - ends[0]) / 20
    said = say("{name}\n{sense}", name=name, sense=Words(PARAMETERS[name].sense))
    return Axis(said, ends[0] - edge, ends[1] + edge)
