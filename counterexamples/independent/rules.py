"""The rules, once more, as docs/rules.md prints them; each says which clauses it formalises."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import floor

from .books import ZERO, Books, counted_out, over, require, rounded, shown_price
from .hooks import buys, contributed, cost, gains, mints, sale_price, takes_back


def mint_price(books: Books, contribution: Fraction) -> Fraction:
    """M1.3, M1.4, A5, A14: the price at which a purchase is granted points."""
    if books.supply <= 0:
        last = books.reads("empty_price", "last-quote")
        return books.quote if last else books.numbers["issue_price"]
    if books.reads("mint_price", "after"):
        kept = contribution - books.numbers["reward"] * contribution
        return (books["pool.yuan"] + kept) / books.supply
    if books.reads("mint_price", "displayed"):
        return shown_price(books)
    if books.reads("mint_price", "listed"):
        return over(books["listed.yuan-in-pool"], books["listed.supply"])
    return books.price


def points_by_number(books: Books, paid: Fraction) -> Fraction:
    """A22, M17, A17, A41: points granted by number, for each yuan or for each step of them."""
    if "share-grant" not in books.mechanisms:
        return books.numbers["points_per_yuan"] * paid
    steps = paid / books.numbers["share_step"]
    return share_number(books) * (
        steps if books.reads("share_steps", "proportional") else floor(steps)
    )


def share_number(books: Books) -> Fraction:
    """M17, A41: the points that one step of the amount spent earns."""
    names = {"twenty": "share_number_restated", "one": "share_number_least"}
    return books.numbers[names.get(books.answers["share_number"], "share_number")]


def purchase(books: Books, buyer: str, paid: Fraction) -> Fraction:
    """M1.1 to M1.6, A5, A13, A14, A20, A22: a member buys; returns the points granted."""
    require(paid > 0, "something is paid")
    counted_out(books, paid, "money_step")
    if books.reads("empty_price", "undefined"):
        circulating = books.supply > 0 or books["pool.yuan"] <= 0
        require(circulating, "points circulate, or no money is left over from earlier ones")
    contribution = contributed(books, paid)
    if books.reads("grant", "fixed-number"):
        grant = points_by_number(books, paid)
    else:
        price = mint_price(books, contribution)
        require(price > 0, "points have a price to be granted at")
        grant = books.numbers["reward"] * contribution / price
    grant = rounded(books, grant, "points_step")
    books.move(f"{buyer}.yuan", "treasury.yuan", paid)
    books.move("treasury.yuan", "supplier.yuan", cost(books, paid))
    books.move("treasury.yuan", "pool.yuan", contribution)
    grant = mints(books, buyer, grant)
    books["contributions.total"] += contribution
    books["sales.total"] += paid
    buys(books, buyer, paid)
    return grant


def purchase_referred(books: Books, buyer: str, referrer: str, paid: Fraction) -> None:
    """M9.1 to M9.3, A16: a purchase for which somebody earns points and a commission."""
    earned = books.numbers["referral_points"] * purchase(books, buyer, paid)
    if books.reads("referral_source", "carved-out"):
        books.move(f"{buyer}.points", f"{referrer}.points", earned)
        gains(books, referrer)
    else:
        price = books.price
        earned = mints(books, referrer, earned)
        if books.reads("referral_source", "treasury"):
            books.move("treasury.yuan", "pool.yuan", earned * price)
    books.move("treasury.yuan", f"{referrer}.yuan", books.numbers["commission"] * paid)
    books.move("treasury.yuan", "agents.yuan", books.numbers["upline_commission"] * paid)


def sell(books: Books, seller: str, points: Fraction) -> None:
    """M2.1 to M2.4: a member sells points back to the pool at the live price."""
    require(points > 0, "points are sold")
    counted_out(books, points, "points_step")
    require(books[f"{seller}.points"] >= points, "the seller holds them")
    price = sale_price(books, points)
    takes_back(books, seller, points, price, books.numbers["exit_fee"])


def redeem(books: Books, holder: str, points: Fraction) -> None:
    """M3.1 to M3.4, A2, A19, A20: a member gives points for goods worth as much."""
    require(points > 0, "points are given up")
    require(books[f"{holder}.points"] >= points, "the holder has them")
    value = points * books.price
    if books.reads("goods_payer", "pool"):
        books.move("pool.yuan", "treasury.yuan", value)
    if books.reads("goods_payer", "pool-at-cost"):
        books.move("pool.yuan", "treasury.yuan", cost(books, value))
    books.move("treasury.yuan", "supplier.yuan", cost(books, value))
    books["goods.cost"] += cost(books, value)
    if books.reads("step_view", "pay-then-burn"):
        books.observe()
    books.move(f"{holder}.points", "issuer.points", points)


def convert(books: Books, holder: str, points: Fraction) -> None:
    """M4.1 to M4.3, A3: a member turns points into constant points at the live price."""
    require(points > 0, "points are converted")
    require(books[f"{holder}.points"] >= points, "the holder has them")
    value = points * books.price
    if books.reads("converted_points", "stay-circulating"):
        books.move(f"{holder}.points", "platform.points", points)
    if books.reads("converted_points", "held-aside"):
        books.move(f"{holder}.points", "aside.points", points)
    books.move("issuer.constants", f"{holder}.constants", value)


def spend(books: Books, buyer: str, merchant: str, constants: Fraction) -> None:
    """M4.4, A20: a member buys goods from a merchant with constant points at face value."""
    require(constants > 0, "something is bought")
    require(books[f"{buyer}.constants"] >= constants, "the buyer has the constant points")
    books.move(f"{buyer}.constants", f"{merchant}.takings", constants)
    books.move(f"{merchant}.yuan", "supplier.yuan", cost(books, constants))


def restore(books: Books, merchant: str, constants: Fraction) -> None:
    """M4.5, A3: a merchant hands in constant points that they took, for points."""
    require(constants > 0, "something is exchanged")
    require(books[f"{merchant}.takings"] >= constants, "the merchant took that many")
    require(books.price > 0, "points have a price to be granted at")
    points = constants / books.price
    sources = {"stay-circulating": "platform.points", "held-aside": "aside.points"}
    source = sources.get(books.answers["converted_points"])
    books.move(f"{merchant}.takings", "issuer.constants", constants)
    if source is None:
        mints(books, merchant, points)
        return
    require(books[source] >= points, "so many points are kept for this")
    books.move(source, f"{merchant}.points", points)
    gains(books, merchant)


def close_day(books: Books, daily_rate: Fraction = ZERO, tier_rate: Fraction = ZERO) -> None:
    """M6.2: what is due every day is done with the day's sales, then a new day begins."""
    if "daily-dividend" in books.mechanisms:
        daily_dividend(books, daily_rate)
    if "tier-dividend" in books.mechanisms:
        tier_dividend(books, tier_rate)
    books["closed.sales"], books["day.sales"] = books["day.sales"], ZERO
    if "forced-exit" in books.mechanisms:
        forced_exits(books)
    if "price-list" in books.mechanisms:
        refresh_list(books)


def chosen(books: Books, rate: Fraction) -> Fraction:
    """A21: a rate that the platform picks for one day."""
    lowest, highest = (books.numbers[f"{end}_dividend_rate"] for end in ("lowest", "highest"))
    require(lowest <= rate <= highest, "the rate is within the stated range")
    return rate


def pays_dividend(books: Books, source: str, member: str, payout: Fraction, used: Fraction) -> None:
    """M5.2, M5.3: a member is paid out of a fund, and that much of the quota is used."""
    books.move(source, f"{member}.yuan", payout)
    books.move(f"{member}.quota", "issuer.quota", used)
    books[f"{member}.dividends"] += payout
    books["dividends.total"] += payout


def daily_dividend(books: Books, picked: Fraction) -> None:
    """M6.1 to M6.5, M5.4, A1, A11, A21: a share of the day's sales is split among the points."""
    fixed = books.reads("dividend_rates", "fixed")
    rate = books.numbers["daily_rate"] if fixed else chosen(books, picked)
    books["day.fund"] = fund = rate * books["day.sales"]
    source = "treasury.yuan"
    if books.reads("pool_use", "paid-out"):
        source, fund = "pool.yuan", min(fund, books["pool.yuan"])
    books.move(source, "dividends.yuan", fund)
    sharing = {member: books[f"{member}.points"] for member in books.members}
    points = books.supply
    if books.reads("fund_sharers", "eligible-points"):
        sharing = {m: held for m, held in sharing.items() if books[f"{m}.quota"] > 0}
        points = sum(sharing.values(), ZERO)
    for member, held in sharing.items():
        payout = min(over(fund * held, points), books[f"{member}.quota"])
        pays_dividend(books, "dividends.yuan", member, payout, payout)
    books.move("dividends.yuan", source, books["dividends.yuan"])


def reached(books: Books, tier: int, member: str) -> bool:
    """M7.5, M7.9, A7: whether a member takes part in the fund of a tier, counted from 0."""
    peak = books[f"{member}.peak"]
    own_only = books.reads("tier_access", "own-tier-only")
    above = books.thresholds[tier + 1 :] if own_only else ()
    return peak >= books.thresholds[tier] and not (above and peak >= above[0])


def tier_rate(books: Books) -> str:
    """A6: the parameter that says which share of sales the tier funds divide."""
    return "tier_rate_restated" if books.reads("tier_rate", "twenty-percent") else "tier_rate"


def tier_dividend(books: Books, picked: Fraction) -> None:
    """M7.1 to M7.9, A6 to A8, A10, A21: equal tier funds, each split evenly among its members."""
    rate = books.numbers[tier_rate(books)]
    if books.reads("dividend_rates", "chosen-daily"):
        rate = chosen(books, picked)
    tiers = range(len(books.thresholds))
    fund = rate * books["day.sales"] / len(tiers)
    books["tiers.fund"] = fund
    for tier in tiers:
        books.move("treasury.yuan", f"tier-{tier + 1}.yuan", fund)
    sharers = [[m for m in books.members if reached(books, tier, m)] for tier in tiers]
    # From the highest down, so that what a tier passes on can go on from there.
    for tier in reversed(tiers):
        name = f"tier-{tier + 1}.yuan"
        below = f"tier-{tier}.yuan" if tier else "treasury.yuan"
        target = {"to-treasury": "treasury.yuan", "to-pool": "pool.yuan", "to-lower-tiers": below}
        if not sharers[tier]:
            books.move(name, target.get(books.answers["empty_tier"], name), books[name])
    shares: defaultdict[str, Fraction] = defaultdict(Fraction)
    for tier in tiers:
        if sharers[tier]:
            claimed = books[f"tier-{tier + 1}.yuan"]
            books.move(f"tier-{tier + 1}.yuan", "tier-shares.yuan", claimed)
            for member in sharers[tier]:
                shares[member] += claimed / len(sharers[tier])
    for member, share in shares.items():
        counts = not books.reads("quota_scope", "daily-only")
        payout = min(share, books[f"{member}.quota"]) if counts else share
        pays_dividend(books, "tier-shares.yuan", member, payout, payout if counts else ZERO)
        books[f"{member}.tier-dividends"] += payout
    books.move("tier-shares.yuan", "treasury.yuan", books["tier-shares.yuan"])


def forced_exits(books: Books) -> None:
    """M8.1 to M8.3, A12, A18, A23: members whose points are worth their quota are sold out."""
    start, supply = books["pool.yuan"], books.supply
    books["exits.yuan-in-pool"], books["exits.supply"] = start, supply
    fee = ZERO if books.reads("forced_exit_fee", "waived") else books.numbers["exit_fee"]
    base = "granted" if books.reads("forced_exit_base", "granted-quota") else "quota"
    for member in books.members:
        if books.reads("forced_exit_price", "one-by-one"):
            start, supply = books["pool.yuan"], books.supply
        points, limit = books[f"{member}.points"], books[f"{member}.{base}"]
        if not (points > 0 and points * start >= limit * supply):
            points = ZERO
        if points:
            books[f"{member}.quota-reached"] = limit
        # Under pay-then-burn there is a state to be seen for every member, forced out or not.
        takes_back(books, member, points, over(start, supply), fee)
        books[f"{member}.forced"] += points


def refresh_list(books: Books) -> None:
    """A14: the price at which the day closes is put up for the next day."""
    for part in ("yuan-in-pool", "supply"):
        books[f"replaced.{part}"] = books[f"listed.{part}"]
        books[f"listed.{part}"] = books[f"quoted.{part}"]
    if books.supply > 0:
        books["listed.yuan-in-pool"], books["listed.supply"] = books["pool.yuan"], books.supply
    books["list.refreshed"] = Fraction(1)


def award(books: Books, winner: str) -> None:
    """M18.1: one of the largest holders receives a prize, once; the treasury pays for it."""
    points = books[f"{winner}.points"]
    require(points > 0, "the winner holds points")
    larger = sum(books[f"{member}.points"] > points for member in books.members)
    require(books.numbers["prize_places"] > larger, "few enough members hold more")
    require(books[f"{winner}.prizes"] <= 0, "the winner has won nothing yet")
    books.move("treasury.yuan", f"{winner}.yuan", books.numbers["prize"])
    books[f"{winner}.prizes"] += books.numbers["prize"]
