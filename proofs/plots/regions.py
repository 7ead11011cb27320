"""For which numbers do promises hold? Two maps, dot by dot. Clauses: C1, C6, M1, M2.3, A20."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from neverfalls.counterexamples.replay import broken_at
from neverfalls.spec.claims.claim import CLAIMS
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..certificates.store import THEOREMS as THEOREMS_FILE
from ..certificates.store import shipped
from ..limits.evidence import History
from ..limits.limit import LimitFailed
from ..theorems import THEOREMS
from ..theorems.theorem import Condition, verified
from .picture import Axis, Dots, Ink, Panel, Picture, Point, Sign
from .wording import Numbers, Said, say

Event = tuple[str, Fraction]
"""A rule, and for how much: so many typical purchases, or such a part of what the member holds."""

ONE, HALF = Fraction(1), Fraction(1, 2)
BUY: Event = ("purchase", ONE)
EMPTY = (BUY, ("redeem", HALF), ("sell", ONE), BUY)
"""Half of all points go for goods, the others are sold, and somebody buys again."""


@dataclass(frozen=True)
class Map:
    """A promise over two of a scheme's numbers: each dot is the scheme with these two.

    ``theorem`` says where it holds; ``histories`` are tried everywhere else.
    """

    theorem: str
    across: str
    up: str
    steps: tuple[tuple[Fraction, ...], tuple[Fraction, ...]]
    histories: tuple[tuple[Event, ...], ...]


class Judged(NamedTuple):
    """The dots at which the promise holds, breaks, or is not judged; the shipped scheme's own."""

    holds: tuple[Point, ...]
    breaks: tuple[Point, ...]
    left_open: tuple[Point, ...]
    shipped: Point


def tenths(count: int, step: int = 1) -> tuple[Fraction, ...]:
    """So many numbers from 0 up, this many tenths apart."""
    return tuple(Fraction(step * each, 10) for each in range(count))


PRICE = Map(
    "price_never_falls_if_reward_within_contribution_and_something_stays_on_exit",
    "reward",
    "exit_fee",
    (tenths(21), tenths(11)),
    ((BUY,), EMPTY),
)
PLATFORM = Map(
    "platform_stays_profitable_if_the_pool_pays_for_goods",
    "contribution",
    "margin",
    (tenths(11)[1:], tenths(11)),
    ((BUY,),),
)


def judged(region: Map) -> Judged:
    """Judge every dot: by the theorem, whose certificates are checked, or by running histories.

    Raises:
        LimitFailed: the theorem is not certified, or a history breaks the promise where it should
            hold.
    """
    theorem = THEOREMS[region.theorem]
    if not verified(theorem, shipped(THEOREMS_FILE)):
        raise LimitFailed(theorem.name, "no certificates", "a theorem with certificates")
    scheme = load_scheme(theorem.scheme).answering(**theorem.readings)
    holds: list[Point] = []
    breaks: list[Point] = []
    left_open: list[Point] = []
    for x in region.steps[0]:
        for y in region.steps[1]:
            here = scheme.with_parameters(**{region.across: x, region.up: y})
            meets = _meets(here, theorem.hypotheses.values())
            broken = any(_breaks(here, theorem.claim, each) for each in region.histories)
            if meets and broken:
                raise LimitFailed(theorem.name, f"a history that breaks it at {x}, {y}", "none")
            (holds if meets else breaks if broken else left_open).append(Point(x, y))
    numbers = (Fraction(getattr(scheme.parameters, each)) for each in (region.across, region.up))
    return Judged(tuple(holds), tuple(breaks), tuple(left_open), Point(*numbers))


def _meets(scheme: Scheme, hypotheses: Iterable[Condition]) -> bool:
    numbers = {name: getattr(scheme.parameters, name) for name in scheme.relevant_parameters}
    return all(bool(each(numbers)) for each in hypotheses)


def _breaks(scheme: Scheme, name: str, events: Sequence[Event]) -> bool:
    """Whether a history of one member breaks a promise in its last event; no, if it cannot be."""
    history = History(scheme, 1)
    (member,) = history.world.roster
    states = [[dict(history.world.state)]]
    for rule, part in events:
        arguments = (
            {"buyer": member, "paid": history.order * part}
            if rule == "purchase"
            else {MEMBER_OF[rule]: member, "points": history.held(member) * part}
        )
        try:
            states.append(history.do(rule, **arguments))
        except NotEnabled:
            return False
    last = len(states) - 1
    claim = CLAIMS[name]
    return broken_at(scheme, history.world.roster, claim, states, last, 1, None) is not None


MEMBER_OF = {"sell": "seller", "redeem": "holder"}
"""What a rule calls the member who gives up points."""


def regions() -> Picture:
    """The price never falls just if the reward is at most 1 and there is an exit fee; the platform
    keeps out of the red just if its margin covers what it pays into the pool."""
    price, platform = judged(PRICE), judged(PLATFORM)
    counts: Numbers = {
        "holds": len(price.holds),
        "breaks": len(price.breaks),
        "open": len(price.left_open),
        "held": len(platform.holds),
        "broken": len(platform.breaks),
    }
    return Picture(
        name="regions",
        finding=say("Two promises hold for some numbers only; the wine shop's are among them"),
        shows=say(
            "Two maps on which each dot is a scheme with two of its numbers changed. The price of"
            " the wine shop never falls at the {holds} dots with a reward of at most 1 and an exit"
            " fee above 0, which is proved; at {breaks} others a history makes it fall; {open} is"
            " not judged, where nothing is granted and no fee taken. Where the pool pays for"
            " goods, the platform stays profitable at the {held} dots whose margin is at least the"
            " contribution, which is proved, and a single purchase breaks that at the {broken}"
            " others. The wine shop itself, marked with a ring, lies where both hold.",
            **counts,
        ),
        rests_on=say(
            "● holds: a theorem for any numbers and histories, its certificates checked anew."
            " × breaks: a history run by the rules on exact fractions. ? not judged. A ring: as"
            " shipped. Between the dots only the theorems speak. neverfalls prove"
        ),
        panels=(
            _panel(
                price,
                say("The price never falls (wine shop)"),
                Axis(
                    say("reward: worth of points per yuan contributed"),
                    Fraction(-1, 10),
                    Fraction(21, 10),
                ),
                Axis(say("exit fee"), Fraction(-1, 10), Fraction(11, 10)),
                "price",
            ),
            _panel(
                platform,
                say("The platform stays profitable (pool pays for goods)"),
                Axis(
                    say("contribution: share of a sale paid into the pool"),
                    Fraction(0),
                    Fraction(11, 10),
                ),
                Axis(say("margin"), Fraction(-1, 10), Fraction(11, 10)),
                "platform",
            ),
        ),
    )


def _panel(found: Judged, said: Said, x: Axis, y: Axis, name: str) -> Panel:
    marks = [
        Dots(f"{name} holds", found.holds, Sign.DOT, Ink.BLUE),
        Dots(f"{name} breaks", found.breaks, Sign.CROSS, Ink.RED),
        Dots(f"{name} not judged", found.left_open, Sign.QUESTION, Ink.GREY),
        Dots(f"{name} as shipped", (found.shipped,), Sign.RING),
    ]
    return Panel(said, x, y, tuple(each for each in marks if each.points))
