"""Forced exits: what is proved where all are paid one price, and not where each changes it."""

import pytest

from neverfalls.proofs.induction import induct
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme

from ...schemes import deviating

MALL = load_scheme("mall")
ONE_PRICE = "members_sold_out_on_one_day_get_one_price"
NEXT = "one_exit_does_not_bring_the_next"
COMPLETE = "forced_exit_completes_the_quota"


@pytest.mark.parametrize(
    ("deviation", "proved"),
    [
        ("", set()),
        ("forced_exit_price=one-price", {ONE_PRICE, NEXT}),
        ("forced_exit_fee=waived", {ONE_PRICE, NEXT, COMPLETE}),
    ],
)
def test_exits_that_leave_the_price_alone(
    deviation: str, proved: set[str], solvers: Solvers
) -> None:
    """Each exit raises the price by its fee, unless there is none or the day's first price counts.

    What a member is paid completes the quota only if no fee is taken.
    """
    claims = [CLAIMS[name] for name in (ONE_PRICE, NEXT, COMPLETE)]
    found = induct(deviating(MALL, deviation), claims, solvers)
    assert proved == {claim.name for claim in claims if found.proves(claim.name)}
    assert all(solvers.agreed(found.queries[name]) for name in proved)
