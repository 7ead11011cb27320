"""The rules of listing and exchange, collectibles, old members, dealers, and the token's circle."""

from __future__ import annotations

from fractions import Fraction

from .books import ZERO, Books, over, require
from .hooks import cost, gains, mints


def release(books: Books, creditor: str, amount: Fraction) -> None:
    """M14.1, M14.2, A26: part of an old debt becomes points of the same value."""
    require(amount > 0, "something is released")
    require(books[f"{creditor}.debt"] >= amount, "so much is still owed")
    require(books.supply > 0, "points circulate")
    require(books["pool.yuan"] > 0, "points have a price to be granted at")
    points = amount / books.price
    if books.reads("release_source", "treasury"):
        books.move("treasury.yuan", "pool.yuan", amount)
    grant = mints(books, creditor, points)
    books.move(f"{creditor}.debt", "issuer.debt", amount)
    books[f"{creditor}.released"] += amount
    books[f"{creditor}.released-points"] += grant


def list_company(books: Books, value: Fraction) -> None:
    """M11.2: the company goes public; what it is worth becomes known."""
    require(books["listing.value"] <= 0, "the company is not listed yet")
    require(value > 0, "the company is worth something")
    books["listing.value"] = value


def shares_for(books: Books, points: Fraction) -> Fraction:
    """M11.1, M11.3, A29: the shares that points convert into."""
    if books.reads("stock_rate", "by-number"):
        return points
    reserved = books.numbers["reserved_part"] * books["listing.value"]
    return over(
        points * books["pool.yuan"] * books.numbers["planned_points"], reserved * books.supply
    )


def convert_to_stock(books: Books, holder: str, points: Fraction) -> None:
    """M11.3, M11.4: a member exchanges points for shares; the points are destroyed."""
    require(books["listing.value"] > 0, "the company is listed")
    require(points > 0, "points are given up")
    require(books[f"{holder}.points"] >= points, "the holder has them")
    books.move("issuer.stock", f"{holder}.stock", shares_for(books, points))
    books.move(f"{holder}.points", "issuer.points", points)
    books["listing.converted"] += points


def trade(books: Books, seller: str, buyer: str, points: Fraction, paid: Fraction) -> None:
    """M12.1 to M12.3, A27: a member sells points to another, at whatever price they agree on."""
    require(points > 0, "points are traded")
    require(books[f"{seller}.points"] >= points, "the seller holds them")
    require(paid > 0, "something is paid")
    takers = {"exchange": "exchange.yuan", "platform": "treasury.yuan", "pool": "pool.yuan"}
    taker = takers[books.answers["trade_fee_taker"]]
    books.move(f"{buyer}.yuan", f"{seller}.yuan", paid)
    books.move(f"{seller}.yuan", taker, books.numbers["trade_fee"] * paid)
    books.move(f"{seller}.points", f"{buyer}.points", points)
    books["exchange.traded"] += points
    books["market.paid"], books["market.size"] = paid, points
    gains(books, buyer)


def issues_item(books: Books, buyer: str) -> None:
    """M13.1, M13.6, A30, A31: the next item goes to its buyer, and the price asked rises."""
    books.move("issuer.items", f"{buyer}.items", Fraction(1))
    books["items.last"] = books["items.announced"]
    books["items.announced"] *= 1 + books.numbers["item_rise"]


def left_in_edition(books: Books) -> None:
    if books.reads("item_issue", "limited"):
        require(
            books.numbers["edition"] >= 1 - books["issuer.items"], "the edition is not sold out"
        )


def collect(books: Books, buyer: str) -> None:
    """M13.2, A30, A40: a member gives points worth the announced price for the next item."""
    left_in_edition(books)
    points = over(books["items.announced"] * books.supply, books["pool.yuan"])
    require(points > 0, "points are worth something")
    require(books[f"{buyer}.points"] >= points, "the buyer has enough of them")
    kept = books.reads("item_points", "kept")
    books.move(f"{buyer}.points", "platform.points" if kept else "issuer.points", points)
    issues_item(books, buyer)


def acquire(books: Books, buyer: str) -> None:
    """M13.3, A30: a member pays the announced price in money for the next item."""
    left_in_edition(books)
    books.move(f"{buyer}.yuan", "treasury.yuan", books["items.announced"])
    issues_item(books, buyer)


def resell(books: Books, seller: str, buyer: str, paid: Fraction) -> None:
    """M13.4, M13.5: a member sells one item to another, at whatever price they agree on."""
    require(books[f"{seller}.items"] >= 1, "the seller has an item")
    require(paid > 0, "something is paid")
    books.move(f"{buyer}.yuan", f"{seller}.yuan", paid)
    books.move(f"{seller}.items", f"{buyer}.items", Fraction(1))
    books["items.resold"] += 1
    books["items.last"] = paid


def bring_friends(books: Books, dealer: str, friends: Fraction) -> None:
    """M15.2, A34: a dealer is paid a bounty for each friend they brought."""
    require(friends >= 1 and friends.denominator == 1, "somebody is brought")
    require(books[f"{dealer}.dealer"] > 0, "whoever brings them is a dealer")
    if books.reads("bounty_for", "new-dealer"):
        require(books["friends.unpaid"] >= friends, "so many became dealers")
        books["friends.unpaid"] -= friends
    bounties = books.numbers["bounty"] * friends
    books.move("treasury.yuan", f"{dealer}.yuan", bounties)
    books["friends.paid"] += friends
    books[f"{dealer}.recent"] += bounties
    books[f"{dealer}.earned"] += bounties


def close_month(books: Books) -> None:
    """M15.3 to M15.5, A32, A33: a share of new revenue is split evenly among the dealers."""
    sales, revenue = books["month.sales"], books["month.revenue"]
    books["month.sales"] = books["month.revenue"] = ZERO
    counted = revenue
    if books.reads("new_revenue", "growth"):
        counted = max(revenue - books["month.earlier"], ZERO)
        books["month.earlier"] = revenue
    sharers = sum((books[f"{member}.sharer"] for member in books.members), ZERO)
    fund = books.numbers["revenue_share"] * counted if sharers > 0 else ZERO
    books.move("treasury.yuan", "dealer-shares.yuan", fund)
    for member in books.members:
        share = over(fund * books[f"{member}.sharer"], sharers)
        books.move("dealer-shares.yuan", f"{member}.yuan", share)
        books[f"{member}.earned"] += share
        books[f"{member}.income"] = share + books[f"{member}.recent"]
        books[f"{member}.bounties"] = books[f"{member}.recent"]
        books[f"{member}.month-sales"] = sales
        books[f"{member}.month-sharers"] = sharers
        books[f"{member}.recent"] = ZERO
        books[f"{member}.settled"] = books[f"{member}.sharer"]
        books[f"{member}.sharer"] = books[f"{member}.dealer"]
    books["shares.total"] += fund - books["dealer-shares.yuan"]
    books.move("dealer-shares.yuan", "treasury.yuan", books["dealer-shares.yuan"])


def rise(books: Books, amount: Fraction) -> None:
    """M16.1: good news; the token price rises on its own."""
    require(amount > 0, "the price moves")
    books["circle.token"] += amount
    books["circle.pending"] += amount
    books["news.good"] += amount


def fall(books: Books, amount: Fraction) -> None:
    """M16.1: bad news; the token price falls on its own."""
    require(amount > 0, "the price moves")
    require(books["circle.token"] >= amount, "no token price falls below nothing")
    books["circle.token"] -= amount
    books["circle.pending"] -= amount
    books["news.bad"] += amount


def turn(books: Books) -> None:
    """M16.1, A35: the last change goes from the token to earnings, to the share, and back."""
    amplifying = books.reads("feedback", "amplifying")
    back = books.numbers["share_to_token_amplified" if amplifying else "share_to_token"]
    earnings = books.numbers["token_to_earnings"] * books["circle.pending"]
    share = books.numbers["earnings_to_share"] * earnings
    token = back * share
    require(books["circle.token"] + token >= 0, "no token price falls below nothing")
    require(books["circle.share"] + share >= 0, "no share price falls below nothing")
    books["circle.earnings"] += earnings
    books["circle.share"] += share
    books["circle.token"] += token
    books["circle.pending"] = token


def sell_ahead(books: Books, buyer: str, paid: Fraction) -> None:
    """M16.4, A37: a member buys tokens at their price; as many assets are put behind them."""
    require(paid > 0, "something is paid")
    require(books["equity.assets"] >= paid, "the company has assets worth that much")
    require(books["circle.token"] > 0, "tokens have a price")
    books.move(f"{buyer}.yuan", "treasury.yuan", paid)
    books.move("issuer.tokens", f"{buyer}.tokens", paid / books["circle.token"])
    books["tokenised.assets"] += paid
    if books.reads("tokenised_assets", "taken-off-books"):
        books["equity.assets"] -= paid


def retires(books: Books, holder: str, tokens: Fraction, value: Fraction) -> None:
    """A36: tokens are destroyed; what stood behind them stays, or goes back to shareholders."""
    books.move(f"{holder}.tokens", "issuer.tokens", tokens)
    if books.reads("retired_tokens", "assets-return"):
        back = min(value, books["tokenised.assets"])
        books.move("tokenised.assets", "equity.assets", back)


def buy_back(books: Books, holder: str, tokens: Fraction) -> None:
    """M16.2, A36: the company buys a member's tokens out of profit, and destroys them."""
    value = books["circle.token"] * tokens
    require(tokens > 0, "tokens are given up")
    require(books[f"{holder}.tokens"] >= tokens, "the holder has them")
    require(books["buybacks.yuan"] >= value, "profit set aside pays for them")
    books.move("buybacks.yuan", f"{holder}.yuan", value)
    books["buybacks.spent"] += value
    retires(books, holder, tokens, value)


def pay_fee(books: Books, holder: str, tokens: Fraction) -> None:
    """M16.3, A20, A36: a member pays a fee with tokens at a discount."""
    value = books["circle.token"] * tokens
    require(tokens > 0, "tokens are given up")
    require(books[f"{holder}.tokens"] >= tokens, "the holder has them")
    require(books.numbers["fee_discount"] < 1, "the discount leaves something to pay")
    fee = value / (1 - books.numbers["fee_discount"])
    books.move("treasury.yuan", "supplier.yuan", cost(books, fee))
    retires(books, holder, tokens, value)
