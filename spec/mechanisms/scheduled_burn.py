"""Scheduled burn.

Source: published practice; a share of the points is announced to be destroyed every day.
Keeps: points that were announced and never issued; points announced as destroyed.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, points, rate
from ..model.questions import Question, asks
from ..model.world import World

MECHANISM = Mechanism(
    name="scheduled-burn",
    title="Scheduled burn",
    clauses=("P2",),
    needs=("purchase", "days"),
    shared={"unissued.number": "unissued_points", "burned.number": 0},
    counters=("unissued.number", "burned.number"),
    parameters=("burn_rate", "unissued_points"),
    questions=("burned_points",),
)

declare(
    burn_rate=rate("share of the points destroyed each day", "P2.1", "1/100", share=True),
    unissued_points=points("points announced and never issued", "P2.2", "100000000"),
)


@asks("P2.2")
class BurnedPoints(Question):
    """Whose points a scheduled burn destroys."""

    MEMBERS = "members", "the same share of everybody's"
    UNISSUED = "unissued", "nobody's: they were announced and never issued"


@MECHANISM.when("day closing", "P2.1", "P2.2")
def burn_daily(w: World) -> None:
    """Every day the same share of the points is destroyed."""
    rate = w.parameters.burn_rate
    if w.readings.burned_points is BurnedPoints.UNISSUED:
        burned = w.let("burned", rate * w.state["unissued.number"], "P2.1", "P2.2")
        w.note("unissued.number", -burned, "P2.2")
    else:
        held = w.let("points of all members", w.total(lambda member: member.points), "P2.2")
        burned = w.let("burned", rate * held, "P2.1", "P2.2")
        for member, (share,) in w.allot([burned], [lambda m: m.points], [held], "P2.2"):
            w.burn(member, share, "P2.1", "P2.2")
    w.note("burned.number", burned)
