"""Induction under all readings at once: what one of them breaks is not proved."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest

from neverfalls.proofs.forking.forks import open_choices
from neverfalls.proofs.induction import induct
from neverfalls.proofs.solving import Solvers
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Check, Claim, Kind, Relation, own
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.mechanisms.purchase import StepView
from neverfalls.spec.model.mechanism import Mechanism
from neverfalls.spec.model.world import View, World
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


Doing = Callable[[World], None]
"""What an effect does."""


@contextmanager
def counting(first: Doing, second: Doing, happening: str = "purchased") -> Iterator[Scheme]:
    """Bring in purchases with an effect that does one thing or the other, by an open question."""
    shared, asked = {"all.counted": 0}, ("step_view",)
    room = Mechanism("counting", "A count", (), ("purchase",), shared=shared, questions=asked)

    @room.when(happening)
    def count(w: World, *_details: Any) -> None:
        (first if w.readings.step_view is StepView.ATOMIC else second)(w)

    with patch.dict(MECHANISMS, counting=room):
        yield Scheme("counting", "A count", ("purchase", "counting"))


def nothing(_w: World) -> None:
    """Leave all as it is."""


def up(w: World) -> None:
    """Count one more."""
    w.note("all.counted", 1)


def shown(w: World) -> None:
    """Count one more, show it, and take it back."""
    w.note("all.counted", 1)
    w.observe()
    w.note("all.counted", -1)


def reset(w: World) -> None:
    """Count anew."""
    w.write("all.counted", 0)


def counted(
    relation: Relation, bound: int | None = None, entry: str = "all.counted"
) -> tuple[Claim, ...]:
    """Claim that the count compares so with a number or, without one, with itself before a step."""

    def body(*views: View) -> Iterator[Check]:
        right = views[0].state[entry] if bound is None else bound
        yield Check("the count", views[-1].state[entry], right, relation=relation)

    kind = Kind.STEP if bound is None else Kind.STATE
    return (Claim("count", kind, False, (), ("purchase",), "The count.", body),)


@pytest.mark.parametrize(
    ("first", "second", "claims", "proved"),
    [
        (nothing, up, counted(Relation.AT_LEAST, 0), True),
        (nothing, up, counted(Relation.AT_LEAST), True),
        (nothing, up, counted(Relation.AT_MOST), False),
        (reset, reset, counted(Relation.AT_MOST, 1), True),
        (reset, up, counted(Relation.AT_MOST, 1), False),  # each answer starts from the same state
        (nothing, shown, counted(Relation.AT_LEAST), False),  # one is shown, and falls
    ],
)
def test_what_is_left_of_an_effect_is_what_both_answers_leave(
    first: Doing, second: Doing, claims: tuple[Claim], proved: bool, solvers: Solvers
) -> None:
    """What holds after either is known afterwards, and nothing else of what one may change."""
    for one, other in ((first, second), (second, first)):
        with counting(one, other) as scheme:
            states = [each for each in claims if each.kind is Kind.STATE]
            found = induct(scheme, claims, solvers, states, choices=open_choices(scheme))
            assert found.proves("count") is proved


def test_what_no_answer_shows_is_no_end_of_a_step(solvers: Solvers) -> None:
    """Every purchase adds to the sales; when money is counted, before, it has not done so yet."""
    claims = counted(Relation.MORE_THAN, entry="sales.total")
    with counting(nothing, up, "money counted") as scheme:
        found = induct(scheme, claims, solvers, (), choices=open_choices(scheme))
        assert found.proves("count")
    with counting(nothing, shown, "money counted") as scheme:
        found = induct(scheme, claims, solvers, (), choices=open_choices(scheme))
        assert not found.proves("count")
