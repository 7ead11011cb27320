"""A line of members on exact fractions: who stands above whom, and whom a purchase reaches."""

from fractions import Fraction
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import Event, happen, history, state_after, world

SCHEME = made_of("purchase", "recruiting", "line").with_parameters(joining_fee=Fraction(0))
BROUGHT: tuple[Event, ...] = (
    ("join", {"newcomer": "alice"}),
    ("join_by", {"newcomer": "bob", "recruiter": "alice"}),
    ("join_by", {"newcomer": "carol", "recruiter": "bob"}),
)
BOUGHT: Event = ("purchase", {"buyer": "carol", "paid": Fraction(100)})


def up(above: str) -> Event:
    """Carol's purchase goes up to somebody."""
    return ("pass_up", {"above": above, "buyer": "carol"})


ROSTER = ("alice", "bob", "carol")


def test_a_purchase_goes_up_to_the_first_of_the_line() -> None:
    """To whoever brought the buyer, then to whoever brought that one, and no further."""
    w = history(world(SCHEME, {}, ROSTER), *BROUGHT, BOUGHT, up("bob"), up("alice"))
    assert [w.state[f"{name}.line-above"] for name in ROSTER] == [0, 1, 2]
    assert [w.state[f"{name}.turnover"] for name in ROSTER] == [100, 100, 0]
    assert (w.state["carol.levels-reached"], w.state["carol.goes-up-to"]) == (2, 0)


@pytest.mark.parametrize(
    ("before", "above", "allowed"),
    [
        ((), "bob", True),
        ((), "alice", False),  # bob comes first
        ((up("bob"),), "bob", False),
        ((up("bob"),), "alice", True),
        ((up("bob"), up("alice")), "dave", False),  # dave has no number, and nobody is above alice
    ],
)
def test_whom_it_reaches(before: tuple[Event, ...], above: str, allowed: bool) -> None:
    """Only the next in the line, each once."""
    w = history(world(SCHEME, {}, (*ROSTER, "dave")), *BROUGHT, BOUGHT, *before)
    rule, arguments = up(above)
    after = state_after(SCHEME, w.state, rule, arguments, roster=w.roster)
    assert (after is not None) is allowed


def test_a_new_purchase_starts_anew() -> None:
    """Of the one before, what is left lapses."""
    w = history(world(SCHEME, {}, ROSTER), *BROUGHT, BOUGHT, up("bob"))
    happen(w, "purchase", buyer="carol", paid=Fraction(7))
    read = ("going-up", "goes-up-to", "levels-reached")
    assert [w.state[f"carol.{entry}"] for entry in read] == [7, 2, 0]


def test_members_who_open_with_a_number_have_joined() -> None:
    """Who joins afterwards has the next number."""
    entries: dict[str, Any] = {"alice.line-number": Fraction(4), "bob.line-number": Fraction(1)}
    w = world(SCHEME, entries, ROSTER)
    for enter in w.scheme.rooms[-1].openings:
        enter(w)
    happen(w, "join_by", newcomer="carol", recruiter="alice")
    assert (w.state["carol.line-number"], w.state["carol.line-above"]) == (5, 4)
    assert [w.state[f"{name}.joined"] for name in ROSTER] == [1, 1, 1]
