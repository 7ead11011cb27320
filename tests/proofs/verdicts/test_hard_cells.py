"""Cells that were open for long: what decides each, and the history where it is refuted."""

import pytest

from neverfalls.proofs.search.explorer import STEPS
from neverfalls.proofs.solving import Solvers
from neverfalls.proofs.verdicts import Judge, Status, Verdict
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme

from ...schemes import deviating

SPENDING = "most_spending_never_comes_back"


def judged(name: str, deviation: str, claim: str, solvers: Solvers, steps: int = STEPS) -> Verdict:
    """The verdict on one cell."""
    scheme = deviating(load_scheme(name), deviation)
    (found,) = Judge(scheme, solvers, deviation, steps).judge([CLAIMS[claim]])
    return found


PROVED = [
    ("linkage", "", SPENDING),
    ("linkage", "product_cost=any-margin", SPENDING),
    ("linkage", "contribution_base=of-profit", SPENDING),
    ("linkage", "retired_tokens=assets-return", SPENDING),
    ("dealers", "bounty_for=new-dealer", SPENDING),
    ("mall", "dividend_rates=chosen-daily", SPENDING),
    ("mall", "dividend_rates=chosen-daily", "members_together_never_gain"),
]


@pytest.mark.parametrize(("name", "deviation", "claim"), PROVED)
def test_an_invariant_proves_it(name: str, deviation: str, claim: str, solvers: Solvers) -> None:
    """Both solvers agree on every step of the induction."""
    found = judged(name, deviation, claim, solvers)
    assert (found.status, found.evidence) == (Status.PROVED, "two solvers")


def test_dealers_who_bring_anybody_are_paid_more_than_was_contributed(solvers: Solvers) -> None:
    """Where friends need not become dealers, bounties have no bound; so nothing is proved."""
    found = judged("dealers", "", SPENDING, solvers)
    assert (found.status, found.evidence) == (Status.REFUTED, "replayed")


def test_an_easy_search_goes_on_for_one_event(solvers: Solvers) -> None:
    """Whoever sells lifts the price on the list; a new start at the issue price is below it."""
    cell = ("price-list", "empty_price=issue-price", "listed_price_rises_every_day")
    found = judged(*cell, solvers)
    assert found.trace is not None
    events = ["purchase", "sell", "sell", "close_day", "purchase", "close_day"]
    assert [step.rule for step in found.trace.steps] == events
    assert (found.trace.violation.left, found.trace.violation.right) == ("211/140", "11/7")
    short = judged(*cell, solvers, steps=STEPS - 1)
    assert (short.status, short.depth) == (Status.BOUNDED, STEPS - 1)
