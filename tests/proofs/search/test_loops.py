"""Loops: what is promised for the end and never comes, however many days and months go by."""

from dataclasses import replace

import pytest

from neverfalls.proofs.search import loops
from neverfalls.proofs.search.explorer import ASKED
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts.judge import Judge
from neverfalls.proofs.verdicts.verdict import Status
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme

MALL = load_scheme("mall")
ROOMS = ("purchase", "cash-exit", "quota", "days", "daily-dividend", "forced-exit")
MONTHS = ("purchase", "days", "quota", "daily-dividend", "membership", "price-list")
DAY, MONTH = "close_day", "close_month"
SETTLED = ["purchase", DAY, MONTH, DAY, MONTH, DAY, MONTH]
"""A month without sales has to close too, before a month leaves everything as it was."""

LOOPS: list[tuple[tuple[str, ...], int, list[str], int, str]] = [
    (ROOMS, ASKED, ["purchase", DAY, DAY, DAY], 3, ""),
    (MONTHS, ASKED, SETTLED, 5, "with more than 5 events only some"),
    (MONTHS, 5, SETTLED, 5, "with more than 2 events only some"),
]


@pytest.mark.parametrize(("rooms", "asked", "events", "start", "remark"), LOOPS)
def test_a_loop_is_found_even_where_more_has_to_settle_first(
    monkeypatch: pytest.MonkeyPatch,
    rooms: tuple[str, ...],
    asked: int,
    events: list[str],
    start: int,
    remark: str,
    solvers: Solvers,
) -> None:
    """Days alone, or days and months where it takes more events than the search lists."""
    monkeypatch.setattr(loops, "ASKED", asked)
    scheme = replace(MALL, mechanisms=rooms)
    (found,) = Judge(scheme, solvers).judge([CLAIMS["quota_is_paid_when_sales_stop"]])
    assert found.status is Status.REFUTED
    assert found.trace is not None
    assert ([step.rule for step in found.trace.steps], found.trace.loop) == (events, start)
    shorter = found.trace.found.shorter
    assert remark in shorter
    assert ("only some" in shorter) is bool(remark)


def test_a_search_of_few_events_is_not_drawn_out(solvers: Solvers) -> None:
    """Whoever asks for three events gets an answer about three."""
    scheme = replace(MALL, mechanisms=MONTHS)
    (found,) = Judge(scheme, solvers, steps=3).judge([CLAIMS["quota_is_paid_when_sales_stop"]])
    assert (found.status, found.depth) == (Status.UNDECIDED, 3)
