"""Pay by pairs on exact fractions."""

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.errors import NotEnabled

from ...schemes import made_of
from ..worlds import Event, happen, history, world

F = Fraction
SCHEME = made_of("purchase", "recruiting", "line", "days", "pairing")
ROSTER = ("alice", "bob", "carol", "dave")
TREE: dict[str, Any] = {
    **{f"{name}.line-number": number for number, name in enumerate(ROSTER, 1)},
    "bob.line-above": 1,
    "carol.line-above": 1,
    "dave.line-above": 2,
    "bob.leg": 1,
    "carol.leg": 2,
    "dave.leg": 2,
}
"""Bob and carol stand in the two legs of alice, dave in the second one of bob."""


def sale(buyer: str, paid: int, *line: str) -> list[Event]:
    """A purchase that goes up to these members."""
    up: list[Event] = [("pass_up", {"above": name, "buyer": buyer}) for name in line]
    return [("purchase", {"buyer": buyer, "paid": F(paid)}), *up]


@pytest.mark.parametrize(("unpaired", "rest"), [("carried", 40), ("lost", 0)])
def test_the_smaller_leg_is_paid(unpaired: str, rest: int) -> None:
    """A tenth of it; what the larger one has more is kept, or lost."""
    events = [*sale("dave", 100, "bob", "alice"), *sale("carol", 60, "alice")]
    w = history(world(SCHEME, TREE, ROSTER, unpaired=unpaired), *events)
    legs = [(w.state[f"{name}.first-leg"], w.state[f"{name}.second-leg"]) for name in ROSTER[:2]]
    assert legs == [(100, 60), (0, 100)]
    happen(w, "close_day")
    assert [w.state[f"{name}.pair-pay"] for name in ROSTER] == [6, 0, 0, 0]
    assert (w.state["alice.first-leg"], w.state["alice.second-leg"]) == (rest, 0)
    assert (w.state["alice.yuan"], w.state["alice.paired"]) == (6, 60)


@pytest.mark.parametrize(
    ("leg", "allowed"),
    [(F(0), False), (F(1), True), (F(3, 2), False), (F(2), True), (F(3), False)],
)
def test_a_leg_is_chosen(leg: Fraction, allowed: bool) -> None:
    """The first or the second, when somebody is brought."""
    w = world(SCHEME, TREE | {"alice.joined": 1, "dave.line-number": 0}, ROSTER)
    brought = {"newcomer": "dave", "recruiter": "alice", "leg": leg}
    if allowed:
        assert happen(w, "join_by", **brought).state["dave.leg"] == leg
    else:
        with pytest.raises(NotEnabled):
            happen(w, "join_by", **brought)
