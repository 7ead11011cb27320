"""Recruiting for a fee on exact fractions."""

from fractions import Fraction
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import Event, happen, state_after, world

SCHEME = made_of("purchase", "recruiting")
ALONE: Event = ("join", {"newcomer": "alice"})
BROUGHT: Event = ("join_by", {"newcomer": "bob", "recruiter": "alice"})


def test_the_fee_and_the_pay() -> None:
    """500 from each, 100 to whoever brought the second."""
    w = world(SCHEME)
    happen(happen(w, ALONE[0], **ALONE[1]), BROUGHT[0], **BROUGHT[1])
    assert (w.state["alice.yuan"], w.state["bob.yuan"], w.treasury) == (-400, -500, 900)
    assert (w.state["joined.number"], w.state["recruits.number"]) == (2, 1)
    assert (w.state["alice.joined"], w.state["bob.joined"]) == (1, 1)
    assert (w.state["alice.recruits"], w.state["alice.recruiting-pay"]) == (1, 100)


@pytest.mark.parametrize(
    ("entries", "event", "allowed"),
    [
        ({}, ALONE, True),
        ({"alice.joined": 1}, ALONE, False),
        ({}, BROUGHT, False),
        ({"alice.joined": 1}, BROUGHT, True),
        ({"alice.joined": 1, "bob.joined": 1}, BROUGHT, False),
    ],
)
def test_who_can_join(entries: dict[str, Any], event: Event, allowed: bool) -> None:
    """Everybody joins once, and is brought only by somebody who has joined."""
    assert (state_after(SCHEME, entries, *event) is not None) is allowed


def test_five_recruits_bring_the_fee_back() -> None:
    """Not four."""
    entries = {"alice.joined": 1, "alice.recruits": 4, "alice.recruiting-pay": 400}
    state = state_after(SCHEME, entries, *BROUGHT)
    assert state["alice.recruiting-pay"] == Fraction(500)
