"""Induction under all readings at once: what one of them breaks is not proved."""

from collections.abc import Iterator

import pytest

from neverfalls.proofs.forking.forks import open_choices
from neverfalls.proofs.induction import induct
from neverfalls.proofs.solving import Solvers
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Check, Claim, Kind, own
from neverfalls.spec.model.world import View
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme


@pytest.mark.parametrize(
    ("claim", "reading"),
    [
        ("friendly_merchant_gains_nothing", "member-keeps-both"),
        ("later_purchases_raise_earlier_points", "fixed-number"),
    ],
)
def test_what_one_reading_breaks_is_not_proved_for_all(
    claim: str, reading: str, solvers: Solvers
) -> None:
    """A claim that supposes events holds as written, and not under all readings at once."""
    scheme = load_scheme("wine-shop")
    choices = open_choices(scheme)
    assert reading in {each.value for answers in choices.values() for each in answers}
    assert induct(scheme, [CLAIMS[claim]], solvers).proves(claim)
    assert not induct(scheme, [CLAIMS[claim]], solvers, choices=choices).proves(claim)


def test_what_follows_from_invariants_is_proved_for_all(solvers: Solvers) -> None:
    """Whoever holds points can sell them, under all readings of purchases and sales at once."""
    scheme = Scheme("plain", "Purchases and sales", ("purchase", "cash-exit"))
    claim = "holders_can_cash_out"
    assert induct(scheme, [CLAIMS[claim]], solvers, choices=open_choices(scheme)).proves(claim)


def paid(before: View, after: View, name: str) -> Iterator[Check]:
    """Say that nobody is ever paid a dividend."""
    yield Check("dividends", own(before, name).dividends, own(after, name).dividends)


def test_what_an_effect_may_have_changed_is_unknown(solvers: Solvers) -> None:
    """Each effect is run under all its answers, and then nothing is left of the state before it."""
    mechanisms = ("purchase", "cash-exit", "quota", "days", "daily-dividend")
    scheme = Scheme("daily", "A dividend each day", mechanisms)
    claim = Claim("unpaid", Kind.STEP, True, (), ("quota",), "Dividends never grow.", paid)
    assert not induct(scheme, [claim], solvers).proves("unpaid")
    assert not induct(scheme, [claim], solvers, choices=open_choices(scheme)).proves("unpaid")
