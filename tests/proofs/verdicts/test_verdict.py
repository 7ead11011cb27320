"""Verdicts: what is said where the solvers say nothing."""

import pytest

from neverfalls.proofs.verdicts import Judge, Status
from neverfalls.proofs.verdicts.record import record_of
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme

from ..ignorant import Ignorant


@pytest.mark.parametrize("name", ["wine-shop", "linkage"])
def test_a_solver_that_knows_nothing_decides_nothing(name: str) -> None:
    """What is refuted all the same was tried and replayed on exact fractions; what is proved was
    proved by arithmetic alone; and both are so as recorded. Everything else is undecided."""
    scheme = load_scheme(name)
    record = record_of(scheme)
    assert record is not None
    recorded = {c["claim"]: c["status"] for c in record["cells"] if not c["deviation"]}
    found = Judge(scheme, Ignorant(), steps=2, members=1).judge(list(CLAIMS.values()))
    assert {each.status for each in found} == {Status.PROVED, Status.REFUTED, Status.UNDECIDED}
    for each in found:
        if each.status is Status.UNDECIDED:
            assert (each.evidence, each.trace) == ("none", None)
        else:
            assert recorded[each.claim] == each.status.value
            assert (each.evidence == "replayed") is (each.trace is not None)
