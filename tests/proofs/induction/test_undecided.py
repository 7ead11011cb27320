"""Induction under all readings at once: what one of them breaks is not proved."""

from collections.abc import Iterator
from typing import Any

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


@pytest.mark.slow
def test_what_an_effect_may_have_changed_is_unknown(solvers: Solvers) -> None:
    """Each effect is run under all its answers, and then nothing is left of the state before it."""
    mechanisms = ("purchase", "cash-exit", "quota", "days", "daily-dividend")
    scheme = Scheme("daily", "A dividend each day", mechanisms)
    claim = Claim("unpaid", Kind.STEP, True, (), ("quota",), "Dividends never grow.", paid)
    assert not induct(scheme, [claim], solvers).proves("unpaid")
    assert not induct(scheme, [claim], solvers, choices=open_choices(scheme)).proves("unpaid")


DEALERS = Scheme("dealers", "Dealers", ("purchase", "membership"))
LIMIT = Scheme("limit", "Out at a multiple", ("purchase", "quota", "days", "payout-limit"))


def open_one(scheme: Scheme, question: str) -> dict[str, Any]:
    """Leave one question of a scheme open, and answer all others as it does."""
    return {
        name: answers if name == question else [getattr(scheme.readings, name)]
        for name, answers in open_choices(scheme).items()
    }


def no_dealer(w: View, name: str) -> Iterator[Check]:
    """Say that nobody is a dealer, which only the effect of a purchase breaks."""
    yield Check("dealer", 0, own(w, name).dealer)


def stays_out(before: View, after: View, name: str) -> Iterator[Check]:
    """Say that whoever is out stays out, which one answer breaks."""
    yield Check("out", own(after, name).out, own(before, name).out)


def test_an_effect_has_to_keep_what_is_assumed_after_it(solvers: Solvers) -> None:
    """An invariant that only the effect breaks is none, whichever way its question is answered."""
    false = Claim("none", Kind.STATE, True, (), ("membership",), "No dealer.", no_dealer)
    choices = open_one(DEALERS, "first_share")
    found = induct(DEALERS, [false], solvers, [false], choices=choices)
    assert found.invariants == ()
    assert not found.proves("none")


def test_an_effect_is_run_under_each_answer(solvers: Solvers) -> None:
    """Whoever is out may buy again under one answer, and cannot buy under the other."""
    claim = Claim("out", Kind.STEP, True, (), ("payout-limit",), "Out for ever.", stays_out)
    choices = open_one(LIMIT, "reentry")
    for answers in (choices["reentry"], choices["reentry"][::-1]):
        found = induct(LIMIT, [claim], solvers, choices={**choices, "reentry": answers})
        assert "purchase" in found.broken["out"]
    refused = [each for each in choices["reentry"] if each.value == "refused"]
    found = induct(LIMIT, [claim], solvers, choices={**choices, "reentry": refused})
    assert "purchase" not in found.broken["out"]


def test_what_no_answer_changes_is_still_known(solvers: Solvers) -> None:
    """The effect grants no points, whichever way its question is answered."""
    name = "points_come_only_from_purchases"
    choices = open_one(LIMIT, "reentry")
    assert induct(LIMIT, [CLAIMS[name]], solvers, choices=choices).proves(name)
