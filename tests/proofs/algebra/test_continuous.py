"""The continuous limits: buying, selling and taking goods in small amounts."""

from typing import Any

import pytest
import sympy

from neverfalls.proofs.algebra.continuous import POOL_THEN, SUPPLY_THEN, Flow, flows
from neverfalls.proofs.algebra.expressions import PARAMETERS, DerivationFailed, F, S
from neverfalls.spec.model.world import Member, World

from ...schemes import scheme_with
from .derivations import mutated, same

R, MU, PHI = (PARAMETERS[name] for name in ("reward", "margin", "exit_fee"))


def flow(name: str, **choices: str) -> Flow:
    return {each.name: each for each in flows(scheme_with(**choices))}[name]


def test_buying_in_small_amounts() -> None:
    """Buying keeps S in proportion to F^r, whichever price it mints at."""
    assert flow("buying").shape == F**R
    assert flow("buying", mint_price="after").shape == F**R
    assert same(SUPPLY_THEN * (F / POOL_THEN) ** R, flow("buying").solution.right)


def test_selling_in_small_amounts() -> None:
    """Selling keeps F in proportion to S^(1-φ), whether or not the payment is seen first."""
    assert flow("selling").shape == S ** (1 - PHI)
    assert flow("selling", step_view="pay-then-burn").shape == S ** (1 - PHI)


@pytest.mark.parametrize(
    ("payer", "taken", "bound"),
    [
        ("platform", POOL_THEN * sympy.log(SUPPLY_THEN / S), sympy.oo),
        ("pool", POOL_THEN * (1 - S / SUPPLY_THEN), POOL_THEN),
        (
            "pool-at-cost",
            POOL_THEN * (1 - (S / SUPPLY_THEN) ** (1 - MU)) / (1 - MU),
            POOL_THEN / (1 - MU),
        ),
    ],
)
def test_taking_goods_in_small_amounts(payer: str, taken: Any, bound: Any) -> None:
    """Goods worth F·ln(S_0/S) can be taken, without bound, unless the pool pays for them."""
    found = flow("goods", goods_payer=payer)
    assert found.taken is not None
    assert sympy.simplify(sympy.expand_log(taken - found.taken.right)) == 0
    assert bound == found.bound if bound is sympy.oo else same(bound, found.bound)


def test_rule_that_jumps_has_no_small_amounts() -> None:
    """A mutated purchase with a fixed charge does not vanish with the amount, and is refused."""
    scheme = scheme_with()
    whole = scheme.rules["purchase"].body

    def charged(w: World, buyer: Member, paid: Any) -> None:
        whole(w, buyer, paid)
        w.pay(buyer, "pool", 1)

    with pytest.raises(DerivationFailed, match="vanishes with the amount"):
        flows(mutated(charged))
