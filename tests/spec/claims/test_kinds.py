"""Claims about steps, what may be supposed of a state, and the kinds of claims there are."""

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.claims import fairness
from neverfalls.spec.claims.claim import Kind
from neverfalls.spec.model.world import NEWCOMER

from ..worlds import QUOTED, ROSTER, holds, view

F = Fraction


@pytest.mark.parametrize(
    ("claim", "after", "expected"),
    [
        ("points_come_only_from_purchases", {"issuer.points": -31}, False),
        ("points_come_only_from_purchases", {"issuer.points": -30}, True),
        (
            "points_come_only_from_purchases",
            {"issuer.points": -31, "sales.total": F(1, 10**9)},
            True,
        ),
        ("pool_pays_only_for_points", {"pool.yuan": 59}, False),
        ("pool_pays_only_for_points", {"pool.yuan": 59, "issuer.points": F(-299, 10)}, True),
        ("pool_pays_only_for_points", {"pool.yuan": 60}, True),
    ],
)
def test_steps(claim: str, after: dict[str, Any], expected: bool) -> None:
    """A step from thirty points and 60 yuan that is, or is not, as promised."""
    before = view("wine-shop", QUOTED)
    assert holds(claim, view("wine-shop", {**QUOTED, **after}), before) is expected


def test_the_newcomer_is_only_supposed() -> None:
    """An event that is supposed may name somebody new, and leaves the state as it was."""
    w = view("wine-shop", QUOTED)
    state = dict(w.state)
    possible, bought = fairness.buying(w, NEWCOMER)
    again, richer = fairness.buying(bought, NEWCOMER)
    assert possible
    assert again
    assert w.state == state
    assert w.roster == ROSTER
    assert bought.roster == richer.roster == (*ROSTER, NEWCOMER)
    assert (bought.member(NEWCOMER).yuan, richer.member(NEWCOMER).yuan) == (-100, -200)


def test_kinds_of_one_state() -> None:
    """Steps and what happens in the end need more than one state to break."""
    assert [each for each in Kind if not each.of_one_state] == [Kind.STEP, Kind.EVENTUAL]
