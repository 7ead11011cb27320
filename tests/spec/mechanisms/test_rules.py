"""Rules on exact fractions: worked figures, and every requirement exactly on its boundary."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.errors import BadArguments, NotEnabled
from neverfalls.spec.model.parameters import Parameters
from neverfalls.spec.model.world import World
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ...schemes import made_of
from ..worlds import STOCK, TINY, happen, state_after, world

F = Fraction
SHOP, MALL = load_scheme("wine-shop"), load_scheme("mall")


def test_the_growth_example_has_its_figures() -> None:
    """Prices and grants of the first sales, and of the hundredth, are those of the documents."""
    w = world(SHOP, {})
    prices, grants = [], []
    for sale in range(1, 101):
        before = w.state["alice.points"]
        happen(w, "purchase", buyer="alice", paid=F(100))
        grants.append(w.state["alice.points"] - before)
        prices.append(F(w.pool) / w.supply)
        assert w.pool == 30 * sale
    figures = ["1.4286", "1.6807", "1.8674", "2.0188"]
    assert [F(text) for text in figures] == [round(price, 4) for price in prices[:4]]
    assert round(prices[99], 4) == F("5.1731")
    assert grants[:3] == [21, F("14.7"), F("12.495")]


def test_the_first_purchase_in_the_mall() -> None:
    """A purchase of 2000 grants 10 points and a quota of 4000, and opens the first tier."""
    state = happen(world(MALL, {}), "purchase", buyer="alice", paid=F(2000)).state
    entries = ("points", "quota", "granted", "peak", "yuan")
    assert [state[f"alice.{entry}"] for entry in entries] == [10, 4000, 4000, 10, -2000]
    assert [state[f"{name}.yuan"] for name in ("pool", "treasury", "supplier")] == [600, 400, 1000]
    assert state["day.sales"] == 2000


def test_a_sale_pays_the_live_price_less_the_fee() -> None:
    """The fee stays in the pool, so the price of the points that are left rises."""
    w = happen(world(SHOP, STOCK), "sell", seller="alice", points=F(10))
    assert (w.state["alice.yuan"], w.state["alice.proceeds"], w.pool, w.supply) == (18, 18, 42, 20)


def test_merchants_are_paid_in_points() -> None:
    """Constant points are granted, spent and handed in at the live price, 2 yuan a point."""
    w = world(SHOP, STOCK)
    happen(w, "convert", holder="alice", points=F(10))
    assert (w.state["alice.constants"], w.constants_outstanding, w.supply) == (20, 20, 30)
    happen(w, "spend", buyer="alice", merchant="bob", constants=F(15))
    assert (w.state["bob.takings"], w.state["bob.yuan"]) == (15, F(-15, 2))
    happen(w, "restore", merchant="bob", constants=F(15))
    assert (w.state["bob.points"], w.state["platform.points"]) == (F(35, 2), F(5, 2))
    assert w.constants_outstanding == 5


EMPTY = {"pool.yuan": 0}
LEFT = {"pool.yuan": TINY}
CONSTANTS = {**STOCK, "alice.constants": 20, "issuer.constants": -20}
TAKINGS = {**STOCK, "bob.takings": 20, "issuer.constants": -20, "platform.points": 10}
TAKINGS |= {"issuer.points": -40, "pool.yuan": 80}
ASIDE = {**TAKINGS, "platform.points": 0, "aside.points": 10, "pool.yuan": 60}
BOTH = {**STOCK, "bob.takings": 20, "issuer.constants": -20}
LONE = {"bob.takings": 20, "issuer.constants": -20, "pool.yuan": 60}
AFTER = {"mint_price": "after"}
KEEPS, HELD = {"converted_points": "member-keeps-both"}, {"converted_points": "held-aside"}

BOUNDARIES: list[tuple[str, str, dict[str, Any], dict[str, str], dict[str, Any], bool]] = [
    ("something is paid", "purchase", EMPTY, {}, {"buyer": "alice", "paid": 0}, False),
    ("something is paid", "purchase", EMPTY, {}, {"buyer": "alice", "paid": TINY}, True),
    ("points circulate, or no", "purchase", LEFT, {}, {"buyer": "alice", "paid": 1}, False),
    ("points circulate, or no", "purchase", EMPTY, {}, {"buyer": "alice", "paid": 1}, True),
    ("points circulate, or no", "purchase", STOCK, {}, {"buyer": "alice", "paid": 1}, True),
]
for rule, who, held, stock, why in (
    ("sell", "seller", "points", STOCK, "the seller holds them"),
    ("redeem", "holder", "points", STOCK, "the holder has them"),
    ("convert", "holder", "points", STOCK, "the holder has them"),
    ("spend", "buyer", "constants", CONSTANTS, "the buyer has the constant points"),
):
    other = {"merchant": "bob"} if rule == "spend" else {}
    for amount, allowed in ((0, False), (TINY, True), (20, True), (20 + TINY, False)):
        reason = why if amount else "is bought" if other else "points are "
        BOUNDARIES.append((reason, rule, stock, {}, {who: "alice", held: amount, **other}, allowed))
for stock, choices, amount, allowed, why in (
    (TAKINGS, {}, 0, False, "something is exchanged"),
    (TAKINGS, {}, TINY, True, "something is exchanged"),
    (TAKINGS, {}, 20, True, "the merchant took that many"),
    (TAKINGS, {}, 20 + TINY, False, "the merchant took that many"),
    ({**TAKINGS, "platform.points": 10 - TINY}, {}, 20, False, "the platform holds such points"),
    (ASIDE, HELD, 20, True, "such points were set aside"),
    ({**ASIDE, "aside.points": 10 - TINY}, HELD, 20, False, "such points were set aside"),
    ({**ASIDE, "issuer.points": -10}, HELD, 20, False, "points circulate"),
    (BOTH, KEEPS, 20, True, "points circulate"),
    (LONE, KEEPS, 20, False, "points circulate"),
    ({**TAKINGS, "pool.yuan": 0}, {}, 20, False, "points have a price"),
    ({**TAKINGS, "pool.yuan": 40}, {}, 10, True, "points have a price"),
):
    arguments = {"merchant": "bob", "constants": amount}
    BOUNDARIES.append((why, "restore", stock, choices, arguments, allowed))


@pytest.mark.parametrize(("why", "rule", "stock", "choices", "arguments", "allowed"), BOUNDARIES)
def test_every_requirement_at_its_boundary(
    why: str,
    rule: str,
    stock: dict[str, Any],
    choices: dict[str, str],
    arguments: dict[str, Any],
    allowed: bool,
) -> None:
    """An event is allowed exactly on its bound or refused there, as the requirement says."""
    w = world(SHOP, stock, **choices)
    if allowed:
        assert happen(w, rule, **arguments).observed
    else:
        with pytest.raises(NotEnabled, match=why) as caught:
            happen(w, rule, **arguments)
        assert caught.value.rule == rule


@pytest.mark.parametrize(("reward", "allowed"), [(3, False), (3 - TINY, True), (3 + TINY, False)])
def test_points_minted_at_the_later_price_need_one(reward: Fraction, allowed: bool) -> None:
    """A grant worth the whole pool after the sale has no price at which it could be minted."""
    # deposit 30 into a pool of 60: the points granted may be worth anything below 90
    w = world(SHOP.with_parameters(reward=reward), STOCK, **AFTER)
    if allowed:
        assert happen(w, "purchase", buyer="bob", paid=F(100)).pool == 90
    else:
        with pytest.raises(NotEnabled, match="points have a price"):
            happen(w, "purchase", buyer="bob", paid=F(100))


@pytest.mark.parametrize("name", ["daily_rate", "tier_rate"])
@pytest.mark.parametrize(
    ("rate", "allowed"),
    [(F(3, 100), True), (F(3, 100) - TINY, False), (F(3, 20), True), (F(3, 20) + TINY, False)],
)
def test_rates_are_picked_within_their_range(name: str, rate: Fraction, allowed: bool) -> None:
    """Both ends of the range may be picked, and nothing beyond."""
    rates = {"daily_rate": F(1, 10), "tier_rate": F(1, 10), name: rate}
    w = world(MALL, {**STOCK, "day.sales": 100}, dividend_rates="chosen-daily")
    if allowed:
        assert happen(w, "close_day", **rates).state["closed.sales"] == 100
    else:
        with pytest.raises(NotEnabled, match=f"{name} is not (below|above) its range"):
            happen(w, "close_day", **rates)


@pytest.mark.parametrize(
    ("rule", "arguments", "field"),
    [
        ("sell", {"seller": "alice"}, "points"),
        ("sell", {"points": F(1)}, "seller"),
        ("sell", {"seller": "carol", "points": F(1)}, "seller"),
        ("sell", {"seller": "alice", "points": 0.5}, "points"),
        ("sell", {"seller": "alice", "points": True}, "points"),
        ("sell", {"seller": "alice", "points": "1"}, "points"),
        ("sell", {"seller": "alice", "points": F(1), "price": F(1)}, "price"),
        ("spend", {"buyer": "alice", "merchant": "alice", "constants": F(1)}, "merchant"),
    ],
)
def test_arguments_are_those_of_the_rule(rule: str, arguments: dict[str, Any], field: str) -> None:
    """A missing, unknown, repeated, inexact or superfluous argument is named."""
    with pytest.raises(BadArguments, match=f"{rule}: argument {field}: found") as caught:
        happen(world(SHOP, CONSTANTS), rule, **arguments)
    assert (caught.value.field, caught.value.found) == (field, arguments.get(field))


def test_rates_that_are_picked_have_to_be_given() -> None:
    """Where the platform picks a rate, an exact history has to say which."""
    with pytest.raises(BadArguments, match="argument daily_rate: found nothing"):
        happen(world(MALL, STOCK, dividend_rates="chosen-daily"), "close_day")


ENDED = {"pool.yuan": 60, "quoted.yuan-in-pool": 60, "quoted.supply": 30}
"""All points are gone, at a last quote of 2 yuan, and 60 yuan are left."""


@pytest.mark.parametrize(
    ("choice", "granted"),
    [("undefined", None), ("issue-price", F(21)), ("last-quote", F(21, 2))],
)
def test_a_new_start_after_the_last_point(choice: str, granted: Fraction | None) -> None:
    """With money but no points left, points start again at one of three prices or not at all."""
    arguments = {"buyer": "alice", "paid": F(100)}
    state = state_after(SHOP, ENDED, "purchase", arguments, empty_price=choice)
    assert granted == (state and state["alice.points"])


@pytest.mark.parametrize(
    ("rule", "arguments"),
    [
        ("sell", {"seller": "alice", "points": F(10)}),
        ("redeem", {"holder": "alice", "points": F(10)}),
    ],
)
def test_paying_may_be_seen_before_burning(rule: str, arguments: dict[str, Any]) -> None:
    """Under one reading the state between paying and burning is seen; the end is the same."""
    (end,) = happen(world(SHOP, STOCK), rule, **arguments).observed
    w = happen(world(SHOP, STOCK, step_view="pay-then-burn"), rule, **arguments)
    between, after = w.observed
    assert (between["pool.yuan"], between["alice.points"]) == (end["pool.yuan"], 20)
    assert end == after


def untouched(w: World, before: dict[str, Any], changed: Sequence[str]) -> None:
    """Assert that an event changed only these entries."""
    assert sorted(changed) == sorted(key for key in before if w.state[key] != before[key])


def test_rules_leave_everything_else_alone() -> None:
    """An event changes the accounts that its text names and no others."""
    w = world(SHOP, STOCK)
    happen(w, "purchase", buyer="bob", paid=F(100))
    for rule, arguments, changed in (
        (
            "redeem",
            {"holder": "bob"},
            "bob.points issuer.points goods.cost supplier.yuan treasury.yuan",
        ),
        ("sell", {"seller": "bob"}, "bob.points issuer.points pool.yuan bob.yuan bob.proceeds"),
        ("convert", {"holder": "bob"}, "bob.points platform.points issuer.constants bob.constants"),
    ):
        before = dict(w.state)
        happen(w, rule, points=F(1), **arguments)
        quoted = {"redeem": ["quoted.supply"], "sell": ["quoted.supply", "quoted.yuan-in-pool"]}
        untouched(w, before, [*changed.split(), *quoted.get(rule, [])])


SMALL: dict[str, Any] = {
    "pool.yuan": F(1, 2),
    "issuer.points": F(-1, 2),
    "alice.points": F(1, 4),
    "bob.points": F(1, 4),
}
"""Half a point circulates, at 1 yuan a point."""

QUARTER = F(1, 4)
CLOSE_DAY: dict[str, Any] = {}


@pytest.mark.parametrize(
    ("rooms", "entries", "rule", "arguments", "choices", "ends"),
    [
        ("circle", {}, "rise", {"amount": TINY}, {}, {"news.good": TINY}),
        ("circle", {}, "fall", {"amount": TINY}, {}, {"news.bad": TINY}),
        (
            "circle linkage",
            {"circle.token": QUARTER, "equity.assets": 1},
            "sell_ahead",
            {"buyer": "alice", "paid": TINY},
            {},
            {"alice.tokens": 4 * TINY},
        ),
        (
            "circle linkage",
            {"alice.tokens": 1, "issuer.tokens": -1},
            "pay_fee",
            {"holder": "alice", "tokens": TINY},
            {},
            {"alice.tokens": 1 - TINY},
        ),
        (
            "collectibles",
            {"items.announced": QUARTER},
            "collect",
            {"buyer": "alice"},
            {},
            {"alice.items": 1, "alice.points": 0},
        ),
        (
            "constants",
            {
                "bob.takings": QUARTER,
                "issuer.constants": -QUARTER,
                "aside.points": QUARTER,
                "issuer.points": F(-3, 4),
            },
            "restore",
            {"merchant": "bob", "constants": QUARTER},
            {"converted_points": "held-aside"},
            {"bob.points": F(1, 2), "bob.takings": 0},
        ),
        (
            "cash-exit quota days forced-exit",
            {"alice.quota": QUARTER, "issuer.quota": -1, "bob.quota": F(3, 4)},
            "close_day",
            CLOSE_DAY,
            {},
            {"alice.points": 0, "bob.points": QUARTER},
        ),
        (
            "days vouchers gradual-release",
            {"alice.locked": 25, "issuer.locked": -25, "pool.yuan": 1},
            "close_day",
            CLOSE_DAY,
            {"released_as": "points"},
            {"alice.points": QUARTER + F(25, 100) / 2, "treasury.yuan": 0},
        ),
        (
            "migration",
            {"alice.debt": QUARTER, "issuer.debt": -QUARTER},
            "release",
            {"creditor": "alice", "amount": QUARTER},
            {},
            {"alice.points": F(1, 2), "alice.debt": 0},
        ),
        (
            "merchant-rebate",
            {"pool.yuan": QUARTER},
            "sell_goods",
            {"merchant": "alice", "buyer": "bob", "paid": F(5, 4), "rebate": F(1, 5)},
            {"rebate_grant": "by-value"},
            {"bob.points": F(3, 4), "alice.points": F(3, 4)},
        ),
        (
            "quota days payout-limit",
            {"alice.granted": QUARTER, "alice.dividends": QUARTER},
            "close_day",
            CLOSE_DAY,
            {},
            {"alice.points": 0, "alice.out": 1},
        ),
        (
            "cash-exit two-step-exit",
            {"pending.number": QUARTER, "unpaid.yuan-in-pool": 7, "unpaid.supply": 3},
            "begin_sale",
            {"seller": "alice", "points": QUARTER},
            {},
            {"pending.number": F(1, 2), "unpaid.yuan-in-pool": 7, "unpaid.supply": 3},
        ),
        (
            "days price-list",
            {"pool.yuan": 3},
            "close_day",
            CLOSE_DAY,
            {},
            {"listed.yuan-in-pool": 3, "listed.supply": F(1, 2)},
        ),
    ],
)
def test_less_than_one_is_as_good_as_more(
    rooms: str,
    entries: dict[str, Any],
    rule: str,
    arguments: dict[str, Any],
    choices: dict[str, str],
    ends: dict[str, Any],
) -> None:
    """Amounts, prices and stocks that are small fractions of one count like any others."""
    scheme = made_of("purchase", *rooms.split())
    state = state_after(scheme, SMALL | entries, rule, arguments, **choices)
    assert state is not None
    assert ends == {key: state[key] for key in ends}


@pytest.mark.parametrize(
    ("room", "entries", "rule", "arguments", "choices", "gainer"),
    [
        (
            "constants",
            TAKINGS,
            "restore",
            {"merchant": "bob", "constants": F(20)},
            {},
            "bob",
        ),
        (
            "exchange",
            STOCK,
            "trade",
            {"seller": "alice", "buyer": "bob", "points": F(5), "paid": F(1)},
            {},
            "bob",
        ),
        (
            "transfer",
            STOCK,
            "transfer",
            {"sender": "alice", "receiver": "bob", "points": F(5)},
            {},
            "bob",
        ),
        ("free-points", STOCK, "give_points", {"member": "bob", "points": F(1)}, {}, "bob"),
        (
            "vouchers gradual-release",
            {**STOCK, "bob.locked": 60, "issuer.locked": -60},
            "close_day",
            {},
            {"released_as": "points"},
            "bob",
        ),
        (
            "migration",
            {**STOCK, "bob.debt": 10, "issuer.debt": -10},
            "release",
            {"creditor": "bob", "amount": F(10)},
            {},
            "bob",
        ),
        ("daily-grant", {**STOCK, "bob.bought-today": 100}, "close_day", {}, {}, "bob"),
        (
            "merchant-rebate",
            STOCK,
            "sell_goods",
            {"merchant": "bob", "buyer": "alice", "paid": F(100), "rebate": F(1, 5)},
            {},
            "bob",
        ),
    ],
)
def test_points_gained_raise_the_tier(
    room: str,
    entries: dict[str, Any],
    rule: str,
    arguments: dict[str, Any],
    choices: dict[str, str],
    gainer: str,
) -> None:
    """By whatever event a member gains points, the most they ever held follows."""
    rooms = ("purchase", "quota", "days", "tier-dividend", *room.split())
    scheme = Scheme("here", "Here", rooms, Parameters(tier_thresholds=(F(100),)))
    known = {**entries, f"{gainer}.peak": entries.get(f"{gainer}.points", 0)}
    state = state_after(scheme, known, rule, arguments, **choices)
    assert known[f"{gainer}.peak"] < state[f"{gainer}.peak"] == state[f"{gainer}.points"]
