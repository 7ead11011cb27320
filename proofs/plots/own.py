"""A history of one's own as a picture: the price, the pool, and what members could get."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from neverfalls.counterexamples.playing.player import Bounds, MemberView
from neverfalls.counterexamples.playing.table import Ran, Row

from .picture import Axis, Ink, Label, Line, Look, Panel, Picture, Point
from .wording import Numbers, Said, say

STYLES = (
    (Look.SOLID, Ink.BLUE),
    (Look.DASHED, Ink.RED),
    (Look.DOTTED, Ink.BLACK),
    (Look.SOLID, Ink.GREY),
    (Look.DASHED, Ink.BLACK),
)
"""How the lines of the members are told apart."""


def own(ran: Ran, scheme: str, arithmetic: str) -> Picture:
    """The picture of a run; an enclosed number stands at its middle."""
    last = ran.rows[-1]
    numbers: Numbers = {
        "scheme": scheme,
        "events": last.events,
        "pool": _middle(last.pool),
        "points": _middle(last.points),
    }
    gets = [
        Line(name, tuple(_over(ran, _could_get(place))), *STYLES[place % len(STYLES)])
        for place, name in enumerate(ran.members)
    ]
    return Picture(
        name="own",
        finding=say("{scheme}: {events} events", **numbers),
        shows=say(
            "After {events} events the pool holds {pool} yuan, and {points} points circulate.",
            **numbers,
        ),
        rests_on=say("Run by the rules; amounts are {arithmetic}.", arithmetic=arithmetic),
        panels=(
            _panel(say("The price"), say("yuan per point"), ran, [_price(ran)]),
            _panel(say("The pool"), say("yuan"), ran, [_pool(ran)]),
            _panel(say("What members could get by selling all points"), say("yuan"), ran, gets),
        ),
    )


def _price(ran: Ran) -> Line:
    return Line("price", tuple(_over(ran, lambda row: row.price)))


def _pool(ran: Ran) -> Line:
    return Line("pool", tuple(_over(ran, lambda row: row.pool)), ink=Ink.RED)


def _could_get(place: int) -> Callable[[Row], Bounds | None]:
    def told(row: Row) -> Bounds | None:
        view: MemberView = row.members[place]
        return view.could_get

    return told


def _over(ran: Ran, told: Callable[[Row], Bounds | None]) -> Iterator[Point]:
    """A number after each of the events that the rows tell of, where there is one."""
    for row in ran.rows:
        value = told(row)
        if value is not None:
            yield Point(Fraction(row.events), _middle(value))


def _panel(said: Said, unit: Said, ran: Ran, lines: list[Line]) -> Panel:
    most = max((point.y for line in lines for point in line.points), default=Fraction(0))
    lines = [line for line in lines if line.points]
    return Panel(
        said=said,
        x=Axis(say("events"), Fraction(0), Fraction(max(ran.rows[-1].events, 1))),
        y=Axis(unit, Fraction(0), most * Fraction(3, 2) or Fraction(1)),
        marks=tuple(lines),
        labels=tuple(_names(lines, most)) if len(lines) > 1 else (),
    )


def _names(lines: list[Line], most: Fraction) -> Iterator[Label]:
    """The name of each line at its end, none over another."""
    free = Fraction(0)
    for line in sorted(lines, key=lambda line: line.points[-1].y):
        end = line.points[-1]
        place = Point(end.x, max(end.y, free))
        free = place.y + most / 5
        yield Label(say("{name}", name=line.name), place, -6, 8, line.ink, "right")


def _middle(value: Bounds) -> Fraction:
    return (value[0] + value[1]) / 2
