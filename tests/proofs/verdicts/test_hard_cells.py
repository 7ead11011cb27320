"""Cells that were open for long: what decides each, and the history where it is refuted."""

import pytest

from neverfalls.proofs.search.bounds import STEPS
from neverfalls.proofs.search.crowds import CROWD, LONGEST, crowded
from neverfalls.proofs.search.traces import make_trace
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


ONE_PRICE = "members_sold_out_on_one_day_get_one_price"
NEXT = "one_exit_does_not_bring_the_next"
COMPLETE = "forced_exit_completes_the_quota"
CROWDED = [
    ("pool_use=paid-out", NEXT, ["purchase"] * 3, "bob", "94957/60", "356119/225"),
    ("tier_rate=twenty-percent", NEXT, ["purchase"] * 3, "bob", "38571/2", "578591/30"),
    ("quota_scope=dividends-and-exits", NEXT, ["purchase"] * 3, "bob", "107733/20", "134679/25"),
    ("quota_scope=daily-only", ONE_PRICE, ["purchase"] * 3 + ["sell"], "bob", "1782/5", "324"),
    (
        "quota_scope=daily-only",
        NEXT,
        ["purchase"] * 3 + ["sell"] * 2,
        "carol",
        "283864/253",
        "3400/3",
    ),
    (
        "forced_exit_base=granted-quota",
        ONE_PRICE,
        ["purchase"] * 3 + ["sell"],
        "bob",
        "15147/5",
        "2754",
    ),
    (
        "forced_exit_base=granted-quota",
        NEXT,
        ["purchase"] * 3 + ["sell"] * 2,
        "bob",
        "36414/11",
        "4000",
    ),
    (
        "forced_exit_base=granted-quota",
        COMPLETE,
        ["purchase", "close_day", "purchase", "redeem"],
        "bob",
        "11770/3",
        "4000",
    ),
]


@pytest.mark.parametrize(
    ("deviation", "claim", "events", "member", "left", "right"),
    CROWDED,
    ids=[" ".join(case[:2]) for case in CROWDED],
)
def test_a_day_ends_badly_for_a_crowd(
    deviation: str, claim: str, events: list[str], member: str, left: str, right: str
) -> None:
    """The amounts of the first history that is tried with success, as its events end the day."""
    scheme = deviating(load_scheme("mall"), deviation).opened()
    for length in range(CROWD + 1, LONGEST + 1):
        found = crowded(scheme, CLAIMS[claim], {"close_day"}, length)
        if found is not None:
            break
    assert found is not None
    run, amounts = found
    trace = make_trace("found", run, amounts, CLAIMS[claim], "")
    assert [*events, "close_day"] == [step.rule for step in trace.steps]
    broken = trace.violation
    assert (member, left, right) == (broken.member, broken.left, broken.right)
