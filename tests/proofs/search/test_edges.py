"""Amounts at the edges of rounding: found without a solver."""

from fractions import Fraction

import pytest

from neverfalls.proofs.search.edges import try_edges
from neverfalls.proofs.search.letters import Letter
from neverfalls.proofs.search.repeated import drawn_out
from neverfalls.proofs.search.run import Run
from neverfalls.proofs.solving import Solvers
from neverfalls.proofs.verdicts import Judge, Status
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme


def whole(arithmetic: str) -> Scheme:
    """The counter with whole points and coins of a yuan, without a fee."""
    scheme = load_scheme("counter").answering(arithmetic=arithmetic)
    numbers = {"points_step": 1, "money_step": 1, "exit_fee": 0}
    return scheme.with_parameters(**{key: Fraction(value) for key, value in numbers.items()})


def test_the_most_that_is_granted_nothing() -> None:
    """Each purchase is the largest that one more point is just not granted for."""
    run: Run | None = Run.start(whole("down"), ("alice",))
    for _purchase in range(4):
        assert run is not None
        run = run.extend(Letter("purchase", ("alice",)))
    assert run is not None
    found = try_edges(run, CLAIMS["buyers_are_granted_points"])
    assert found is not None
    assert [9, 12, 29, 71] == list(found.values())
    assert try_edges(run, CLAIMS["money_is_conserved"]) is None


def test_orders_that_grow_break_what_no_short_history_does() -> None:
    """Rounded up, points become dearer to those who come later only at the eighth purchase."""
    run = Run.start(whole("up"), ("alice",)).extend(Letter("purchase", ("alice",)))
    assert run is not None
    claim = CLAIMS["later_purchases_raise_earlier_points"]
    found = drawn_out(claim, [run], {"purchase"}, 5)
    assert found is not None
    longest, amounts = found
    assert [100**n for n in range(8)] == [paid / amounts["1.paid"] for paid in amounts.values()]
    assert 8 == len(longest.word)
    assert drawn_out(CLAIMS["money_is_conserved"], [run], {"purchase"}, 5) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arithmetic", "claim", "events"),
    [("down", "buyers_are_granted_points", 4), ("up", "later_purchases_raise_earlier_points", 8)],
)
def test_whole_amounts_are_decided(
    arithmetic: str, claim: str, events: int, solvers: Solvers
) -> None:
    """By amounts at the edges; or, where no short history does, by orders that grow."""
    (found,) = Judge(whole(arithmetic), solvers).judge([CLAIMS[claim]])
    assert (found.status, found.evidence) == (Status.REFUTED, "replayed")
    assert found.trace is not None
    assert events == len(found.trace.steps)
