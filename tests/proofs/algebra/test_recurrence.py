"""Recurrences: what solves them is checked by induction, and powers are kept apart."""

import pytest
import sympy

from neverfalls.proofs.algebra.expressions import PARAMETERS, DerivationFailed, S
from neverfalls.proofs.algebra.recurrence import N, growth, induction, solve

C = PARAMETERS["contribution"]


def test_exponential_price_is_no_power() -> None:
    """A sequence that doubles at each step has no exponent, and is refused."""
    with pytest.raises(DerivationFailed, match="growth"):
        growth(sympy.Integer(2) ** N)


def test_induction_checks_base_and_step() -> None:
    """A solution that starts wrong fails at the base, one that goes on wrong at the step."""
    good = solve("points", S + C, S, C)
    induction("points", good, S + C, S, C)
    with pytest.raises(DerivationFailed, match="base"):
        induction("points", good + 1, S + C, S, C)
    with pytest.raises(DerivationFailed, match="step"):
        induction("points", good + N - 1, S + C, S, C)
