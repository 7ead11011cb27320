"""Each reading changes one line of one rule: what is different, and nothing else is."""

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.model.questions import QUESTIONS
from neverfalls.spec.numbers.terms import Term
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ...schemes import deviating, under
from ..worlds import STOCK, happen, world

F = Fraction
SHOP = load_scheme("wine-shop")
DEALERS = load_scheme("dealers")
COMPANY = load_scheme("linkage")
MALL = load_scheme("mall").with_parameters(tier_thresholds=(F(10), F(20)))
MARKET, GALLERY = load_scheme("market"), load_scheme("gallery")
AGENTS, OLD = load_scheme("agents"), load_scheme("old-members")
COUNTER, SHARES = load_scheme("counter"), load_scheme("shares")
TAKINGS = {**STOCK, "bob.takings": 20, "issuer.constants": -20}
HELD = {"platform.points": 10, "issuer.points": -40, "pool.yuan": 80}
QUOTAS = {"alice.quota": 1000, "bob.quota": 1000, "alice.granted": 1000, "bob.granted": 1000}
DAY = {**STOCK, **QUOTAS, "alice.peak": 20, "bob.peak": 10, "day.sales": 900}
"""A daily fund of 180, 120 of it alice's; two tier funds of 45, the first for both members."""
LOW = {**DAY, "alice.peak": 10}
FORCED = {**STOCK, "alice.quota": 40, "alice.granted": 41, "bob.quota": 1, "bob.granted": 20}
"""Alice's points are worth her quota exactly, but not what she was granted."""
LISTED = {**STOCK, "listing.value": 10**9}
"""A share is worth 5 yuan: half of the company's worth for 10^8 shares."""
CLOSING: dict[str, Any] = {}
REDEMPTION = {"holder": "alice", "points": F(10)}
CONVERSION = {"holder": "alice", "points": F(10)}
SALE = {"seller": "alice", "points": F(10)}
PURCHASE = {"buyer": "alice", "paid": F(100)}
REFERRED = {"buyer": "alice", "referrer": "bob", "paid": F(100)}
RELEASE = {"creditor": "alice", "amount": F(30)}
ENTRY = {"buyer": "bob", "paid": F(5000)}
MONTH = {"alice.dealer": 1, "alice.sharer": 1, "dealers.number": 1, "month.revenue": 20000}
"""Alice alone shares in a month of 20,000, of which 7 % are 1400."""
TOKENS = {"alice.tokens": 4, "issuer.tokens": -4, "tokenised.assets": 400, "equity.assets": 600}
"""Four tokens, sold at 100, which is their price."""
RETURN = {"merchant": "bob", "constants": F(20)}
TRADE = {"seller": "alice", "buyer": "bob", "points": F(10), "paid": F(100)}
ITEM = {"buyer": "alice"}


def run(
    scheme: Scheme, choice: str, rule: str, stock: dict[str, Any], entered: dict[str, Any]
) -> Any:
    """Run one event from a stock of entries; the states seen, or None where it is refused."""
    try:
        return happen(world(deviating(scheme, choice), stock), rule, **entered).observed
    except NotEnabled:
        return None


Case = tuple[Scheme, str, str, dict[str, Any], dict[str, Any], dict[str, tuple[Any, Any]]]

CHANGES: list[Case] = [
    # scheme, reading, rule, entries before, arguments: entry, by default and under the reading
    (SHOP, "goods_payer=pool", "redeem", STOCK, REDEMPTION, {
        "pool.yuan": (60, 40), "treasury.yuan": (-10, 10), "quoted.yuan-in-pool": (60, 40)}),
    (SHOP, "goods_payer=pool-at-cost", "redeem", STOCK, REDEMPTION, {
        "pool.yuan": (60, 50), "treasury.yuan": (-10, 0), "quoted.yuan-in-pool": (60, 50)}),
    (SHOP, "converted_points=held-aside", "convert", STOCK, CONVERSION, {
        "platform.points": (10, 0), "aside.points": (0, 10), "quoted.supply": (30, 20)}),
    (SHOP, "converted_points=member-keeps-both", "convert", STOCK, CONVERSION, {
        "platform.points": (10, 0), "alice.points": (10, 20)}),
    (SHOP, "converted_points=member-keeps-both", "restore", {**TAKINGS, **HELD}, RETURN, {
        "platform.points": (0, 10), "issuer.points": (-40, -50), "quoted.supply": (40, 50)}),
    (SHOP, "converted_points=held-aside", "restore",
        {**TAKINGS, **HELD, "issuer.points": -50, "aside.points": 10}, RETURN, {
        "platform.points": (0, 10), "aside.points": (10, 0), "quoted.supply": (40, 50)}),
    (SHOP, "mint_price=after", "purchase", STOCK, PURCHASE, {
        "alice.points": (F(61, 2), 20 + F(210, 23)),
        "issuer.points": (F(-81, 2), -30 - F(210, 23)),
        "quoted.supply": (F(81, 2), 30 + F(210, 23))}),
    (SHOP, "grant=fixed-number", "purchase", STOCK, PURCHASE, {
        "alice.points": (F(61, 2), F(41, 2)), "issuer.points": (F(-81, 2), F(-61, 2)),
        "quoted.supply": (F(81, 2), F(61, 2))}),
    (SHOP, "contribution_base=of-profit", "purchase", STOCK, PURCHASE, {
        "pool.yuan": (90, 75), "quoted.yuan-in-pool": (90, 75), "treasury.yuan": (20, 35),
        "contributions.total": (30, 15), "alice.points": (F(61, 2), F(101, 4)),
        "issuer.points": (F(-81, 2), F(-141, 4)), "quoted.supply": (F(81, 2), F(141, 4))}),
    (SHOP, "empty_price=issue-price", "purchase", STOCK, PURCHASE, {}),
    (SHOP, "empty_price=last-quote", "purchase", STOCK, PURCHASE, {}),
    (SHOP, "product_cost=any-margin", "purchase", STOCK, PURCHASE, {}),
    (SHOP, "constant_backing=treasury", "convert", STOCK, CONVERSION, {}),
    (SHOP, "constant_backing=nothing", "convert", STOCK, CONVERSION, {}),
    (MALL, "quota_multiple=one", "purchase", STOCK, PURCHASE, {
        "alice.quota": (200, 100), "alice.granted": (200, 100), "issuer.quota": (-200, -100)}),
    (MALL, "quota_scope=dividends-and-exits", "sell", {**STOCK, **QUOTAS}, SALE, {
        "alice.quota": (1000, 982), "issuer.quota": (0, 18)}),
    (MALL, "quota_scope=dividends-and-exits", "sell", {**STOCK, "alice.quota": 17}, SALE, {
        "alice.quota": (17, 0), "issuer.quota": (0, 17)}),
    (MALL, "quota_scope=daily-only", "close_day", DAY, CLOSING, {
        "alice.quota": (F(1625, 2), 880), "bob.quota": (F(1835, 2), 940),
        "issuer.quota": (270, 180)}),
    (MALL, "quota_scope=daily-only", "close_day", {**DAY, "alice.quota": 120}, CLOSING, {
        "alice.tier-dividends": (0, F(135, 2)), "alice.dividends": (120, F(375, 2)),
        "alice.yuan": (156, F(447, 2)), "dividends.total": (F(405, 2), 270),
        "bob.quota": (F(1835, 2), 940), "issuer.quota": (F(405, 2), 180),
        "treasury.yuan": (F(-405, 2), -270)}),
    (MALL, "pool_use=paid-out", "close_day", {**DAY, "pool.yuan": 260}, CLOSING, {
        "pool.yuan": (260, 80), "quoted.yuan-in-pool": (260, 80),
        "exits.yuan-in-pool": (260, 80), "treasury.yuan": (-270, -90)}),
    (MALL, "fund_sharers=eligible-points", "close_day", {**DAY, "bob.quota": 0}, CLOSING, {
        "alice.quota": (F(1625, 2), F(1505, 2)), "alice.dividends": (F(375, 2), F(495, 2)),
        "alice.yuan": (F(375, 2), F(495, 2)), "dividends.total": (F(375, 2), F(495, 2)),
        "issuer.quota": (F(375, 2), F(495, 2)),
        "treasury.yuan": (F(-375, 2), F(-495, 2))}),
    (MALL, "tier_access=own-tier-only", "close_day", DAY, CLOSING, {
        "alice.yuan": (F(375, 2), 165), "alice.dividends": (F(375, 2), 165),
        "alice.tier-dividends": (F(135, 2), 45), "alice.quota": (F(1625, 2), 835),
        "bob.yuan": (F(165, 2), 105), "bob.dividends": (F(165, 2), 105),
        "bob.tier-dividends": (F(45, 2), 45), "bob.quota": (F(1835, 2), 895)}),
    (MALL, "empty_tier=to-pool", "close_day", LOW, CLOSING, {
        "pool.yuan": (60, 105), "quoted.yuan-in-pool": (60, 105),
        "exits.yuan-in-pool": (60, 105), "treasury.yuan": (-225, -270)}),
    (MALL, "empty_tier=carried-over", "close_day", LOW, CLOSING, {
        "tier-2.yuan": (0, 45), "treasury.yuan": (-225, -270)}),
    (MALL, "forced_exit_base=granted-quota", "close_day", {
        **FORCED, "bob.points": 0, "issuer.points": -20, "pool.yuan": 40}, CLOSING, {
        "alice.points": (0, 20), "issuer.points": (0, -20), "alice.yuan": (36, 0),
        "alice.forced": (20, 0), "alice.quota-reached": (40, 0),
        "alice.proceeds": (36, 0), "pool.yuan": (4, 40),
        "quoted.supply": (1, 20), "quoted.yuan-in-pool": (42, 40)}),
    (MALL, "forced_exit_price=one-price", "close_day", FORCED, CLOSING, {
        "bob.yuan": (F(108, 5), 18), "bob.proceeds": (F(108, 5), 18), "pool.yuan": (F(12, 5), 6)}),
    (MALL, "forced_exit_fee=waived", "close_day", {**FORCED, "bob.points": 0,
        "issuer.points": -20, "pool.yuan": 40}, CLOSING, {
        "alice.yuan": (36, 40), "alice.proceeds": (36, 40), "pool.yuan": (4, 0)}),
    (MARKET, "trade_fee_taker=platform", "trade", STOCK, TRADE, {
        "exchange.yuan": (1, 0), "treasury.yuan": (0, 1)}),
    (MARKET, "trade_fee_taker=pool", "trade", STOCK, TRADE, {
        "exchange.yuan": (1, 0), "pool.yuan": (60, 61), "quoted.yuan-in-pool": (60, 61)}),
    (MARKET, "buyback_price=market", "sell", {**STOCK, "market.paid": 3, "market.size": 1}, SALE, {
        "alice.yuan": (18, 27), "alice.proceeds": (18, 27), "pool.yuan": (42, 33),
        "quoted.yuan-in-pool": (42, 33)}),
    (MARKET, "stock_rate=by-number", "convert_to_stock", LISTED, CONVERSION, {
        "alice.stock": (4, 10), "issuer.stock": (-4, -10)}),
    (GALLERY, "item_points=kept", "collect", {**STOCK, "items.announced": 20}, ITEM, {
        "platform.points": (0, 10), "issuer.points": (-20, -30), "quoted.supply": (20, 30)}),
    (GALLERY, "item_value=last-paid", "acquire", STOCK, ITEM, {}),
    (COUNTER, "arithmetic=down", "sell", {**STOCK, "pool.yuan": F("60.55")}, SALE, {
        "alice.yuan": (F("18.17"), F("18.16")), "alice.proceeds": (F("18.17"), F("18.16")),
        "pool.yuan": (F("42.38"), F("42.39")), "quoted.yuan-in-pool": (F("42.38"), F("42.39"))}),
    (SHARES, "share_steps=proportional", "purchase", STOCK, {"buyer": "alice", "paid": F(3000)}, {
        "alice.points": (30, 35), "issuer.points": (-40, -45), "quoted.supply": (40, 45)}),
    (SHARES, "share_number=twenty", "purchase", STOCK, {"buyer": "alice", "paid": F(3000)}, {
        "alice.points": (30, 40), "issuer.points": (-40, -50), "quoted.supply": (40, 50)}),
    (SHARES, "share_number=one", "purchase", STOCK, {"buyer": "alice", "paid": F(3000)}, {
        "alice.points": (30, 21), "issuer.points": (-40, -31), "quoted.supply": (40, 31)}),
    (AGENTS, "referral_source=carved-out", "purchase_referred", STOCK, REFERRED, {
        "alice.points": (F(61, 2), F(101, 4)), "issuer.points": (F(-183, 4), F(-81, 2)),
        "quoted.supply": (F(183, 4), F(81, 2)),
        "issued.total": (F(63, 4), F(21, 2))}),
    (AGENTS, "referral_source=treasury", "purchase_referred", STOCK, REFERRED, {
        "pool.yuan": (90, F(305, 3)), "quoted.yuan-in-pool": (90, F(305, 3)),
        "treasury.yuan": (5, F(-20, 3))}),
    (OLD, "release_source=treasury", "release", {**STOCK, "alice.debt": 50}, RELEASE, {
        "pool.yuan": (60, 90), "quoted.yuan-in-pool": (60, 90), "treasury.yuan": (0, -30)}),
    (DEALERS, "new_revenue=without-entries", "purchase", MONTH, ENTRY, {
        "month.revenue": (25000, 20000), "revenue.total": (5000, 0)}),
    (DEALERS, "new_revenue=growth", "close_month", {**MONTH, "month.earlier": 15000}, {}, {
        "alice.yuan": (1400, 350), "alice.earned": (1400, 350), "alice.income": (1400, 350),
        "shares.total": (1400, 350), "treasury.yuan": (-1400, -350),
        "month.earlier": (15000, 20000)}),
    (DEALERS, "new_revenue=growth", "close_month", {**MONTH, "month.earlier": 20001}, {}, {
        "alice.yuan": (1400, 0), "alice.earned": (1400, 0), "alice.income": (1400, 0),
        "shares.total": (1400, 0), "treasury.yuan": (-1400, 0),
        "month.earlier": (20001, 20000)}),
    (DEALERS, "first_share=next-month", "purchase", MONTH, ENTRY, {"bob.sharer": (1, 0)}),
    (DEALERS, "bounty_for=new-dealer", "bring_friends", {**MONTH, "friends.unpaid": 3},
        {"dealer": "alice", "friends": F(2)}, {"friends.unpaid": (3, 1)}),
    (COMPANY, "feedback=amplifying", "turn", {"circle.pending": 20}, {}, {
        "circle.token": (110, 130), "circle.pending": (10, 30)}),
    (COMPANY, "retired_tokens=assets-return", "pay_fee", {**TOKENS, "circle.token": 150},
        {"holder": "alice", "tokens": F(2)}, {
        "tokenised.assets": (400, 100), "equity.assets": (600, 900)}),
    (COMPANY, "retired_tokens=assets-return", "buy_back",
        {**TOKENS, "circle.token": 150, "buybacks.yuan": 450},
        {"holder": "alice", "tokens": F(3)}, {
        "tokenised.assets": (400, 0), "equity.assets": (600, 1000)}),
    (COMPANY, "tokenised_assets=kept-on-books", "sell_ahead", TOKENS,
        {"buyer": "bob", "paid": F(200)}, {"equity.assets": (400, 600)}),
]  # fmt: skip


@pytest.mark.parametrize(("scheme", "choice", "rule", "stock", "entered", "changed"), CHANGES)
def test_a_reading_changes_its_own_line_only(
    scheme: Scheme,
    choice: str,
    rule: str,
    stock: dict[str, Any],
    entered: dict[str, Any],
    changed: dict[str, tuple[Any, Any]],
) -> None:
    """The entries that a reading changes, with both their values; all others are the same."""
    default = run(scheme, "", rule, stock, entered)
    other = run(scheme, choice, rule, stock, entered)
    assert len(default) == len(other) == 1
    differ = {k: (v, other[0][k]) for k, v in default[0].items() if v != other[0][k]}
    assert changed == differ


def test_every_reading_has_its_case() -> None:
    """No reading is left without a case here, below or in a test of its mechanism's rules."""
    own = {"tier_rate", "dividend_rates", "step_view", "empty_price", "item_issue"}
    own |= {"at_cap", "cap_counts"}
    practice = [room for room in MECHANISMS.values() if room.clauses[0].startswith("P")]
    own |= {name for room in practice for name in room.questions}
    tested = {choice.partition("=")[0] for _s, choice, *_rest in CHANGES}
    assert set(QUESTIONS) == own | tested


def test_an_open_margin_is_an_unknown() -> None:
    """A margin left open is an unknown between 0 and 1, closed by a number."""
    scheme = under(SHOP, product_cost="any-margin").opened()
    assert isinstance(scheme.parameters.margin, Term)
    assert (scheme.open_parameters, len(scheme.assumptions)) == (("margin",), 2)
    assert scheme.closed({"margin": F(1, 3)}).parameters.margin == F(1, 3)
    assert SHOP.opened() is SHOP


@pytest.mark.parametrize(
    ("choice", "treasury", "left"),
    [("pool", 7, 20), ("treasury", 7, 7), ("treasury", -7, 0), ("nothing", 7, 0)],
)
def test_what_backs_constant_points(choice: str, treasury: int, left: int) -> None:
    """The pool not owed to members, the treasury or nothing stands behind constant points."""
    held = {**STOCK, "bob.points": 0, "platform.points": 10, "treasury.yuan": treasury}
    w = world(SHOP, held, constant_backing=choice)
    checks = CLAIMS["constants_are_worth_their_face"].checks(None, w, None)
    assert [left] == [check.sides()[0] for check in checks if check.when]
