"""From a word to a trace: it is replayed first, and amounts that break nothing make none."""

from fractions import Fraction

import pytest

from neverfalls.counterexamples import replay
from neverfalls.counterexamples.errors import ReplayFailed
from neverfalls.counterexamples.setting import readings_of
from neverfalls.proofs.search.letters import Letter
from neverfalls.proofs.search.run import Run, events
from neverfalls.proofs.search.traces import Disagreement, first_violation, make_trace, written_state
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


def test_no_trace_is_made_that_does_not_replay() -> None:
    """What it says besides its events is replayed too: here a loop, of which the claim is not."""
    with pytest.raises(ReplayFailed, match="loop: found 1, expected no loop for this claim"):
        make_trace(
            "made.by-hand",
            word("purchase", "redeem"),
            AMOUNTS,
            CLAIMS["pool_money_can_leave"],
            "",
            loop=1,
        )


@pytest.mark.parametrize(
    ("treasury", "place"),
    [([1, 1], None), ([1, -1], (1, 2)), ([-1, 1], (1, 1)), ([-1, -1], (1, 1))],
)
def test_the_first_observed_state_that_breaks_a_claim_is_named(
    treasury: list[int], place: tuple[int, int] | None
) -> None:
    """Of the states of the last event only; both sides are told as they are there."""
    start = SHOP.opening_state(["alice"])
    states = [
        [{**start, "treasury.yuan": Fraction(-7)}],
        [{**start, "treasury.yuan": Fraction(each)} for each in treasury],
    ]
    found = first_violation(SHOP, ["alice"], CLAIM, states)
    assert (found and (found.step, found.state)) == place
    if found:
        assert (found.left, found.right, found.member) == ("-1", "0", None)


def test_the_member_of_whom_a_claim_breaks_is_named() -> None:
    """The first in the order of the roster."""
    start = SHOP.opening_state(["alice", "bob"])
    claim = CLAIMS["holders_can_cash_out"]
    held = {"issuer.points": Fraction(-1), "bob.points": Fraction(1), "pool.yuan": Fraction(0)}
    found = first_violation(SHOP, ["alice", "bob"], claim, [[start], [{**start, **held}]])
    assert found is not None
    assert (found.step, found.state, found.member) == (1, 1, "bob")


def test_zeros_are_left_out_of_a_written_state() -> None:
    """Every other number is written, as a fraction in lowest terms."""
    state = {"pool.yuan": Fraction(2, 4), "alice.yuan": Fraction(0), "bob.yuan": Fraction(-3)}
    assert written_state(state) == {"pool.yuan": "1/2", "bob.yuan": "-3"}
