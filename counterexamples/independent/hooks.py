"""What the events have in common: what a purchase, new points and points taken back bring."""

from __future__ import annotations

from fractions import Fraction

from .books import ZERO, Books, require, rounded


def buys(books: Books, member: str, paid: Fraction) -> None:
    """M5.1, M5.5, A9: a purchase grants quota. M6.1: it counts towards the sales of the day.

    M16.2: a share of the profit is kept for buying tokens back.
    """
    if "quota" in books.mechanisms:
        restated = books.reads("quota_multiple", "one")
        multiple = books.numbers["quota_multiple_restated" if restated else "quota_multiple"]
        books.move("issuer.quota", f"{member}.quota", multiple * paid)
        books[f"{member}.granted"] += multiple * paid
    if "days" in books.mechanisms:
        books["day.sales"] += paid
    if "membership" in books.mechanisms:
        enters(books, member, paid)
    if "linkage" in books.mechanisms:
        profit = max(books.numbers["margin"] * paid - contributed(books, paid), ZERO)
        books.move("treasury.yuan", "buybacks.yuan", books.numbers["buyback_rate"] * profit)


def enters(books: Books, buyer: str, paid: Fraction) -> None:
    """M15.1, M15.5, A32, A33: a purchase for the entry price or more makes its buyer a dealer."""
    dealer = f"{buyer}.dealer"
    entry = paid >= books.numbers["entry_price"] and books[dealer] <= 0
    ordinary = ZERO if entry else paid
    new = ordinary if books.reads("new_revenue", "without-entries") else paid
    books["ordinary.total"] += ordinary
    books["month.sales"] += paid
    books["month.revenue"] += new
    books["revenue.total"] += new
    if entry:
        books["friends.unpaid"] += 1 if books["dealers.number"] > 0 else 0
        books["dealers.number"] += 1
        books[dealer] = Fraction(1)
    if books.reads("first_share", "month-of-entry"):
        books[f"{buyer}.sharer"] = books[dealer]


def mints(books: Books, holder: str, points: Fraction) -> Fraction:
    """M10.3, A24, A25: points issued to a holder, as far as the cap allows, and how many."""
    books.move("issuer.points", f"{holder}.points", points)
    excess = ZERO
    if "issue-cap" in books.mechanisms:
        outstanding = books.reads("cap_counts", "outstanding")
        counted = -books["issuer.points"] if outstanding else books["issued.total"] + points
        excess = max(counted - books.numbers["cap"], ZERO)
        if not books.reads("at_cap", "excess-withheld"):
            require(not excess, "so many points are left to be issued")
        books.move(f"{holder}.points", "issuer.points", excess)
        books["issued.total"] += points - excess
    gains(books, holder)
    return points - excess


def gains(books: Books, member: str) -> None:
    """M7.6, M7.7: the most points ever held make the tier. M18.2: a partner stays one."""
    points = books[f"{member}.points"]
    if "tier-dividend" in books.mechanisms:
        books[f"{member}.peak"] = max(books[f"{member}.peak"], points)
    if "ranks" in books.mechanisms and points >= books.numbers["partner_threshold"]:
        books[f"{member}.partner"] = Fraction(1)


def takes_back(books: Books, member: str, points: Fraction, price: Fraction, fee: Fraction) -> None:
    """M2.1 to M2.4, A15, A19: the pool pays for points, less the fee, and destroys them."""
    net = points * price * (1 - fee)
    if "rounding" in books.mechanisms and not books.reads("arithmetic", "exact"):
        net = min(rounded(books, net, "money_step"), books["pool.yuan"])
    books.move("pool.yuan", f"{member}.yuan", net)
    if books.reads("step_view", "pay-then-burn"):
        books.observe()
    books.move(f"{member}.points", "issuer.points", points)
    books[f"{member}.proceeds"] += net
    if books.reads("quota_scope", "dividends-and-exits"):  # A10
        books.move(f"{member}.quota", "issuer.quota", min(net, books[f"{member}.quota"]))


def cost(books: Books, value: Fraction) -> Fraction:
    """A20: what goods of a value cost the platform or a merchant."""
    return (1 - books.numbers["margin"]) * value


def contributed(books: Books, paid: Fraction) -> Fraction:
    """M1.1, A13: what a sale pays into the pool."""
    base = books.numbers["margin"] * paid if books.reads("contribution_base", "of-profit") else paid
    return books.numbers["contribution"] * base


def market_price(books: Books) -> Fraction:
    """M12.2: what was last paid for a point between members, or the live price before."""
    if books["market.size"] > 0:
        return books["market.paid"] / books["market.size"]
    return books.price


def sale_price(books: Books, points: Fraction) -> Fraction:
    """M2.1, A28: the price at which the pool buys points back."""
    if not books.reads("buyback_price", "market"):
        return books.price
    price = market_price(books)
    require(books["pool.yuan"] >= points * price, "the pool has the money")
    return price
