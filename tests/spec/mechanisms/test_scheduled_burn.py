"""Scheduled burns on exact fractions: everybody's points, or nobody's."""

from fractions import Fraction
from functools import partial

import pytest

from ...schemes import made_of
from ..worlds import STOCK, state_after

ROOMS = ("purchase", "days", "scheduled-burn")
after = partial(state_after, made_of(*ROOMS), rule="close_day", arguments={})


def test_everybody_loses_the_same_share() -> None:
    """One per cent of 20 and of 10 points is gone; what is left is worth what all were worth."""
    state = after(STOCK)
    assert (state["alice.points"], state["bob.points"]) == (Fraction("19.8"), Fraction("9.9"))
    assert state["burned.number"] == 30 + state["issuer.points"] == Fraction("0.3")
    assert (state["pool.yuan"], state["quoted.supply"]) == (60, Fraction("29.7"))
    worth = state["alice.points"] * state["quoted.yuan-in-pool"] / state["quoted.supply"]
    assert worth == 20 * Fraction(60, 30)


def test_a_second_day_burns_of_what_is_left() -> None:
    """The share is of the points that are there, not of those of the first day."""
    state = after(after(STOCK))
    assert (state["alice.points"], state["burned.number"]) == (
        Fraction("19.602"),
        Fraction("0.597"),
    )


def test_points_that_were_never_issued_are_nobodys() -> None:
    """A hundred million were announced: one million is gone, and nobody has less."""
    state = after(STOCK, burned_points="unissued")
    assert (state["unissued.number"], state["burned.number"]) == (99_000_000, 1_000_000)
    assert (state["alice.points"], state["issuer.points"], state["pool.yuan"]) == (20, -30, 60)


@pytest.mark.parametrize(("rate", "left"), [("0", 30), ("1", 0)])
def test_all_or_nothing(rate: str, left: int) -> None:
    """At the ends of the range no point is destroyed, or every one; the last quote stays."""
    state = state_after(made_of(*ROOMS, burn_rate=rate), STOCK, "close_day", {})
    assert -state["issuer.points"] == left
    assert state["quoted.supply"] == (left or 1)
