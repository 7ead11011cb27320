"""The amounts that claims compare about listing, exchange, items, old members, dealers, tokens."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from .books import ZERO, Books, over
from .cases import Case, Sides, after, all_fetch, total
from .errors import Refused
from .further import collect, shares_for
from .hooks import market_price


def revenue_each(books: Books) -> Fraction:
    """C19, A33: the month's new revenue for each dealer who shares in it."""
    return over(books["month.revenue"], total(books, "sharer"))


def item_value(books: Books) -> Fraction:
    """C18, A31: the stated value of an item."""
    announced = books.reads("item_value", "announced")
    return books["items.announced" if announced else "items.last"]


def items_for_points(case: Case) -> Fraction:
    """C18: how many items a member can have at once for their points, none or one."""
    try:
        return after(case.now, collect, case.who)[f"{case.who}.items"] - case.own("items")
    except Refused:
        return ZERO


def lifted(case: Case) -> tuple[Fraction, Fraction]:
    """C20: earnings after and before; where these have not fallen, the share price."""
    now, before = case.now, case.before
    if now["circle.earnings"] < before["circle.earnings"]:
        return now["circle.earnings"], before["circle.earnings"]
    return now["circle.share"], before["circle.share"]


def within_bounds(case: Case) -> tuple[Fraction, Fraction]:
    """C20: what good news accounts for, against the rise; or bad news, against the fall."""
    most = case.now.numbers["amplification"]
    moved = case.now["circle.token"] - case.opening["circle.token"]
    if moved > 0:
        return most * case.now["news.good"], moved
    return most * case.now["news.bad"], -moved


def assets_owned(books: Books) -> Fraction:
    """C21: what shareholders and holders of tokens own; without tokens, nobody owns their part."""
    return books["equity.assets"] + (books["tokenised.assets"] if books["issuer.tokens"] else ZERO)


def behind_each_token(books: Books) -> Fraction:
    return over(books["tokenised.assets"], -books["issuer.tokens"])


def stock_worth(case: Case) -> tuple[Fraction, Fraction]:
    """C17, M11.1: worth of the shares that all points convert into, against that of the points."""
    numbers, points = case.now.numbers, case.own("points")
    reserved = numbers["reserved_part"] * case.now["listing.value"]
    worth = shares_for(case.now, points) * reserved / numbers["planned_points"]
    return worth, points * case.now.price


def kept_fee(books: Books) -> Fraction:
    return 1 - books.numbers["exit_fee"]


OF_ALL: Mapping[str, tuple[str, Sides]] = {
    "bounties_are_paid_once_a_dealer": (
        "at least",
        lambda c: (max(c.now["dealers.number"] - 1, ZERO), c.now["friends.paid"]),
    ),
    "circle_only_lifts": ("at least", lifted),
    "circle_stays_within_bounds": ("at least", within_bounds),
    "dealers_do_not_live_on_entries": (
        "at least",
        lambda c: (c.now.numbers["revenue_share"] * c.now["ordinary.total"], c.now["shares.total"]),
    ),
    "items_are_scarce": ("at least", lambda c: (c.now.numbers["edition"], -c.now["issuer.items"])),
    "items_only_appreciate": ("at least", lambda c: (item_value(c.now), item_value(c.before))),
    "market_is_not_below_the_pool": (
        "at least",
        lambda c: (market_price(c.now), c.now.price * kept_fee(c.now)),
    ),
    "market_price_never_falls": (
        "at least",
        lambda c: (market_price(c.now), market_price(c.before)),
    ),
    "market_sets_the_quoted_price": ("equal to", lambda c: (c.now.quote, market_price(c.now))),
    "new_dealers_cost_the_others_nothing": (
        "at least",
        lambda c: (revenue_each(c.now), revenue_each(c.before)),
    ),
    "no_asset_is_owned_twice": (
        "at most",
        lambda c: (assets_owned(c.now), c.now.numbers["company_assets"]),
    ),
    "points_are_not_traded": ("at most", lambda c: (c.now["exchange.traded"], ZERO)),
    "pool_covers_the_market_value": (
        "at least",
        lambda c: (c.now["pool.yuan"], c.now.supply * market_price(c.now)),
    ),
    "resale_fetches_the_stated_value": (
        "at least",
        lambda c: (c.now["items.last"], item_value(c.before)),
    ),
    "retired_tokens_leave_no_less_behind": (
        "at least",
        lambda c: (behind_each_token(c.now), behind_each_token(c.before)),
    ),
    "stated_item_values_are_backed": (
        "at least",
        lambda c: (c.now["treasury.yuan"], -c.now["issuer.items"] * item_value(c.now)),
    ),
    "stock_stays_within_the_reserved_part": (
        "at least",
        lambda c: (c.now.numbers["planned_points"], -c.now["issuer.stock"]),
    ),
    "tokenised_assets_are_owned_once": (
        "equal to",
        lambda c: (assets_owned(c.now), c.now.numbers["company_assets"]),
    ),
    "tokenised_assets_cover_the_tokens": (
        "at least",
        lambda c: (c.now["tokenised.assets"], -c.now["issuer.tokens"] * c.now["circle.token"]),
    ),
    "trades_leave_the_quoted_price": ("equal to", lambda c: (c.now.quote, c.before.quote)),
}
OF_A_MEMBER: Mapping[str, tuple[str, Sides]] = {
    "dealers_earn_what_is_promised": (
        "at least",
        lambda c: (c.own("income"), c.now.numbers["promised_income"]),
    ),
    "entry_price_is_earned_back_when_sales_stop": (
        "at least",
        lambda c: (c.own("earned"), c.now.numbers["entry_price"]),
    ),
    "holders_need_not_trade_below_the_quote": (
        "at least",
        lambda c: (all_fetch(c), c.own("points") * c.now.quote * kept_fee(c.now)),
    ),
    "items_can_be_had_for_points": ("equal to", lambda c: (items_for_points(c), Fraction(1))),
    "items_take_points_out_of_circulation": (
        "more than",
        lambda c: (c.now.supply, after(c.now, collect, c.who).supply),
    ),
    "old_members_are_made_whole": (
        "at least",
        lambda c: (c.own("proceeds") + all_fetch(c), c.opening[f"{c.who}.debt"]),
    ),
    "released_points_keep_their_value": (
        "at least",
        lambda c: (c.own("released-points") * c.now.quote, c.own("released")),
    ),
    "stock_is_worth_the_points": ("equal to", stock_worth),
}
