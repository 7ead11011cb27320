"""Words with three members: what it takes three purchases and a day to break."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from neverfalls.proofs.search.crowds import CROWD, crowded
from neverfalls.proofs.search.explorer import Explorer
from neverfalls.proofs.search.repeated import FAR
from neverfalls.proofs.search.run import Run, events
from neverfalls.proofs.search.traces import CROWDED, make_trace
from neverfalls.proofs.solving import Solvers
from neverfalls.spec.claims.claim import CLAIMS
from neverfalls.spec.numbers import terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

MALL = load_scheme("mall")
EXITS = ("members_sold_out_on_one_day_get_one_price", "one_exit_does_not_bring_the_next")
DAY = frozenset({"close_day"})
RULES = ["purchase", "purchase", "purchase", "close_day"]


def broken_by_three(
    scheme: Scheme, name: str, last: Collection[str] = DAY
) -> tuple[Run, Mapping[str, Fraction]] | None:
    """Return three purchases and an event after which a claim breaks, with their amounts."""
    return crowded(scheme, CLAIMS[name], last)


@pytest.mark.parametrize("name", ["forced_exit_completes_the_quota", *EXITS])
def test_three_members_break_what_two_do_not(name: str) -> None:
    """Each of three members buys, then the day closes; the history is replayed as found."""
    found = broken_by_three(MALL, name)
    assert found is not None
    run, amounts = found
    assert [letter.rule for letter in run.word] == RULES
    buyers = [arguments["buyer"] for rule, arguments in events(run, amounts) if rule == "purchase"]
    assert buyers == ["alice", "bob", "carol"] == list(run.roster[:CROWD])
    trace = make_trace("crowd", run, amounts, CLAIMS[name], "", by=CROWDED)
    assert trace.violation.step == 4


def test_only_the_exact_edge_breaks_it() -> None:
    """That one exit brings the next takes an amount between two round ones, found by halving."""
    found = broken_by_three(MALL, "one_exit_does_not_bring_the_next")
    assert found is not None
    _run, amounts = found
    first, second, third = (amounts[f"{step}.paid"] / MALL.parameters.order for step in (1, 2, 3))
    assert (first, third) == (1, 1000)
    assert 1 < second < 10
    assert second.denominator > 1


@pytest.mark.parametrize("name", ["money_is_conserved", "payouts_within_quota", "tiers_only_rise"])
def test_what_is_proved_is_not_broken_by_a_crowd(name: str) -> None:
    """Nothing is found where nothing is to be found."""
    assert broken_by_three(MALL, name) is None


def test_only_rules_by_which_time_passes_are_tried() -> None:
    """Where no day closes, or a day cannot break the claim, there is no word."""
    name = "forced_exit_completes_the_quota"
    assert broken_by_three(MALL, name, {"purchase", "sell"}) is None
    assert broken_by_three(load_scheme("wine-shop"), "price_never_falls") is None


def test_members_of_the_opening_are_among_the_three() -> None:
    """Whoever is there from the start buys first, and a newcomer has the next name."""
    opened = replace(
        MALL,
        members=("old_hand",),
        opening={"old_hand.points": Fraction(1), "pool.yuan": Fraction(42)},
    )
    found = broken_by_three(opened, "members_sold_out_on_one_day_get_one_price")
    assert found is not None
    assert found[0].roster == ("old_hand", "alice", "bob")


def test_a_typical_order_may_be_any() -> None:
    """A theorem leaves the order open: then the trial takes a number for it."""
    numbers = {"order": terms.name("order")}
    opened = replace(MALL.with_parameters(**numbers), assumptions=(numbers["order"] > 0,))
    assert broken_by_three(opened, "money_is_conserved") is None


def test_a_crowd_is_tried_after_the_short_words(solvers: Solvers) -> None:
    """A search of few events stays one; a longer one says how the history was found."""
    claim = CLAIMS["members_sold_out_on_one_day_get_one_price"]
    explorer = Explorer(MALL, solvers)
    few, more = (explorer.find(claim, DAY, steps=steps) for steps in (3, FAR))
    assert (few.run, few.depth, few.by) == (None, 3, "")
    assert more.run is not None
    assert (len(more.run.roster), more.depth, more.by) == (CROWD, CROWD, CROWDED)
