"""Claims on exact fractions: hand-computed states in which a claim holds and others that break it.

The states and their readings are small; each case gives both sides of the comparison.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.claims import fairness, gains, solvency
from neverfalls.spec.claims.claim import CLAIMS, Check, Kind, Relation
from neverfalls.spec.model.world import Price, Quotient, View
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme
from neverfalls.spec.words.claims import smallest

from ...schemes import made_of
from ..worlds import QUOTED, ROSTER, TINY, view, world

F = Fraction
FIRST_CLAUSES = tuple(claim.clauses[0] for claim in CLAIMS.values())
SHELF = {**QUOTED, "issuer.points": -40, "platform.points": 10, "quoted.supply": 40}
"""The platform holds ten points besides: forty circulate at 3/2 yuan each."""

MALL = {
    "pool.yuan": 1200,
    "issuer.points": -20,
    "alice.points": 10,
    "bob.points": 10,
    "quoted.yuan-in-pool": 1200,
    "quoted.supply": 20,
}
"""Twenty points at 60 yuan each, which is the price at which the mall grants them."""


def sides(claim: str, w: View, before: View | None = None) -> list[tuple[Fraction, Fraction]]:
    """Return both sides of the comparisons that a claim makes, for alice where it is about one."""
    promise = CLAIMS[claim]
    checks = promise.checks(before, w, "alice" if promise.per_member else None)
    return [check.sides() for check in checks if check.when]


AFTER_ORDER = F(90, 1) / (30 + F(21, 2))
"""The wine shop's price after an order of 100 yuan, which is granted 21/2 points at 2 yuan."""

CASES: list[tuple[str, View, list[tuple[Any, Any]]]] = [
    (
        # 15 yuan twice, rewarded with 21/2 yuan each: 21/4 points at 2, then at 75 / (141/4)
        "splitting_a_purchase_changes_nothing",
        view("wine-shop", QUOTED),
        [(F(21, 4) + F(21, 2) / (75 / F(141, 4)), F(21, 2))],
    ),
    ("splitting_a_purchase_changes_nothing", view("mall", MALL), [(10, 10)]),
    (
        # 10 points at 2 bring 18 and leave 42 for 20; 10 points at 21/10 bring 189/10
        "splitting_a_sale_changes_nothing",
        view("wine-shop", QUOTED),
        [(18 + F(189, 10), 36)],
    ),
    ("splitting_a_sale_changes_nothing", view("wine-shop", QUOTED, "0"), [(40, 40)]),
    (
        # the sale leaves 24 yuan for 10 points; at that price 21 yuan are 35/4 points
        "order_of_arrival_changes_nothing",
        view("wine-shop", QUOTED),
        [(F(9, 10) * 20 * AFTER_ORDER, 36), (F(35, 4), F(21, 2))],
    ),
    ("order_of_arrival_changes_nothing", view("mall", MALL), [(540, 540), (10, 10)]),
    ("shown_value_is_paid", view("wine-shop", QUOTED), [(36, 40)]),
    ("shown_value_is_paid", view("wine-shop", QUOTED, "0"), [(40, 40)]),
    (
        "early_and_late_buyers_get_the_same",
        view("wine-shop", QUOTED),
        [(21 / AFTER_ORDER, F(21, 2))],
    ),
    ("early_and_late_buyers_get_the_same", view("wine-shop", {}), [(F("14.7"), 21)]),
    ("early_and_late_buyers_get_the_same", view("mall", MALL), [(10, 10)]),
    ("later_purchases_raise_earlier_points", view("wine-shop", QUOTED), [(F(20, 9), 2)]),
    ("later_purchases_raise_earlier_points", view("mall", MALL), [(60, 60)]),
    ("later_purchases_raise_earlier_points", view("wine-shop", {}), []),
    (
        # 21/2 points at 20/9, less the fee, for an order of 100
        "buying_to_sell_at_once_gains_nothing",
        view("wine-shop", QUOTED),
        [(100, 21)],
    ),
    (
        # after the order 9600 yuan stand behind 25 points, 384 each; 2000 yuan bought ten
        "buying_to_sell_at_once_gains_nothing",
        view("mall", {**MALL, "pool.yuan": 9000, "issuer.points": -15, "alice.points": 5}),
        [(2000, 10 * 384 * F(9, 10))],
    ),
    (
        # at 3/2 yuan 20 points are 30 constant points, which are 20 points again
        "friendly_merchant_gains_nothing",
        view("wine-shop", SHELF),
        [(30, 30)],
    ),
    (
        # of 40 points 20 are set aside; at 3 yuan 30 constant points bring 10 of them back
        "friendly_merchant_gains_nothing",
        view("wine-shop", SHELF, converted_points="held-aside"),
        [(30, 20)],
    ),
    (
        "friendly_merchant_gains_nothing",
        view("wine-shop", SHELF, converted_points="member-keeps-both"),
        [(30, 40)],
    ),
    (
        "members_together_never_gain",
        view("wine-shop", {"alice.yuan": 50, "bob.yuan": -60}),
        [(-10, 0)],
    ),
    (
        "members_together_never_gain",
        view("wine-shop", {"alice.yuan": 50, "bob.yuan": -49}),
        [(1, 0)],
    ),
    (
        # of 100 yuan 30 may come back at most; alice has had 20 of her 100
        "most_spending_never_comes_back",
        view("wine-shop", {"alice.yuan": -80, "sales.total": 100}),
        [(30, 20)],
    ),
    (
        "most_spending_never_comes_back",
        view("mall", {"alice.yuan": -1000, "sales.total": 2000}),
        [(1200, 1000)],
    ),
    (
        # the pool pays the daily dividend, so that only that of the tiers comes on top
        "most_spending_never_comes_back",
        view("mall", {"alice.yuan": -1000, "sales.total": 2000}, pool_use="paid-out"),
        [(800, 1000)],
    ),
    ("price_never_falls_below_the_first", view("mall", MALL), [(60, 42)]),
    (
        "price_never_falls_below_the_first",
        view("mall", {"quoted.yuan-in-pool": 41, "quoted.supply": 1}),
        [(41, 42)],
    ),
]


@pytest.mark.parametrize(("claim", "w", "expected"), CASES)
def test_both_sides_of_a_claim(claim: str, w: View, expected: list[tuple[Any, Any]]) -> None:
    """A claim compares what the rules lead to from this state, computed by hand."""
    assert expected == sides(claim, w)


def test_every_claim_of_the_reader_has_a_case() -> None:
    """No claim on fairness or gains is left without a worked case; steps have tests beside."""
    own = {
        each.name
        for each in CLAIMS.values()
        if each.body.__module__ in (fairness.__name__, gains.__name__)
        and each.kind is not Kind.STEP
    }
    assert own == {claim for claim, _w, _expected in CASES}


def test_a_claim_on_a_whole_trace_sees_the_opening() -> None:
    """The opening is that of the scheme file, with the same members."""
    w = view("mall", MALL)
    assert w.beginning.state == w.scheme.opening_state(ROSTER)
    assert w.beginning.roster == ROSTER


def test_claims_read_no_account_that_is_not_there() -> None:
    """With the fewest mechanisms that give it a sense, a claim can be compared in any reading."""
    missing = []
    for promise in CLAIMS.values():
        scheme = smallest(promise)
        for deviation, readings in [("", scheme.readings), *scheme.readings.deviations()]:
            w = world(scheme.reading(readings))
            try:
                promise.checks(w, w, "alice" if promise.per_member else None)
            except KeyError as error:
                missing.append((promise.name, deviation, error.args))
    assert missing == []


@pytest.mark.parametrize(
    ("left", "right", "relation", "holds", "numbers"),
    [
        (Price(60, 2), Price(90, 3), Relation.AT_LEAST, True, (30, 30)),
        (Price(60, 2), Price(90, 3), Relation.MORE_THAN, False, (30, 30)),
        (Price(60, 2), Price(91, 3), Relation.AT_LEAST, False, (30, F(91, 3))),
        (Quotient(60, 2), 30, Relation.EQUAL, True, (30, 30)),
        (30, Quotient(60, 2), Relation.AT_MOST, True, (30, 30)),
        (31, Quotient(60, 2), Relation.AT_MOST, False, (31, 30)),
    ],
)
def test_quotients_are_compared_as_numbers(
    left: Any, right: Any, relation: Relation, holds: bool, numbers: tuple[Any, Any]
) -> None:
    """A price or a quotient stands for its value, on either side, exactly on the boundary too."""
    check = Check("a price", left, right, "yuan per point", relation)
    assert holds is check.holds(view("wine-shop", QUOTED))
    assert numbers == check.sides()


@pytest.mark.parametrize(
    ("claim", "entry", "amount"),
    [
        ("price_never_falls", "issuer.points", -TINY),
        ("items_are_unique", "issuer.items", -TINY),
        ("sales_leave_nothing_in_the_pool", "sales.total", TINY),
        ("quota_is_paid_when_sales_stop", "issuer.quota", -TINY),
        ("tier_dividends_reward_holders", "alice.tier-dividends", TINY),
        ("most_spending_never_comes_back", "sales.total", TINY),
        ("buy_backs_come_from_profit", "buybacks.spent", TINY),
        ("buy_backs_come_from_profit", "buybacks.yuan", TINY),
        ("tokenised_assets_cover_the_tokens", "issuer.tokens", -TINY),
        ("shares_come_from_new_revenue", "shares.total", TINY),
        ("only_dealers_are_paid", "alice.earned", TINY),
        ("bounties_are_paid_once_a_dealer", "friends.paid", TINY),
        ("released_points_keep_their_value", "alice.released", TINY),
        ("partners_stay_partners", "alice.partner", TINY),
        ("prizes_are_within_what_sales_left", "alice.prizes", TINY),
        ("members_pay_more_than_recruiting_returns", "joined.number", TINY),
        ("locked_balances_are_covered", "issuer.locked", -TINY),
        ("vouchers_are_covered", "issuer.vouchers", -TINY),
        ("day_pays_for_its_dividends", "dividends.total", TINY),
        ("constants_are_worth_their_face", "issuer.constants", -TINY),
        ("liabilities_are_covered", "issuer.points", -TINY),
        ("books_balance", "issuer.points", -TINY),
    ],
)
def test_what_a_claim_is_about_begins_with_the_least_of_it(
    claim: str, entry: str, amount: Fraction
) -> None:
    """At the opening there is none of it; the smallest amount is enough."""
    w = world(smallest(CLAIMS[claim]), {})
    assert not CLAIMS[claim].about(w.on(w.state))
    w.state[entry] += amount
    assert CLAIMS[claim].about(w.on(w.state))


def test_a_claim_applies_where_it_finds_what_it_needs() -> None:
    """All mechanisms that it needs, with others or without, and none left out."""
    promise = CLAIMS["holders_can_cash_out"]
    assert promise.applies(["cash-exit"])
    assert promise.applies(["purchase", "cash-exit", "goods"])
    assert not promise.applies(["purchase", "goods"])


def test_a_claim_concerns_a_scheme_that_lists_it_and_has_what_it_needs() -> None:
    """One that is listed needs its mechanisms still; where none are listed, all that have them."""
    promise = CLAIMS["holders_can_cash_out"]
    schemes = {
        rooms: Scheme("here", "Here", rooms) for rooms in (("purchase", "cash-exit"), ("purchase",))
    }
    for rooms, scheme in schemes.items():
        listed = replace(scheme, claims=(promise.name,))
        other = replace(scheme, claims=("price_never_falls",))
        able = promise.applies(rooms)
        assert [promise.concerns(each) for each in (scheme, listed, other)] == [able, able, False]
    assert [promise.applies(rooms) for rooms in schemes] == [True, False]


def test_money_out_of_reach_is_the_platforms_less_what_may_still_be_shared() -> None:
    """What suppliers and an exchange have been paid counts too; of a day's sales dividends may
    take three tenths."""
    kept = {"treasury.yuan": 5, "supplier.yuan": 7}
    assert gains.out_of_reach(view("wine-shop", kept)) == 12
    assert gains.out_of_reach(view("market", {**kept, "exchange.yuan": 11})) == 23
    assert gains.out_of_reach(view("mall", {**kept, "day.sales": 10})) == 12 - 3


def test_money_of_the_opening_is_no_spending() -> None:
    """Forty yuan that were in the pool may come back besides three tenths of what is spent."""
    scheme = replace(load_scheme("wine-shop"), opening={"pool.yuan": F(40)})
    w = world(scheme, {"sales.total": 100, "alice.yuan": -50})
    assert sides("most_spending_never_comes_back", w.on(w.state)) == [(F(70), F(50))]


@pytest.mark.parametrize(("scope", "kept"), [("dividends-and-exits", 9), ("both-dividends", 7)])
def test_proceeds_count_against_the_quota_where_the_reading_says_so(scope: str, kept: int) -> None:
    """Four are left of it and three were paid; two more were the proceeds of points sold."""
    entries = {"alice.quota": 4, "alice.dividends": 3, "alice.proceeds": 2, "alice.granted": 9}
    w = view("mall", entries, quota_scope=scope)
    assert sides("quota_goes_only_by_payments", w) == [(F(kept), F(9))]


def test_where_nothing_can_be_sold_no_proceeds_count() -> None:
    """Under the reading that counts them, a scheme without exits has none."""
    w = world(made_of("purchase", "quota"), {}, quota_scope="dividends-and-exits")
    assert sides("quota_goes_only_by_payments", w.on(w.state)) == [(F(0), F(0))]


def test_claims_stand_in_the_order_of_their_clauses() -> None:
    """By the letter of the first clause that each cites, and by its number."""
    places = [(clause[:1], int(clause[1:])) for clause in FIRST_CLAUSES]
    assert places == sorted(places)
    assert {"C", "Q"} <= {letter for letter, _number in places}


@pytest.mark.parametrize("entry", ["issuer.points", "issuer.constants"])
def test_books_are_about_any_asset_that_is_issued(entry: str) -> None:
    """One of several is enough."""
    w = world(load_scheme("wine-shop"), {entry: -TINY})
    assert CLAIMS["books_balance"].about(w.on(w.state))


def test_the_platforms_own_cash_is_the_treasury_and_what_tiers_have_not_been_paid() -> None:
    """Seven yuan, and of two tiers three and four that were carried over; no member's money,
    whatever the member is called."""
    scheme = load_scheme("mall").with_parameters(tier_thresholds=(F(10), F(20)))
    entries = {"treasury.yuan": 7, "tier-1.yuan": 3, "tier-2.yuan": 4, "pool.yuan": 100}
    w = world(scheme, {**entries, "tier-9.yuan": 100}, ("alice", "tier-9"))
    assert solvency._own_cash(w.on(w.state)) == 14
