"""Pay by difference of rank on exact fractions."""

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.errors import BadScheme

from ...schemes import made_of
from ..worlds import Event, history, world

F = Fraction
SCHEME = made_of("purchase", "recruiting", "line", "level-difference")
ROSTER = ("alice", "bob", "carol", "dave")
LINE: dict[str, Any] = {
    **{f"{name}.line-number": number for number, name in enumerate(ROSTER, 1)},
    **{f"{name}.line-above": number for number, name in enumerate(ROSTER)},
}
"""Each was brought by the one before."""

UP: list[Event] = [("pass_up", {"above": name, "buyer": "dave"}) for name in ROSTER[2::-1]]


@pytest.mark.parametrize(
    ("turnover", "equal", "pay"),
    [
        ((0, 0, 900), "nothing", [5, 0, 5]),
        ((0, 0, 900), "share", [5, F(1, 2), 5]),
        ((0, 0, 899), "nothing", [5, 0, 0]),  # one yuan below the second rank
        ((900, 0, 900), "nothing", [10, 0, 0]),
        ((900, 0, 900), "share", [10, 1, 1]),  # a lower rank is paid like an equal one
    ],
)
def test_differences(turnover: tuple[int, ...], equal: str, pay: list[int]) -> None:
    """Who is above is paid what their rate has more than those below were paid; nearest first."""
    known = dict(zip(("carol.turnover", "bob.turnover", "alice.turnover"), turnover, strict=True))
    bought: Event = ("purchase", {"buyer": "dave", "paid": F(100)})
    w = history(world(SCHEME, LINE | known, ROSTER, equal_ranks=equal), bought, *UP)
    assert [w.state[f"{name}.yuan"] for name in ROSTER[2::-1]] == pay
    assert [w.state[f"{name}.difference-pay"] for name in ROSTER[2::-1]] == pay
    assert w.treasury == 20 - sum(pay)


def test_a_rank_has_a_threshold_and_a_rate() -> None:
    """Lists of different lengths are refused, with both names."""
    with pytest.raises(BadScheme, match=r"rank_rates: .*2 numbers, as many as rank_thresholds has"):
        SCHEME.with_parameters(rank_rates=(F(1, 10),))


def test_who_has_no_rank_has_no_equal_one() -> None:
    """Of a purchase of ten the first rank is paid a half, no rank nothing, and a tenth of the half
    goes to the next of the first rank."""
    known = {"carol.turnover": 900, "alice.turnover": 900}
    bought: Event = ("purchase", {"buyer": "dave", "paid": F(10)})
    w = history(world(SCHEME, LINE | known, ROSTER, equal_ranks="share"), bought, *UP)
    assert [w.state[f"{name}.yuan"] for name in ROSTER[2::-1]] == [F(1, 2), 0, F(1, 20)]
    assert (w.state["dave.differences-paid"], w.state["dave.equal-ranks-paid"]) == (
        F(1, 2),
        F(1, 20),
    )
