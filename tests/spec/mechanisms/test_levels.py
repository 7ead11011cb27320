"""Pay by levels on exact fractions."""

from fractions import Fraction
from typing import Any

import pytest

from ...schemes import made_of
from ..worlds import Event, history, world

F = Fraction
SCHEME = made_of("purchase", "recruiting", "line", "levels").with_parameters(
    level_rates=(F(1, 10), F(1, 50), F(1, 20))
)
ROSTER = ("alice", "bob", "carol", "dave", "erin")
LINE: dict[str, Any] = {
    **{f"{name}.line-number": number for number, name in enumerate(ROSTER, 1)},
    **{f"{name}.line-above": number for number, name in enumerate(ROSTER)},
}
"""Each was brought by the one before."""

UP: list[Event] = [("pass_up", {"above": name, "buyer": "erin"}) for name in ROSTER[3::-1]]


@pytest.mark.parametrize(("limit", "pay"), [("stated", [10, 2, 5, 0]), ("none", [10, 2, 5, 5])])
def test_what_levels_are_paid(limit: str, pay: list[int]) -> None:
    """Each its own rate; beyond the last rate nothing, or the last rate again."""
    bought: Event = ("purchase", {"buyer": "erin", "paid": F(100)})
    w = history(world(SCHEME, LINE, ROSTER, level_limit=limit), bought)
    assert (w.state["erin.levels-due"], w.treasury) == (17, 20)
    history(w, *UP)
    assert [w.state[f"{name}.yuan"] for name in ROSTER[3::-1]] == pay
    assert [w.state[f"{name}.level-pay"] for name in ROSTER[3::-1]] == pay
    assert (w.state["erin.levels-paid"], w.treasury) == (sum(pay), 20 - sum(pay))
    assert w.state["erin.levels-due"] == 17 - sum(pay)


def test_of_a_new_purchase_nothing_has_been_paid() -> None:
    """What the one before was paid to levels is forgotten, and all rates are due again."""
    bought: Event = ("purchase", {"buyer": "erin", "paid": F(100)})
    w = history(world(SCHEME, LINE, ROSTER), bought, *UP, bought)
    assert (w.state["erin.levels-paid"], w.state["erin.levels-due"]) == (0, 17)
