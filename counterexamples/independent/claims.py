"""The two amounts that each claim compares (docs/promises.md, docs/rules.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from .books import ZERO, Books, over, shown_price
from .cases import NEWCOMER, Case, Sides, after, all_fetch, fetched, granted, total
from .errors import Refused
from .hooks import contributed
from .rules import (
    convert,
    mint_price,
    purchase,
    purchase_referred,
    restore,
    sell,
    share_number,
    spend,
    tier_dividend,
    tier_rate,
)


def owed(books: Books) -> Fraction:
    """C10: members' points at the live price, and constant points, whoever holds them."""
    return total(books, "points") * books.price - books["issuer.constants"]


def backing(books: Books) -> Fraction:
    """A4, C12: what stands behind the constant points."""
    free = books.supply - total(books, "points")
    named = {"pool": free * books.price, "treasury": max(books["treasury.yuan"], ZERO)}
    return named.get(books.answers["constant_backing"], ZERO)


def left_by_sales(books: Books, sales: Fraction) -> Fraction:
    """C6: what sales leave the platform, the margin less the contribution."""
    return books.numbers["margin"] * sales - contributed(books, sales)


def handed_out(case: Case) -> Fraction:
    """C6: what left the platform in this step; a fund that is carried over has not left."""
    tiers = [f"tier-{tier + 1}.yuan" for tier in range(len(case.now.thresholds))]
    places = ["treasury.yuan", *tiers]
    return sum((case.before[place] - case.now[place] for place in places), ZERO)


def entitled(case: Case, access: str) -> Fraction:
    """C14: what the day would have paid as tier dividends if no quota had been in the way."""
    answers = {**case.now.answers, "tier_access": access, "quota_scope": "daily-only"}
    day = replace(case.before, answers=answers).at(case.before.balances)
    fund = case.now["tiers.fund"] * len(case.now.thresholds)
    rate = over(fund, day["day.sales"])
    tier_dividend(day, rate)
    return total(day, "tier-dividends") - total(case.before, "tier-dividends")


def early_and_late(case: Case) -> tuple[Fraction, Fraction]:
    """Q4: what a newcomer is granted just after the member, against the member."""
    first = after(case.now, purchase, case.who, case.order)
    return granted(first, NEWCOMER, case.order), granted(case.now, case.who, case.order)


def buying_to_sell(case: Case) -> tuple[Fraction, Fraction]:
    """Q2: what a purchase cost, against what its points fetch at once."""
    points = granted(case.now, case.who, case.order)
    bought = after(case.now, purchase, case.who, case.order)
    return case.order, fetched(bought, case.who, points)


def split_purchase(case: Case) -> tuple[Fraction, Fraction]:
    """Q1: points for two halves of a purchase, against those for the whole."""
    half = case.order / 2
    first = after(case.now, purchase, case.who, half)
    halves = granted(case.now, case.who, half) + granted(first, case.who, half)
    return halves, granted(case.now, case.who, case.order)


def split_sale(case: Case) -> tuple[Fraction, Fraction]:
    """Q1: yuan for two halves of a member's points, against those for all."""
    points = case.own("points")
    first = after(case.now, sell, case.who, points / 2)
    halves = fetched(case.now, case.who, points / 2) + fetched(first, case.who, points / 2)
    return halves, fetched(case.now, case.who, points)


def order_of_arrival(case: Case) -> tuple[Fraction, Fraction]:
    """Q1: a member's sale after a purchase against before; if that is equal, the purchase."""
    points = case.own("points")
    bought = after(case.now, purchase, NEWCOMER, case.order)
    sides = fetched(bought, case.who, points), fetched(case.now, case.who, points)
    if sides[0] != sides[1]:
        return sides
    sold = after(case.now, sell, case.who, points)
    return granted(sold, NEWCOMER, case.order), granted(case.now, NEWCOMER, case.order)


def grant_worth(case: Case) -> tuple[Fraction, Fraction]:
    """M1.2: worth of the points that a purchase grants, against their share of it."""
    contribution = contributed(case.now, case.order)
    price = mint_price(case.now, contribution)
    if case.now.reads("mint_price", "after"):
        price = after(case.now, purchase, case.who, case.order).price
    worth = granted(case.now, case.who, case.order) * price
    return worth, case.now.numbers["reward"] * contribution


def locked_in(case: Case) -> tuple[Fraction, Fraction]:
    """Q6: money in the pool that neither a holder nor a new buyer has access to."""
    locked = case.now.supply <= 0 and not granted(case.now, case.who, case.order)
    return case.now["pool.yuan"] if locked else ZERO, ZERO


def exchanged(case: Case) -> tuple[Fraction, Fraction]:
    """C12: worth of the points that a merchant would get, against the constant points given."""
    done = after(case.now, restore, case.who, case.own("takings"))
    points = done[f"{case.who}.points"] - case.own("points")
    return points * done.price, case.own("takings")


def exchangeable(case: Case) -> tuple[Fraction, Fraction]:
    """C12: constant points that a merchant can exchange at once, all or none, against all taken."""
    takings = case.own("takings")
    try:
        after(case.now, restore, case.who, takings)
    except Refused:
        return ZERO, takings
    return takings, takings


def friendly_merchant(case: Case) -> tuple[Fraction, Fraction]:
    """Q2: worth of a member's points, against that after a round through a friend's shop."""
    turned = after(case.now, convert, case.who, case.own("points"))
    constants = turned[f"{case.who}.constants"] - case.own("constants")
    spent = after(turned, spend, case.who, NEWCOMER, constants)
    done = after(spent, restore, NEWCOMER, constants)
    points = done[f"{case.who}.points"] + done[f"{NEWCOMER}.points"]
    return case.own("points") * case.now.price, points * done.price


def referred(case: Case) -> Books:
    """M9: a newcomer's purchase, had the member brought them."""
    return after(case.now, purchase_referred, NEWCOMER, case.who, case.order)


def plain(case: Case) -> Books:
    return after(case.now, purchase, NEWCOMER, case.order)


def dividends(case: Case, kind: str) -> Fraction:
    """C9, C14: what the step paid all members as dividends of one kind, daily or tier."""
    tier = total(case.now, "tier-dividends") - total(case.before, "tier-dividends")
    both = case.now["dividends.total"] - case.before["dividends.total"]
    return tier if kind == "tier" else both - tier


def payments(case: Case) -> Fraction:
    """C8, A10: dividends, and proceeds where they count against the quota."""
    counts = case.now.reads("quota_scope", "dividends-and-exits")
    return case.own("dividends") + (case.own("proceeds") if counts else ZERO)


def come_back(case: Case) -> tuple[Fraction, Fraction]:
    """C13, A1, A21: contributions and dividends of all spending, against what members got back."""
    now, sales = case.now, case.now["sales.total"]
    rates = []
    # Daily dividends that the pool pays are paid out of the contributions.
    if "daily-dividend" in now.mechanisms and now.reads("pool_use", "reserve"):
        rates.append("daily_rate")
    if "tier-dividend" in now.mechanisms:
        rates.append(tier_rate(now))
    if now.reads("dividend_rates", "chosen-daily"):
        rates = ["highest_dividend_rate"] * len(rates)
    dividend = sum((now.numbers[rate] for rate in rates), ZERO) * sales
    return contributed(now, sales) + dividend, total(now, "yuan") + sales


def leaving(case: Case) -> tuple[Fraction, Fraction]:
    """C2: what a member is paid for all points; if enough, the price shown once they left."""
    sides = all_fetch(case), shown_value(case) * (1 - case.now.numbers["exit_fee"])
    if sides[0] < sides[1]:
        return sides
    return shown_price(after(case.now, sell, case.who, case.own("points"))), shown_price(case.now)


def exits_price(case: Case) -> Fraction:
    return over(case.now["exits.yuan-in-pool"], case.now["exits.supply"])


def exit_prices(case: Case) -> tuple[Fraction, Fraction]:
    """Q5, A23: what a member forced out is paid for a point, against the price at the start."""
    waived = case.now.reads("forced_exit_fee", "waived")
    fee = ZERO if waived else case.now.numbers["exit_fee"]
    return over(case.gained("proceeds"), case.gained("forced")), exits_price(case) * (1 - fee)


def shown_value(case: Case) -> Fraction:
    return case.own("points") * shown_price(case.now)


def listed(books: Books, which: str) -> Fraction:
    return over(books[f"{which}.yuan-in-pool"], books[f"{which}.supply"])


def shares_for_each_yuan(case: Case) -> tuple[Fraction, Fraction]:
    """M17, A17: points of a purchase for each yuan paid, against those of a full step."""
    paid = case.now["sales.total"] - case.before["sales.total"]
    points = case.before["issuer.points"] - case.now["issuer.points"]
    return over(points, paid), share_number(case.now) / case.now.numbers["share_step"]


OF_ALL: Mapping[str, tuple[str, Sides]] = {
    "all_spending_earns_shares": ("at least", shares_for_each_yuan),
    "constants_are_worth_their_face": (
        "at least",
        lambda c: (backing(c.now), -c.now["issuer.constants"]),
    ),
    "daily_fund_is_paid_out": ("at least", lambda c: (dividends(c, "daily"), c.now["day.fund"])),
    "day_pays_for_its_dividends": (
        "at least",
        lambda c: (left_by_sales(c.now, c.now["closed.sales"]), handed_out(c)),
    ),
    "every_sale_pays_for_its_referral": (
        "at least",
        lambda c: (c.now["treasury.yuan"], c.before["treasury.yuan"]),
    ),
    "every_tier_shares_its_fund": (
        "at least",
        lambda c: (dividends(c, "tier"), entitled(c, c.now.answers["tier_access"])),
    ),
    "goods_cost_within_contributions": (
        "at least",
        lambda c: (c.now["contributions.total"], c.now["goods.cost"]),
    ),
    "higher_tiers_share_lower_funds": (
        "at least",
        lambda c: (dividends(c, "tier"), entitled(c, "cumulative")),
    ),
    "issue_stays_within_the_cap": (
        "at least",
        lambda c: (c.now.numbers["cap"], c.now["issued.total"]),
    ),
    "later_purchases_raise_earlier_points": (
        "more than",
        lambda c: (after(c.now, purchase, NEWCOMER, c.order).quote, c.now.quote),
    ),
    "liabilities_are_covered": (
        "at least",
        lambda c: (c.now["pool.yuan"] + c.now["treasury.yuan"], owed(c.now)),
    ),
    "listed_price_rises_every_day": (
        "more than",
        lambda c: (listed(c.now, "listed"), listed(c.now, "replaced")),
    ),
    "members_together_never_gain": ("at most", lambda c: (total(c.now, "yuan"), ZERO)),
    "most_spending_never_comes_back": ("at least", come_back),
    "platform_stays_profitable": ("at least", lambda c: (c.now["treasury.yuan"], ZERO)),
    "points_come_only_from_purchases": ("at least", lambda c: (c.before.supply, c.now.supply)),
    "points_come_only_from_sales": (
        "at most",
        lambda c: (-c.now["issuer.points"], -c.before["issuer.points"]),
    ),
    "pool_covers_the_shown_price": ("at least", lambda c: (c.now.price, shown_price(c.now))),
    "pool_pays_only_for_points": ("more than", lambda c: (c.before.supply, c.now.supply)),
    "price_never_falls": ("at least", lambda c: (c.now.quote, c.before.quote)),
    "price_never_falls_below_the_first": ("at least", lambda c: (c.now.quote, c.opening.quote)),
    "prizes_are_within_what_sales_left": (
        "at least",
        lambda c: (left_by_sales(c.now, c.now["sales.total"]), total(c.now, "prizes")),
    ),
}
OF_A_MEMBER: Mapping[str, tuple[str, Sides]] = {
    "buyers_are_granted_points": ("more than", lambda c: (granted(c.now, c.who, c.order), ZERO)),
    "buying_to_sell_at_once_gains_nothing": ("at least", buying_to_sell),
    "early_and_late_buyers_get_the_same": ("equal to", early_and_late),
    "every_sale_can_earn_points": ("more than", lambda c: (granted(c.now, c.who, c.order), ZERO)),
    "everybody_can_leave_at_the_shown_price": ("at least", leaving),
    "exchange_leaves_the_face_value": ("at least", exchanged),
    "forced_exit_completes_the_quota": (
        "at least",
        lambda c: (c.own("dividends") + c.own("proceeds"), c.own("granted")),
    ),
    "friendly_merchant_gains_nothing": ("at least", friendly_merchant),
    "full_steps_earn_their_shares": (
        "equal to",
        lambda c: (granted(c.now, c.who, c.now.numbers["share_step"]), share_number(c.now)),
    ),
    "grant_is_worth_its_reward": ("equal to", grant_worth),
    "holders_can_cash_out": ("more than", lambda c: (all_fetch(c), ZERO)),
    "members_sold_out_on_one_day_get_one_price": ("equal to", exit_prices),
    "merchants_can_exchange": ("at least", exchangeable),
    "one_exit_does_not_bring_the_next": (
        "at least",
        lambda c: (c.gained("forced") * exits_price(c), c.own("quota-reached")),
    ),
    "order_of_arrival_changes_nothing": ("equal to", order_of_arrival),
    "partners_are_large_holders": (
        "at least",
        lambda c: (c.own("points"), c.now.numbers["partner_threshold"]),
    ),
    "payouts_within_quota": ("at least", lambda c: (c.own("granted"), payments(c))),
    "pool_money_can_leave": ("at most", locked_in),
    "quota_is_paid_when_sales_stop": ("at most", lambda c: (c.own("quota"), ZERO)),
    "referrals_leave_the_price": ("equal to", lambda c: (referred(c).quote, plain(c).quote)),
    "referred_buyers_keep_their_grant": (
        "equal to",
        lambda c: (referred(c)[f"{NEWCOMER}.points"], plain(c)[f"{NEWCOMER}.points"]),
    ),
    "shown_value_is_paid": ("at least", lambda c: (all_fetch(c), shown_value(c))),
    "splitting_a_purchase_changes_nothing": ("equal to", split_purchase),
    "splitting_a_sale_changes_nothing": ("equal to", split_sale),
    "tier_dividends_reward_holders": (
        "at most",
        lambda c: (c.own("tier-dividends"), c.before[f"{c.who}.tier-dividends"]),
    ),
    "winners_hold_points": ("more than", lambda c: (c.own("points"), ZERO)),
}
