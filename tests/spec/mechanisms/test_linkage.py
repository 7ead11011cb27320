"""Token and equity on exact fractions: rounds of the circle, tokens sold, used and bought back."""

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.parameters import check_range
from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import TINY, Event, happen, history, world

F = Fraction
COMPANY = load_scheme("linkage")
TURN: Event = ("turn", {})
SOLD = ("sell_ahead", {"buyer": "alice", "paid": F(1000)})
"""All assets of the company sold for ten tokens."""
SALE = ("purchase", {"buyer": "bob", "paid": F(10000)})
"""A sale with a profit of 2000, of which 400 are set aside."""


def after(*events: Event, **choices: str) -> dict[str, Any]:
    """The state after these events."""
    return history(world(COMPANY, **choices), *events).state


def moved(rule: str, amount: int | Fraction) -> Event:
    return rule, {"amount": F(amount)}


def given(rule: str, tokens: int | Fraction, who: str = "alice") -> Event:
    return rule, {"holder": who, "tokens": F(tokens)}


def circle(state: dict[str, Any]) -> list[Any]:
    return [state[f"circle.{entry}"] for entry in ("token", "earnings", "share", "pending")]


def test_news_moves_the_token_alone() -> None:
    """Good and bad news change the token price, and what is on its way round."""
    assert circle(after(moved("rise", 30))) == [130, 100, 100, 30]
    assert circle(after(moved("rise", 30), moved("fall", 50))) == [80, 100, 100, -20]
    state = after(moved("rise", 30), moved("fall", 50))
    assert (state["news.good"], state["news.bad"]) == (30, 50)


@pytest.mark.parametrize(
    ("choice", "rounds"),
    [
        ("damped", [[160, 120, 140, 20], [170, 130, 160, 10]]),
        ("amplifying", [[200, 120, 140, 60], [290, 150, 200, 90]]),
    ],
)
def test_a_round_carries_the_last_change(choice: str, rounds: list[list[int]]) -> None:
    """A rise of 40: earnings 20 and the share 40 up, the token 20 or 60; then from there."""
    events = [moved("rise", 40), TURN, TURN]
    assert [circle(after(*events[: n + 2], feedback=choice)) for n in (0, 1)] == rounds


def test_a_round_carries_a_fall_alike() -> None:
    """A fall of 40 lowers all three by as much as a rise lifts them."""
    up, down = circle(after(moved("rise", 40), TURN)), circle(after(moved("fall", 40), TURN))
    assert [a + b for a, b in zip(up, down, strict=True)] == [200, 200, 200, 0]


def test_a_round_without_news_changes_nothing() -> None:
    """Nothing is on its way, so nothing moves."""
    assert circle(after(TURN)) == [100, 100, 100, 0]


@pytest.mark.parametrize("amount", [0, -1])
def test_rises_that_cannot_be(amount: int) -> None:
    """The token price cannot rise by nothing or by less."""
    with pytest.raises(NotEnabled, match="the price moves"):
        after(moved("rise", amount))


@pytest.mark.parametrize("amount", [0, -1, 100 + TINY])
def test_falls_that_cannot_be(amount: Fraction) -> None:
    """The token price cannot fall by nothing, by less, or by more than itself."""
    with pytest.raises(NotEnabled):
        after(moved("fall", amount))
    assert after(moved("fall", 100))["circle.token"] == 0


def test_a_round_cannot_take_a_price_below_nothing() -> None:
    """A fall of 2/3 leaves a third, which half of the fall takes exactly; a hair more cannot be."""
    assert after(moved("fall", F(200, 3)), TURN)["circle.token"] == 0
    with pytest.raises(NotEnabled, match="token price"):
        after(moved("fall", F(200, 3) + TINY), TURN)


def test_a_round_cannot_take_the_share_below_nothing() -> None:
    """The share falls as far as the token: exactly to nothing, and not a hair further."""
    high = [moved("rise", 1000), TURN, TURN, TURN]
    lower = {"circle.token": F(1000), "circle.share": F(50), "circle.pending": F(-50)}
    for hair, kept in ((F(0), True), (TINY, False)):
        w = world(COMPANY, after(*high) | lower)
        w.state["circle.pending"] -= hair
        if kept:
            assert happen(w, "turn").state["circle.share"] == 0
        else:
            with pytest.raises(NotEnabled, match="share price"):
                happen(w, "turn")


def test_tokens_are_sold_at_their_price_against_assets() -> None:
    """1000 yuan buy ten tokens at 100, and assets of 1000 leave the equity for them."""
    state = after(SOLD)
    assert (state["alice.tokens"], state["issuer.tokens"]) == (10, -10)
    assert (state["alice.yuan"], state["treasury.yuan"]) == (-1000, 1000)
    assert (state["equity.assets"], state["tokenised.assets"]) == (0, 1000)
    dear = after(moved("rise", 25), ("sell_ahead", {"buyer": "bob", "paid": F(500)}))
    assert (dear["bob.tokens"], dear["tokenised.assets"]) == (4, 500)


@pytest.mark.parametrize("paid", [0, -1, 1000 + TINY])
def test_sales_of_tokens_that_cannot_be(paid: Fraction) -> None:
    """Nothing is sold for nothing, nor more than the company has."""
    with pytest.raises(NotEnabled):
        after(("sell_ahead", {"buyer": "alice", "paid": F(paid)}))


def test_tokens_without_a_price_are_not_sold() -> None:
    """A price that has fallen to nothing sells no token."""
    with pytest.raises(NotEnabled, match="have a price"):
        after(moved("fall", 100), SOLD)


def test_profit_is_set_aside_and_buys_tokens_back() -> None:
    """A fifth of the profit on a sale is kept; it buys tokens at their price and destroys them."""
    assert after(SALE)["buybacks.yuan"] == 400
    assert after(SALE, contribution_base="of-profit")["buybacks.yuan"] == 700
    assert after(SALE)["treasury.yuan"] == 1600
    state = after(SALE, SOLD, given("buy_back", 4))
    assert (state["alice.yuan"], state["alice.tokens"]) == (-600, 6)
    assert (state["buybacks.yuan"], state["buybacks.spent"]) == (0, 400)
    assert (state["issuer.tokens"], state["tokenised.assets"]) == (-6, 1000)


@pytest.mark.parametrize(("tokens", "price"), [(4 + TINY, 0), (4, TINY), (0, 0), (-1, 0)])
def test_buy_backs_that_cannot_be(tokens: Fraction, price: Fraction) -> None:
    """No more is bought than the money set aside pays for at the price of the moment."""
    news = [moved("rise", price)] if price else []
    with pytest.raises(NotEnabled):
        after(SALE, SOLD, *news, given("buy_back", tokens))


def test_a_margin_below_the_contribution_sets_nothing_aside() -> None:
    """A sale at a loss takes nothing out of what is kept for buying back."""
    scheme = COMPANY.with_parameters(margin=F(1, 5))
    w = happen(world(scheme), "purchase", buyer="bob", paid=F(100))
    assert w.state["buybacks.yuan"] == 0


def test_fees_are_paid_with_tokens_at_a_discount() -> None:
    """Nine tokens worth 900 pay a fee of 1000, which costs the company 500 to serve."""
    state = after(SOLD, given("pay_fee", 9))
    assert (state["treasury.yuan"], state["supplier.yuan"]) == (500, 500)
    assert (state["alice.tokens"], state["alice.yuan"]) == (1, -1000)
    assert (state["equity.assets"], state["tokenised.assets"]) == (0, 1000)


@pytest.mark.parametrize(("who", "tokens"), [("alice", 10 + TINY), ("alice", 0), ("bob", 1)])
def test_fees_that_cannot_be_paid(who: str, tokens: Fraction) -> None:
    """A member pays with tokens that it holds, and with some."""
    with pytest.raises(NotEnabled):
        after(SOLD, given("pay_fee", tokens, who))


@pytest.mark.parametrize(("price", "behind"), [(0, 800), (100, 600), (400, 0), (500, 0)])
def test_assets_return_as_far_as_tokens_are_worth(price: int, behind: int) -> None:
    """Two of ten tokens return assets of their value, at most all there are."""
    news = [moved("rise", price)] if price else []
    state = after(SOLD, *news, given("pay_fee", 2), retired_tokens="assets-return")
    assert (state["tokenised.assets"], state["equity.assets"]) == (behind, 1000 - behind)


def test_an_asset_kept_on_the_books_is_counted_twice() -> None:
    """Under one reading shareholders still count what holders of tokens own."""
    state = after(SOLD, tokenised_assets="kept-on-books")
    assert (state["equity.assets"], state["tokenised.assets"]) == (1000, 1000)


@pytest.mark.parametrize(("rounds", "within"), [(1, True), (2, False)])
def test_the_bound_of_the_circle_exactly(rounds: int, within: bool) -> None:
    """With a gain of exactly 1 the second round of a rise is the first beyond twice the rise."""
    scheme = COMPANY.with_parameters(share_to_token=F(1))
    w = history(world(scheme), moved("rise", 10), *[TURN] * rounds)
    checks = CLAIMS["circle_stays_within_bounds"].checks(None, w, None)
    assert within is all(check.holds(w) for check in checks)


@pytest.mark.parametrize(
    ("discount", "allowed"), [(1 - TINY, True), (F(1), False), (F(3, 2), False)]
)
def test_a_discount_leaves_something_to_pay(discount: Fraction, allowed: bool) -> None:
    """Nobody pays a fee with a discount of all of it, or of more."""
    w = history(world(COMPANY.with_parameters(fee_discount=discount)), SOLD)
    if allowed:
        assert history(w, given("pay_fee", 1)).state["alice.tokens"] == 9
    else:
        with pytest.raises(NotEnabled, match="the discount leaves something to pay"):
            history(w, given("pay_fee", 1))


@pytest.mark.parametrize("name", MECHANISMS["circle"].parameters)
def test_prices_and_gains_of_the_circle_are_above_nothing(name: str) -> None:
    """A file that states 0 for one of them is refused; the least above is read."""
    check_range(name, TINY)
    with pytest.raises(ValueError, match="more than 0"):
        check_range(name, F(0))
