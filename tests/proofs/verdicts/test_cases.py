"""Whether what a claim speaks of can ever happen, in schemes where little or nothing does."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from neverfalls.proofs.induction import induct
from neverfalls.proofs.induction.equalities import equalities
from neverfalls.proofs.induction.invariants import INVARIANTS
from neverfalls.proofs.search import Explorer
from neverfalls.proofs.solving import Solvers
from neverfalls.proofs.verdicts import Judge, Status
from neverfalls.proofs.verdicts.cases import (
    case_of,
    case_of_a_crowd,
    case_of_a_wait,
    case_of_followers,
    case_of_growth,
    idle,
    never,
)
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ...schemes import made_of, scheme_with, under

SHOP = Scheme("shop", "", ("purchase", "cash-exit"))
NO_POINTS = SHOP.with_parameters(reward=Fraction(0))
NO_EVENTS = Scheme("shop", "", SHOP.mechanisms, opening={"pool.yuan": Fraction(60)})
NO_QUOTA = Scheme("mall", "", (*SHOP.mechanisms, "quota", "days", "daily-dividend"))
NO_QUOTA = NO_QUOTA.with_parameters(quota_multiple=Fraction(0), daily_rate=Fraction(0))
NO_SHARES = Scheme("mall", "", NO_QUOTA.mechanisms, NO_POINTS.parameters)
NO_PRIZE = Scheme("shop", "", ("purchase", "ranks")).with_parameters(prize=Fraction(0))
NO_DEALINGS = Scheme("club", "", ("purchase", "days", "membership"))
NO_DEALINGS = NO_DEALINGS.with_parameters(revenue_share=Fraction(0), bounty=Fraction(0))
NO_MARKUP = Scheme("shop", "", (*SHOP.mechanisms, "goods"))
NO_MARKUP = NO_MARKUP.with_parameters(margin=Fraction(0), contribution=Fraction(1))
FEE_OF_ALL = SHOP.with_parameters(exit_fee=Fraction(1))
THIRDS = load_scheme("counter").with_parameters(order=Fraction(1, 3))

POINTS = {
    "price_never_falls": Status.VACUOUS,
    "price_never_falls_below_the_first": Status.VACUOUS,
    "pool_covers_every_point": Status.VACUOUS,
    "everybody_can_leave_at_the_shown_price": Status.VACUOUS,
    "holders_can_cash_out": Status.VACUOUS,
    "pool_pays_only_for_points": Status.VACUOUS,
    "liabilities_are_covered": Status.VACUOUS,
    "splitting_a_sale_changes_nothing": Status.VACUOUS,
    "order_of_arrival_changes_nothing": Status.VACUOUS,
    "shown_value_is_paid": Status.VACUOUS,
    "books_balance": Status.VACUOUS,
    "pool_money_can_leave": Status.REFUTED,
}
SALES = {
    "platform_stays_profitable": Status.PROVED,
    "most_spending_never_comes_back": Status.PROVED,
    "money_is_conserved": Status.PROVED,
}


@pytest.mark.parametrize(
    ("scheme", "readings", "expected"),
    [
        pytest.param(NO_POINTS, {}, {**POINTS, **SALES}, id="no points"),
        pytest.param(NO_POINTS, {"step_view": "pay-then-burn"}, POINTS, id="two steps"),
        pytest.param(
            NO_POINTS,
            {"product_cost": "any-margin"},
            {**POINTS, "platform_stays_profitable": Status.REFUTED},
            id="any margin",
        ),
        pytest.param(
            NO_POINTS,
            {"grant": "fixed-number"},
            {"holders_can_cash_out": Status.PROVED, "pool_money_can_leave": Status.REFUTED},
            id="number",
        ),
        pytest.param(
            NO_EVENTS, {}, {**POINTS, **dict.fromkeys(SALES, Status.VACUOUS)}, id="no events"
        ),
        pytest.param(
            NO_EVENTS,
            {"empty_price": "issue-price"},
            {**SALES, "pool_money_can_leave": Status.PROVED},
            id="a fresh start",
        ),
        pytest.param(
            NO_QUOTA,
            {},
            {
                "quota_is_paid_when_sales_stop": Status.VACUOUS,
                "quota_goes_only_by_payments": Status.VACUOUS,
                "payouts_within_quota": Status.VACUOUS,
                "daily_fund_is_paid_out": Status.VACUOUS,
            },
            id="no quota",
        ),
        pytest.param(
            NO_SHARES,
            {"pool_use": "paid-out"},
            {
                "quota_goes_only_by_payments": Status.PROVED,
                "payouts_within_quota": Status.VACUOUS,
                "pool_pays_only_for_points": Status.VACUOUS,
            },
            id="nobody to share",
        ),
        pytest.param(
            NO_PRIZE,
            {},
            {"winners_hold_points": Status.VACUOUS, "prizes_go_to_the_largest": Status.VACUOUS},
            id="no prize",
        ),
        pytest.param(
            NO_DEALINGS,
            {},
            {
                "shares_come_from_new_revenue": Status.VACUOUS,
                "only_dealers_are_paid": Status.VACUOUS,
                "bounties_are_paid_once_a_dealer": Status.REFUTED,
            },
            id="dealers for nothing",
        ),
        pytest.param(
            FEE_OF_ALL,
            {},
            {
                "pool_pays_only_for_points": Status.VACUOUS,
                "holders_can_cash_out": Status.REFUTED,
                "price_never_falls": Status.PROVED,
            },
            id="a fee of all",
        ),
        pytest.param(
            NO_MARKUP,
            {"contribution_base": "of-profit"},
            {"platform_stays_profitable": Status.PROVED, "price_never_falls": Status.VACUOUS},
            id="no profit to contribute",
        ),
        pytest.param(
            THIRDS,
            {},
            {
                "early_and_late_buyers_get_the_same": Status.VACUOUS,
                "buyers_are_granted_points": Status.VACUOUS,
            },
            id="an order of no whole coins",
        ),
    ],
)
def test_what_can_never_happen_is_told(
    scheme: Scheme, readings: Mapping[str, str], expected: Mapping[str, Status], solvers: Solvers
) -> None:
    """Vacuous is what has no case, and only that; what can break breaks."""
    judge = Judge(under(scheme, **readings), solvers, steps=2)
    found = judge.judge([CLAIMS[name] for name in expected])
    assert expected == {each.claim: each.status for each in found}


def test_a_case_that_takes_many_members_is_found() -> None:
    """Ten friends are brought after they have bought, which no short history has."""
    scheme = scheme_with("dealers", bounty_for="new-dealer")
    claim = CLAIMS["dealers_earn_what_is_promised"]
    found = case_of_a_crowd(scheme, claim)
    assert found
    assert found.shows(scheme, claim)
    assert not case_of_a_crowd(NO_POINTS, CLAIMS["holders_can_cash_out"])


def test_a_case_that_takes_many_days_is_found() -> None:
    """One per cent a day is to be out after a hundred days, and not a day earlier."""
    scheme = made_of("purchase", "days", "gradual-release")
    claim = CLAIMS["locked_balance_is_out_in_time"]
    found = case_of_a_wait(scheme, claim)
    assert found
    assert found.shows(scheme, claim)
    assert len(found.events) == 101
    assert not case_of_a_wait(NO_POINTS, CLAIMS["holders_can_cash_out"])


def test_a_case_that_takes_many_followers_is_found() -> None:
    """Five members have to be brought for 100 yuan each to have a fee of 500 back."""
    scheme = made_of("purchase", "recruiting")
    claim = CLAIMS["recruiters_get_their_fee_back"]
    found = case_of_followers(scheme, claim)
    assert found
    assert found.shows(scheme, claim)
    assert [rule for rule, _ in found.events] == ["join", *["join_by"] * 5]
    assert not case_of_followers(NO_POINTS, CLAIMS["holders_can_cash_out"])


def test_a_case_that_takes_growth_is_found() -> None:
    """Of forty per cent of ever larger sales, five yuan a point are paid on the thirteenth day."""
    scheme, claim = load_scheme("five-fold"), CLAIMS["members_are_out_only_when_paid"]
    found = case_of_growth(scheme, claim)
    assert found
    assert found.shows(scheme, claim)
    assert [rule for rule, _ in found.events] == ["purchase", "close_day"] * 13
    assert not case_of_growth(SHOP, CLAIMS["holders_can_cash_out"])


def test_a_claim_with_a_case_is_not_shown_to_have_none(solvers: Solvers) -> None:
    """Of every claim about a shop, either some history gives it a case or there is none: not both.

    So a proof that there is none never meets a history in which there is one.
    """
    claims = [each for each in CLAIMS.values() if each.applies(SHOP.mechanisms)]
    for scheme in (SHOP, NO_POINTS):
        candidates = [*INVARIANTS.values(), *equalities(scheme)]
        shown = induct(scheme, [never(each) for each in claims], solvers, candidates)
        explorer = Explorer(scheme, solvers)
        for each in claims:
            assert (case_of(explorer, each) is None) is shown.proves(never(each).name)


def test_where_no_event_can_happen_no_claim_says_anything(solvers: Solvers) -> None:
    """Money without points stops every purchase, unless it starts again at the issue price."""
    fresh = under(NO_EVENTS, empty_price="issue-price")
    assert [True, False] == [idle(Explorer(each, solvers)) for each in (NO_EVENTS, fresh)]
