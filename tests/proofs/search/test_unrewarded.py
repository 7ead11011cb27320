"""Purchases that are granted nothing because their points are rounded to none."""

from fractions import Fraction

import pytest

from neverfalls.proofs.search.unrewarded import unrewarded
from neverfalls.proofs.solving import Solvers
from neverfalls.proofs.verdicts import Judge, Status
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme


def whole_points(**readings: str) -> Scheme:
    """The counter with whole points and no fee."""
    numbers = {"points_step": Fraction(1), "exit_fee": Fraction(0)}
    return load_scheme("counter").with_parameters(**numbers).answering(**readings)


@pytest.mark.parametrize(
    ("claim", "readings", "events"),
    [
        ("later_purchases_raise_earlier_points", {}, 6),
        ("buyers_are_granted_points", {}, 7),
        ("pool_money_can_leave", {"empty_price": "last-quote"}, 10),
        ("buying_to_sell_at_once_gains_nothing", {"empty_price": "issue-price"}, 99),
    ],
)
def test_a_price_that_is_lifted_step_by_step(
    claim: str, readings: dict[str, str], events: int
) -> None:
    """From some price on a typical purchase is granted nothing; 98 leave 70 yuan to the next."""
    scheme = whole_points(**readings)
    found = unrewarded(scheme, CLAIMS[claim], scheme.rules)
    assert found is not None
    run, amounts = found
    assert len(run.word) == events
    assert all(amounts[each.label] > 0 for each in run.unknowns)


def test_what_holds_is_not_broken() -> None:
    """Where nothing is rounded to none, or nothing is rounded at all, there are none of them."""
    claim = CLAIMS["buyers_are_granted_points"]
    upwards = whole_points(arithmetic="up")
    assert unrewarded(upwards, claim, upwards.rules) is None
    exact = whole_points(arithmetic="exact")
    assert unrewarded(exact, claim, exact.rules) is None


def test_it_ends_in_an_event_that_may_break_the_claim() -> None:
    """What no purchase and no sale breaks is not looked for."""
    scheme = whole_points()
    assert unrewarded(scheme, CLAIMS["buyers_are_granted_points"], ()) is None


@pytest.mark.parametrize("claim", ["shown_value_is_paid", "everybody_can_leave_at_the_shown_price"])
def test_whole_points_at_whole_prices_are_paid(claim: str, solvers: Solvers) -> None:
    """Rounded down, so many whole points times a price in whole steps are paid to the last step."""
    scheme = whole_points(arithmetic="down").with_parameters(price_step=Fraction(1, 100))
    (found,) = Judge(scheme, solvers).judge([CLAIMS[claim]])
    assert found.status is Status.PROVED
    finer = scheme.with_parameters(points_step=Fraction(1, 10))
    (found,) = Judge(finer, solvers).judge([CLAIMS[claim]])
    assert found.status is Status.REFUTED
