"""Repairs: each is proved, the nearest number is exact, and what it breaks is named."""

from fractions import Fraction

import pytest

from neverfalls.proofs.regions import region
from neverfalls.proofs.repairs import Repairs, repairs
from neverfalls.proofs.repairs.nearest import nearest
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.proofs.verdicts import Judge, Status
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme, parse_scheme

GOODS = """
name = "goods-alone"
mechanisms = ["purchase", "goods"]

[parameters]
order = "100"
contribution = "3/10"
reward = "7/10"
issue_price = "1"
points_per_yuan = "1/200"
margin = "1/2"
"""
"""What is left of the wine shop if its points only buy goods."""


SALES = """
name = "sales-alone"
mechanisms = ["purchase", "cash-exit"]
"""
"""Purchases and exits, with the usual numbers."""


@pytest.fixture(scope="module")
def found(solvers: Solvers) -> Repairs:
    """Give tests the repairs of a platform that pays for goods itself."""
    scheme = parse_scheme(GOODS.encode(), "goods-alone.toml")
    return repairs(scheme, CLAIMS["platform_stays_profitable"], solvers)


def test_readings_mechanisms_and_numbers_are_found(found: Repairs) -> None:
    """The pool may pay for goods, or there are none, or nothing is granted, or goods are free."""
    assert {(each.kind, each.change) for each in found.found} == {
        ("reading", "goods_payer=pool"),
        ("reading", "goods_payer=pool-at-cost"),
        ("mechanism", "without goods"),
        ("number", "reward"),
        ("number", "margin"),
    }


def test_every_repair_is_proved_by_the_engine(found: Repairs, solvers: Solvers) -> None:
    """The verdict on the changed scheme, asked for by itself, is that the claim is proved."""
    for each in found.found:
        (verdict,) = Judge(each.scheme, solvers, steps=2).judge([found.claim])
        assert verdict.status is Status.PROVED, each.change


def test_a_repair_names_what_it_breaks(found: Repairs) -> None:
    """Goods that the pool pays for let the price fall; at cost they do not."""
    told = {each.change: each for each in found.found}
    assert told["goods_payer=pool"].breaks == ("price_never_falls",)
    assert told["goods_payer=pool-at-cost"].breaks == ()
    assert told["without goods"].moot == ("points_redeemed_are_destroyed",)


def test_a_number_says_how_near_it_is(found: Repairs) -> None:
    """Of the reward every nearer value breaks the claim; of the margin some are not decided."""
    near = {each.change: each.near for each in found.found if each.near}
    reward, margin = near["reward"], near["margin"]
    assert reward.value == 0
    assert margin.value == 1
    assert (reward.attained, reward.settled) == (True, True)
    assert (margin.attained, margin.settled) == (True, False)
    assert any("margin" in each for each in found.undecided)


def test_an_end_that_is_not_attained_is_approached(solvers: Solvers) -> None:
    """Without an exit fee the price falls; it holds at any fee above 0, so 0 is the nearest."""
    scheme = load_scheme("wine-shop").with_parameters(exit_fee=Fraction(0))
    one = nearest(region(scheme, CLAIMS["price_never_falls"], ["exit_fee"], solvers))
    assert one is not None
    assert one.value == one.distance == 0
    assert (one.attained, one.settled) == (False, True)
    assert one.inside > 0


def test_where_nothing_repairs_that_is_said(solvers: Solvers) -> None:
    """A promise that every reading breaks has no repair among what was looked at."""
    scheme = parse_scheme(SALES.encode(), "sales-alone.toml")
    one = repairs(scheme, CLAIMS["splitting_a_sale_changes_nothing"], solvers)
    assert one.before.status is Status.REFUTED
    assert one.found == ()
    assert one.no_reading


def test_what_holds_needs_no_repair(solvers: Solvers) -> None:
    """A promise that is proved is left alone."""
    one = repairs(load_scheme("wine-shop"), CLAIMS["price_never_falls"], solvers)
    assert one.before.status is Status.PROVED
    assert (one.found, one.looked_at) == ((), ())
