"""Issue cap.

Source: 000 and 001, property 2; 001 section 1; 003 section 5, last paragraph.
Keeps: the number of points ever issued, including those destroyed since.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare
from ..model.parameters import points as number_of_points
from ..model.questions import Question, asks
from ..model.world import Member, World
from ..numbers import Points


@asks("A24")
class AtCap(Question):
    """What happens to a sale whose points would go beyond the cap."""

    SALE_REFUSED = "sale-refused"
    EXCESS_WITHHELD = (
        "excess-withheld",
        "the sale takes place, and the points beyond it are not issued",
    )


@asks("A25")
class CapCounts(Question):
    """Which points the cap counts."""

    EVER_ISSUED = "ever-issued"
    OUTSTANDING = "outstanding", "points destroyed make room for new ones"


declare(
    cap=number_of_points("most points that can be issued", "M10.1", "100000000"),
)

MECHANISM = Mechanism(
    name="issue-cap",
    title="Issue cap",
    clauses=("M10",),
    needs=("purchase",),
    shared={"issued.total": 0},
    counters=("issued.total",),
    parameters=("cap",),
    questions=("at_cap", "cap_counts"),
)


@MECHANISM.at_opening
def count_the_opening(w: World) -> None:
    """Points that members open with count as issued."""
    w.write("issued.total", -w.state["issuer.points"])


@MECHANISM.when("minted", "M10.1", "M10.3", "A24", "A25")
def stay_within_the_cap(w: World, holder: Member, points: Points) -> None:
    """Points beyond the cap are not issued."""
    refused = w.readings.at_cap is AtCap.SALE_REFUSED
    counted = w.state["issued.total"] + points
    if w.readings.cap_counts is CapCounts.OUTSTANDING:
        counted = -w.state["issuer.points"]
    counted = w.let("points counted", counted, "M10.1", "A25")
    if refused:
        left = counted <= w.parameters.cap
        w.require(left, "so many points are left to be issued", "M10.3", "A24")

    w.note("issued.total", points, "M10.1")
    if not refused:
        beyond = w.numbers.maximum(counted - w.parameters.cap, 0)
        w.move(holder.at("points"), "issuer.points", beyond, "M10.3", "A24")
        w.note("issued.total", -beyond)
