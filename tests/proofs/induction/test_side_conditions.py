"""Side conditions: where one fails, only what rests on it fails, and all of that does."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

import pytest

from neverfalls.proofs.induction.induct import Attempt, induct
from neverfalls.proofs.induction.invariants import INVARIANTS
from neverfalls.proofs.induction.obligations import Condition, SideCondition, Unsplit
from neverfalls.proofs.solving.pool import Solvers
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Check, Claim, Kind, own
from neverfalls.spec.mechanisms import daily_dividend
from neverfalls.spec.model.world import POOL, TREASURY, Member, View, World
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ...schemes import under
from ..ignorant import Ignorant
from .test_complete_splits import closing, points

MALL = load_scheme("mall")
OVERDRAWN = under(MALL, pool_use="paid-out", forced_exit_price="one-price")
"""Forced exits at one price can overdraw the pool, and what a day's fund takes from the pool is
then below zero: the share of a member may be too."""

LISTED = Scheme(
    "listed",
    "Rounded amounts at a listed price",
    ("rounding", "purchase", "cash-exit", "quota", "days", "daily-dividend", "price-list"),
)
LISTED = under(LISTED, mint_price="listed", arithmetic="half-up")
"""Here holdings are not known to be at least zero, so no weight of theirs is."""

KEPT = (
    "money_is_conserved",
    "books_balance",
    "payouts_within_quota",
    "quota_goes_only_by_payments",
)


def received(before: View, after: View, name: str) -> Iterator[Check]:
    """Say that nobody's dividends ever become fewer: so only as long as no share is below zero."""
    yield Check("dividends", own(after, name).dividends, own(before, name).dividends)


RECEIVED = Claim("received", Kind.STEP, True, (), ("quota",), "Dividends stay.", received)


@pytest.mark.parametrize("scheme", [OVERDRAWN, LISTED], ids=["fund", "weight"])
def test_what_needs_no_side_condition_is_proved_without_it(
    scheme: Scheme, solvers: Solvers
) -> None:
    """A fund, or a weight, may be below zero here; the books balance all the same."""
    found = induct(scheme, [CLAIMS[name] for name in KEPT], solvers)
    assert {name: found.proves(name) for name in KEPT} == dict.fromkeys(KEPT, True)


@pytest.mark.parametrize(
    ("scheme", "failed"),
    [(MALL, None), (OVERDRAWN, Condition.FUND), (LISTED, Condition.WEIGHT)],
    ids=["mall", "fund", "weight"],
)
def test_what_needs_a_side_condition_fails_with_it(
    scheme: Scheme, failed: Condition | None, solvers: Solvers
) -> None:
    """That no dividend is taken back is proved only where no share can be below zero; what fails is
    told by its place: the first fund of the first visit to all members."""
    found = induct(scheme, [RECEIVED], solvers)
    assert found.proves("received") is (failed is None)
    given_up = [each for each in found.given_up if isinstance(each, SideCondition)]
    place = "loop 1, fund 1"
    assert given_up == ([SideCondition("close_day", failed, place)] if failed else [])


def test_a_total_below_the_sum_of_the_weights_licenses_nothing(solvers: Solvers) -> None:
    """If shares are measured against half of all points, the account of the fund is overdrawn."""

    def pay(w: World) -> None:
        promised = w.parameters.daily_rate * w.state["day.sales"]
        w.pay(TREASURY, "dividends", promised)
        half = Fraction(1, 2) * w.supply
        for member, (share,) in w.allot([promised], [lambda m: m.points], [half]):
            w.pay("dividends", member, share)
        w.pay("dividends", TREASURY, w.balance("dividends"))

    whole = induct(MALL, [CLAIMS["money_is_conserved"]], solvers)
    effects = MALL.effects("day closing")
    halved = replace(MALL)
    swapped = tuple(pay if f is daily_dividend.pay_daily_dividend else f for f in effects)
    vars(halved)["_effects"] = {**vars(MALL)["_effects"], "day closing": swapped}
    found = induct(halved, [CLAIMS["money_is_conserved"]], solvers)
    assert found.proves("money_is_conserved")
    lost = set(whole.invariants) - set(found.invariants)
    assert lost == {"money_stays_out_of_reach", "unshared_spending_stays_out_of_reach"}


def test_what_a_claim_sums_up_concerns_only_that_claim(solvers: Solvers) -> None:
    """A false sum that one claim speaks of proves nothing, and spoils no proof of another."""

    def debts(w: View) -> Iterator[Check]:
        """Say that a sum of squares taken with a minus is not below zero."""
        yield Check("squares", w.total(lambda m: 0 - m.points * m.points), 0)

    shop = load_scheme("wine-shop")
    claims = [
        Claim("debts", Kind.STATE, False, (), ("purchase",), "Squares.", debts),
        CLAIMS["price_never_falls"],
    ]
    found = induct(shop, claims, solvers)
    assert (found.proves("debts"), found.proves("price_never_falls")) == (False, True)


def with_turns(turn: Callable[[World, Member], None]) -> Scheme:
    """Return the mall with a further visit to every member when a day closes."""
    body = MALL.rules["close_day"].body

    def close_day(w: World) -> None:
        body(w)
        for member in w.members():
            turn(w, member)

    mutant = replace(MALL)
    vars(mutant)["rules"] = {
        **MALL.rules,
        "close_day": replace(MALL.rules["close_day"], body=close_day),
    }
    return mutant


def test_an_impossible_turn_spoils_no_proof_and_makes_none(solvers: Solvers) -> None:
    """A turn that requires what never is cannot happen; what it would pay is not taken for kept."""

    def impossible(w: World, member: Member) -> None:
        w.require(member.points < 0, "somebody holds less than nothing")
        w.pay(POOL, TREASURY, 1)

    names = (*KEPT, "price_never_falls")
    found = induct(with_turns(impossible), [CLAIMS[name] for name in names], solvers)
    assert {name: found.proves(name) for name in KEPT} == dict.fromkeys(KEPT, True)
    assert "close_day" in found.broken["price_never_falls"]
    assert "pool_is_not_negative" not in found.invariants


def test_an_observation_that_is_impossible_proves_nothing(solvers: Solvers) -> None:
    """Where nobody can ever look, the pool may be said to be anything: it is not taken for kept."""

    def pay(w: World) -> None:
        for member in w.members():
            w.require(member.points < 0, "somebody holds less than nothing")
            w.pay(POOL, TREASURY, w.pool + 1)
            w.observe()
            w.require(w.supply > 0, "there are points")
            w.pay(TREASURY, POOL, 1 - w.pool)

    found = induct(closing(pay), [CLAIMS["books_balance"]], solvers)
    assert found.proves("books_balance")
    assert "holdings_of_purchase_are_not_negative" in found.invariants
    assert "pool_is_not_negative" not in found.invariants


def test_what_has_failed_of_a_split_is_told_and_the_rest_of_it_not_asked(solvers: Solvers) -> None:
    """Of two funds in the second loop over the members the second one may be below zero."""

    def pay(w: World) -> None:
        for _member in w.members():
            pass
        funds = [w.state["day.sales"], w.state["day.sales"] - 1]
        for member, _shares in w.allot(funds, [points, points], [w.supply, w.supply]):
            w.note(member.at("dividends"), 1)
            w.note("dividends.total", 1)

    attempt = Attempt(closing(pay), [CLAIMS["books_balance"]], solvers)
    attempt.find_invariants(INVARIANTS.values())
    conditions = [each for each in attempt.hypothesis.dropped if isinstance(each, SideCondition)]
    assert conditions == [SideCondition("close_day", Condition.FUND, "loop 2, fund 2")]
    assert not any(isinstance(each, Unsplit) for each in attempt.hypothesis.dropped)
    asked = {each.owner for each in attempt.obligations_now([])["close_day"]}
    places = {each.place for each in asked if isinstance(each, SideCondition)}
    assert places == {"loop 2, fund 1"}


def test_a_turn_changes_nothing_of_others() -> None:
    """A loop in which a turn writes what is another member's is refused, with the entry."""

    def others(w: World, _member: Member) -> None:
        w.write("bystander.peak", 0)

    with pytest.raises(TypeError, match=r"^close_day: a turn .* changes bystander\.peak$"):
        induct(with_turns(others), [], Ignorant())
