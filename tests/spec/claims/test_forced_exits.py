"""Promises about forced exits, on days that the rules allow: three buy, then the day closes."""

from fractions import Fraction

import pytest

from neverfalls.spec.claims.claim import CLAIMS, Check
from neverfalls.spec.model.world import View
from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import happen, world

MALL = load_scheme("mall")
ROSTER = ("alice", "bob", "carol")


def day(*paid: str, **choices: str) -> tuple[View, View]:
    """Return the states before and after a day closes on which these purchases were made."""
    w = world(MALL, {}, ROSTER, **choices)
    for name, amount in zip(ROSTER, paid, strict=True):
        happen(w, "purchase", buyer=name, paid=Fraction(amount))
    before = w.on(dict(w.state))
    happen(w, "close_day")
    return before, w


def check(claim: str, member: str, states: tuple[View, View]) -> Check:
    """Return the one comparison of a claim for a member who was forced out."""
    (found,) = CLAIMS[claim].checks(*states, member)
    assert found.when
    return found


@pytest.mark.parametrize(("member", "paid"), [("alice", "540"), ("bob", "540.098")])
def test_whoever_is_forced_out_later_gets_more(member: str, paid: str) -> None:
    """Two members with ten points each are sold out, at 540 and at 540.098 yuan."""
    states = day("2000", "2000", "1100000")
    found = check("members_sold_out_on_one_day_get_one_price", member, states)
    left, right = found.sides()
    assert abs(10 * left - Fraction(paid)) < Fraction(1, 10000)
    assert right == 54
    assert found.holds(states[1]) is (member == "alice")


def test_at_one_price_everybody_gets_the_same() -> None:
    """Under the other reading both are paid 54 yuan for a point."""
    states = day("2000", "2000", "1100000", forced_exit_price="one-price")
    for member in ("alice", "bob"):
        found = check("members_sold_out_on_one_day_get_one_price", member, states)
        assert found.sides() == (Fraction(54), Fraction(54))


def test_one_exit_brings_the_next() -> None:
    """Bob's points are worth his quota only once alice's fee has stayed in the pool."""
    states = day("2000", "2454.387", "1100000")
    assert check("one_exit_does_not_bring_the_next", "alice", states).holds(states[1])
    found = check("one_exit_does_not_bring_the_next", "bob", states)
    left, right = found.sides()
    assert 0 < right - left < Fraction(1, 4)
    assert not found.holds(states[1])


def test_a_forced_exit_may_leave_part_of_the_quota_unpaid() -> None:
    """Alice has had 3,420 yuan when her points are sold for 540: 40 of the 4,000 are missing."""
    w = world(MALL, {"dividends.total": 0}, ROSTER)
    happen(w, "purchase", buyer="alice", paid=Fraction(2000))
    w.state |= {"alice.quota": Fraction(1000), "alice.dividends": Fraction(3000)}
    w.state["issuer.quota"] = Fraction(-1000)
    before = w.on(dict(w.state))
    happen(w, "close_day")
    found = check("forced_exit_completes_the_quota", "alice", (before, w))
    assert found.sides() == (Fraction(3420 + 540), Fraction(4000))
