"""From a word to a trace: it is replayed first, and amounts that break nothing make none."""

from fractions import Fraction

import pytest

from neverfalls.counterexamples import replay
from neverfalls.counterexamples.setting import readings_of
from neverfalls.proofs.search.letters import Letter
from neverfalls.proofs.search.run import Run, events
from neverfalls.proofs.search.traces import Disagreement, make_trace
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme

SHOP = load_scheme("wine-shop")
CLAIM = CLAIMS["platform_stays_profitable"]
AMOUNTS = {"1.paid": Fraction(200), "2.points": Fraction(42)}


def word(*rules: str) -> Run:
    """Return a word of events of one member."""
    run = Run.start(SHOP, SHOP.roster(1))
    for rule in rules:
        longer = run.extend(Letter(rule, ("alice",)))
        assert longer is not None
        run = longer
    return run


def test_a_trace_tells_all_there_is_to_know() -> None:
    """Events, members, every reading and the numbers that count are in the trace, as strings."""
    run = word("purchase", "redeem")
    trace = make_trace(
        "made.by-hand",
        run,
        AMOUNTS,
        CLAIMS["pool_money_can_leave"],
        "",
    )
    assert [(step.rule, step.arguments) for step in trace.steps] == [
        ("purchase", {"buyer": "alice", "paid": "200"}),
        ("redeem", {"holder": "alice", "points": "42"}),
    ]
    assert (trace.id, trace.members, trace.opening) == ("made.by-hand", ["alice"], {})
    assert trace.readings == readings_of(SHOP)
    assert set(trace.parameters) == set(SHOP.relevant_parameters)
    assert replay(trace).trace is trace


def test_amounts_that_break_nothing_make_no_trace() -> None:
    """A solver's answer that the exact rules do not confirm is a defect, and never a trace."""
    with pytest.raises(
        Disagreement, match=r"made\.by-hand: .* does not break platform_stays_profitable"
    ):
        make_trace("made.by-hand", word("purchase", "redeem"), AMOUNTS, CLAIM, "")


def test_events_take_their_amounts_by_step() -> None:
    """Each amount goes to the event and the argument that its label names."""
    found = events(word("purchase", "purchase"), {"1.paid": Fraction(1), "2.paid": Fraction(2)})
    assert found == [
        ("purchase", {"buyer": "alice", "paid": 1}),
        ("purchase", {"buyer": "alice", "paid": 2}),
    ]
