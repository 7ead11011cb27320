"""Limits of changed rules: another bound comes out, or none is shown."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from neverfalls.proofs.algebra.expressions import DerivationFailed
from neverfalls.proofs.limits.limit import LimitFailed
from neverfalls.proofs.limits.report import LIMITS
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.world import Member, World
from neverfalls.spec.numbers import Points, Yuan
from neverfalls.spec.schemes.loader import load_scheme

Mutate = Callable[[str, Callable[..., None]], None]


@pytest.fixture
def mutate(monkeypatch: pytest.MonkeyPatch) -> Mutate:
    """Let a test replace a rule's text in its mechanism."""

    def replaced(rule: str, body: Callable[..., None]) -> None:
        for room in (each for each in MECHANISMS.values() if rule in each.rules):
            monkeypatch.setitem(room.rules, rule, replace(room.rules[rule], body=body))

    return replaced


def test_day_that_pays_more_breaks_the_bound(solvers: Solvers, mutate: Mutate) -> None:
    """Where closing a day pays a second dividend, the bound on quotas is not shown."""
    original = MECHANISMS["days"].rules["close_day"].body

    def generous(w: World) -> None:
        w.note("dividends.total", w.state["day.sales"])
        original(w)

    mutate("close_day", generous)
    with pytest.raises(LimitFailed, match="dividends"):
        LIMITS["quota_paid"](solvers)


def test_rebates_are_not_within_the_shares(solvers: Solvers, mutate: Mutate) -> None:
    """Where the platform pays for points that are redeemed, more comes back than the shares."""
    original = MECHANISMS["goods"].rules["redeem"].body

    def rebate(w: World, holder: Member, points: Points) -> None:
        original(w, holder, points)
        w.pay("treasury", holder, points * Fraction(1, 100))

    mutate("redeem", rebate)
    with pytest.raises(LimitFailed, match="the_rest_stays_out_of_reach"):
        LIMITS["money_back"](solvers)


def test_without_a_fee_all_shares_come_back(solvers: Solvers) -> None:
    """Without an exit fee the last holder empties the pool: the bound is not kept away from."""
    scheme = load_scheme("wine-shop").with_parameters(exit_fee=Fraction(0))
    with pytest.raises(LimitFailed, match="something_stays_in_the_pool"):
        LIMITS["money_back"](solvers, scheme)


@pytest.mark.parametrize(
    ("noted", "lemma"), [(True, "earnings_stay_within"), (False, "dealers_are_paid_what_they_earn")]
)
def test_bounties_for_crowds_break_what_dealers_earn(
    noted: bool, lemma: str, solvers: Solvers, mutate: Mutate
) -> None:
    """Where a crowd of friends brings a bounty more, noted or not, no bound is shown."""
    original = MECHANISMS["membership"].rules["bring_friends"].body

    def generous(w: World, dealer: Member, friends: Fraction) -> None:
        original(w, dealer, friends)
        more = w.numbers.choose(friends > 1000, w.parameters.bounty, 0)
        w.pay("treasury", dealer, more)
        w.note(dealer.at("earned"), more if noted else 0)

    mutate("bring_friends", generous)
    with pytest.raises(LimitFailed, match=lemma):
        LIMITS["dealers_earn"](solvers)


def test_redemption_that_the_pool_pays_has_no_harmonic_sum(
    solvers: Solvers, mutate: Mutate
) -> None:
    """Where goods are paid by the pool, the bounds on them are refused."""

    def by_pool(w: World, holder: Member, points: Points) -> None:
        w.pay("pool", "treasury", w.value_of(points, w.price))
        w.burn(holder, points)

    mutate("redeem", by_pool)
    with pytest.raises(LimitFailed, match="the pool after a redemption"):
        LIMITS["goods_by_equal_redemptions"](solvers)


def test_purchase_that_grants_more_breaks_the_least_turnover(
    solvers: Solvers, mutate: Mutate
) -> None:
    """Where a purchase grants twice the reward, points come for less, and the proof fails."""
    original = MECHANISMS["purchase"].rules["purchase"].body

    def generous(w: World, buyer: Member, paid: Yuan) -> None:
        held = buyer.points
        original(w, buyer, paid)
        w.mint(buyer, buyer.points - held)

    mutate("purchase", generous)
    with pytest.raises(LimitFailed, match=r"grants_stay|pool_is_worth"):
        LIMITS["least_turnover"](solvers)


def test_sale_that_charges_twice_makes_members_wait_longer(
    solvers: Solvers, mutate: Mutate
) -> None:
    """Where the fee is taken twice, the first member waits longer."""
    original = MECHANISMS["cash-exit"].rules["sell"].body

    def dear(w: World, seller: Member, points: Points) -> None:
        gross = w.value_of(points, w.price)
        original(w, seller, points)
        w.pay(seller, "pool", w.parameters.exit_fee * gross)

    mutate("sell", dear)
    found = LIMITS["first_member_waits"](solvers).value
    assert isinstance(found, Fraction)
    assert found > 107


def test_price_that_does_not_rise_never_pays_back(solvers: Solvers) -> None:
    """With a reward of 1 the price stays, and there is no number of sales to wait for."""
    scheme = load_scheme("wine-shop").with_parameters(reward=Fraction(1))
    with pytest.raises((LimitFailed, DerivationFailed)):
        LIMITS["members_wait"](solvers, scheme)


def test_redemption_that_costs_money_breaks_the_share_of_members(
    solvers: Solvers, mutate: Mutate
) -> None:
    """Where goods taken for points cost money too, it is not shown how many get theirs back."""
    original = MECHANISMS["goods"].rules["redeem"].body

    def dear(w: World, holder: Member, points: Points) -> None:
        original(w, holder, points)
        w.pay(holder, "treasury", points * Fraction(1, 100))

    mutate("redeem", dear)
    with pytest.raises(LimitFailed, match="only_purchases_take_money"):
        LIMITS["equal_spenders_paid_back"](solvers)


def test_redemption_that_keeps_points_leaves_no_law_of_a_day(
    solvers: Solvers, mutate: Mutate
) -> None:
    """Where only half of the points given for goods are destroyed, no day's law is found."""

    def half(w: World, holder: Member, points: Points) -> None:
        w.burn(holder, points * Fraction(1, 2))

    mutate("redeem", half)
    with pytest.raises(LimitFailed, match="points and pool of a day"):
        LIMITS["circulation_falls"](solvers)


def test_day_that_pays_the_first_member_more_leaves_no_law(
    solvers: Solvers, mutate: Mutate
) -> None:
    """Where one member is paid on top every day, funds are not split evenly, and it is refused."""
    original = MECHANISMS["days"].rules["close_day"].body

    def unfair(w: World) -> None:
        first = next(iter(w.members()))
        w.note(first.at("dividends"), w.state["day.sales"] * Fraction(1, 100))
        original(w)

    mutate("close_day", unfair)
    with pytest.raises(LimitFailed):
        LIMITS["first_quota_waits"](solvers)


def test_dealers_paid_by_the_head_have_no_share_to_wait_for(
    solvers: Solvers, mutate: Mutate
) -> None:
    """Where the month pays a dealer a fixed sum as well, their waiting is refused."""
    original = MECHANISMS["membership"].rules["close_month"].body

    def generous(w: World) -> None:
        for member in w.members():
            w.note(member.at("earned"), w.parameters.bounty)
        original(w)

    mutate("close_month", generous)
    with pytest.raises(LimitFailed):
        LIMITS["first_dealer_waits"](solvers)


def test_release_that_grants_double_is_shown_sooner(solvers: Solvers, mutate: Mutate) -> None:
    """Where a release grants twice the points, it takes fewer sales until they are worth it."""
    original = MECHANISMS["migration"].rules["release"].body

    def double(w: World, creditor: Member, amount: Yuan) -> None:
        held = creditor.points
        original(w, creditor, amount)
        w.mint(creditor, creditor.points - held)

    mutate("release", double)
    found = LIMITS["old_debt_is_shown"](solvers).value
    assert isinstance(found, Fraction)
    assert found < 181029


def test_circle_that_damps_falls_is_refused(solvers: Solvers, mutate: Mutate) -> None:
    """Where a fall goes round with half its size, it is no longer the opposite of a rise."""

    def soft(w: World, amount: Yuan) -> None:
        w.note("circle.token", -amount)
        w.note("circle.pending", -amount * Fraction(1, 2))

    mutate("fall", soft)
    with pytest.raises(LimitFailed, match="one round"):
        LIMITS["circle_rounds"](solvers)


def test_fees_that_partly_leave_are_another_share(solvers: Solvers, mutate: Mutate) -> None:
    """Where a tenth of each fee goes to suppliers too, what is promised is not covered as shown."""
    original = MECHANISMS["purchase"].rules["purchase"].body

    def dear(w: World, buyer: Member, paid: Yuan) -> None:
        original(w, buyer, paid)
        w.pay("treasury", "supplier", paid * Fraction(1, 10))

    mutate("purchase", dear)
    with pytest.raises(LimitFailed, match="fees_stay_with_the_platform"):
        LIMITS["fees_of_full_return"](solvers)
