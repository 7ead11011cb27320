"""Verdicts: what is said where the solvers say nothing, and where an error comes up."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from neverfalls.proofs.induction.invariants import registry
from neverfalls.proofs.solving import Solvers
from neverfalls.proofs.verdicts import Judge, Status
from neverfalls.proofs.verdicts.record import record_of, write
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.writing import Changes

from ..ignorant import Ignorant
from ..planted import TOLD, endless, planted


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


SHOP = load_scheme("wine-shop")
OTHERS = [CLAIMS[name] for name in ("points_come_only_from_purchases", "pool_money_can_leave")]


@pytest.mark.parametrize(
    "claim",
    [
        planted("goods_cost_within_contributions", "induction"),
        planted("goods_cost_within_contributions", "search"),
        planted("platform_stays_profitable", "anywhere"),
        endless("splitting_a_sale_changes_nothing"),
    ],
)
def test_an_error_costs_one_claim_its_verdict(claim: Claim, solvers: Solvers) -> None:
    """Wherever it comes up, and even where it is an endless recursion; the others stay the same."""
    first, failed, last = Judge(SHOP, solvers).judge([OTHERS[0], claim, OTHERS[1]])
    assert [first, last] == Judge(SHOP, solvers).judge(OTHERS)
    assert (failed.claim, failed.status, failed.evidence) == (claim.name, Status.FAILED, "none")
    assert failed.failure.startswith((TOLD, "RecursionError: maximum recursion depth exceeded"))
    assert ".py, line " in failed.failure
    assert len(failed.failure.splitlines()) == 1


def test_an_error_in_an_invariant_leaves_what_needs_none(
    monkeypatch: pytest.MonkeyPatch, solvers: Solvers
) -> None:
    """What is proved or refuted without it is so; what might be proved with it has failed."""
    name = "supply_is_not_negative"
    broken = planted("money_is_conserved", "anywhere")
    monkeypatch.setitem(registry.INVARIANTS, name, replace(broken, name=name))
    names = ("money_is_conserved", "splitting_a_sale_changes_nothing", "platform_stays_profitable")
    found = Judge(SHOP, solvers, steps=1).judge([CLAIMS[each] for each in names])
    assert [Status.PROVED, Status.REFUTED, Status.FAILED] == [each.status for each in found]
    assert found[2].failure.startswith(f"{name}, which might help: {TOLD}")


def test_nothing_failed_is_recorded(tmp_path: Path, solvers: Solvers) -> None:
    """Neither a record nor a counterexample is written, and the error is told."""
    claims = [planted("platform_stays_profitable", "anywhere"), OTHERS[1]]
    with pytest.raises(ValueError, match=TOLD):
        write(Judge(SHOP, solvers).judge(claims), tmp_path, tmp_path, Changes(tmp_path))
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("arithmetic", ["half-up", "down", "up"])
def test_rounding_leaves_holders_a_coin(arithmetic: str, solvers: Solvers) -> None:
    """Whoever's points are worth a coin gets one: members hold points in whole steps."""
    scheme = load_scheme("counter").answering(arithmetic=arithmetic)
    (found,) = Judge(scheme, solvers).judge([CLAIMS["holders_can_cash_out"]])
    assert found.status is Status.PROVED
    assert "points_are_held_in_whole_steps" in found.invariants


def test_a_counterexample_to_a_number_can_be_a_file(solvers: Solvers) -> None:
    """Its id is the name of its file, in which no fraction is written as in the deviation."""
    scheme = load_scheme("wine-shop").with_parameters(margin=Fraction(3, 10))
    judge = Judge(scheme, solvers, "margin=3/10")
    (found,) = judge.judge([CLAIMS["platform_stays_profitable"]])
    assert found.trace is not None
    assert found.trace.id == "wine-shop.platform_stays_profitable.margin=3-10"
