"""Revenue-share membership.

Source: 002, closing excerpt on revenue sharing.
Keeps: who is a dealer, who shares in this month and who shared in the last; the month's sales and
new revenue so far; with each member, the sales and the sharers of the month that closed last and
their own bounties in it; new dealers for whom no bounty has been paid yet; what dealers were paid.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, number, rate, yuan
from ..model.questions import Question, asks
from ..model.world import TREASURY, Member, World
from ..numbers import Count, Yuan

SHARES = "dealer-shares"

CLAUSES = ("M15.3", "M15.4", "M15.5", "A32", "A33")


@asks("A32")
class NewRevenue(Question):
    """Which sales are the month's new revenue."""

    ALL_SALES = "all-sales"
    WITHOUT_ENTRIES = "without-entries", "all but the purchases that made their buyers dealers"
    GROWTH = "growth", "only what goes beyond the sales of the month before"


@asks("A33")
class FirstShare(Question):
    """The first month in whose revenue a new dealer shares."""

    MONTH_OF_ENTRY = "month-of-entry"
    NEXT_MONTH = "next-month"


@asks("A34")
class BountyFor(Question):
    """For which friends a dealer is paid."""

    ANY_FRIEND = "any-friend", "everybody who follows the recommendation, even without buying"
    NEW_DEALER = "new-dealer", "only friends who become dealers themselves"


declare(
    entry_price=yuan("purchase that makes a dealer", "M15.1", "5000", positive=True),
    bounty=yuan("paid to a dealer per friend", "M15.2", "200"),
    revenue_share=rate("share of the month's new revenue", "M15.3", "7/100", share=True),
    promised_income=yuan("what a dealer is said to earn in a month", "N8", "5500"),
    example_friends=number("members", "friends a dealer is said to bring in a month", "N8", "10"),
    example_revenue=yuan("revenue of the month in which a dealer earns that", "N8", "50000000"),
    example_dealers=number("members", "dealers of whom each earns that", "N8", "1000"),
)

MECHANISM = Mechanism(
    name="membership",
    title="Revenue-share membership",
    clauses=("M15",),
    needs=("purchase",),
    shared={
        "dealer-shares.yuan": 0,
        "dealers.number": 0,
        "friends.unpaid": 0,
        "friends.paid": 0,
        "ordinary.total": 0,
        "month.sales": 0,
        "month.revenue": 0,
        "month.earlier": 0,
        "revenue.total": 0,
        "shares.total": 0,
    },
    member={
        "dealer": 0,
        "sharer": 0,
        "settled": 0,
        "recent": 0,
        "bounties": 0,
        "month-sales": 0,
        "month-sharers": 0,
        "income": 0,
        "earned": 0,
    },
    counters=(
        "dealers.number",
        "dealer-shares.yuan",
        "friends.unpaid",
        "month.sales",
        "month.revenue",
        "month.earlier",
        "dealer",
        "sharer",
        "recent",
        "income",
    ),
    parameters=(
        "entry_price",
        "bounty",
        "revenue_share",
        "promised_income",
        "example_friends",
        "example_revenue",
        "example_dealers",
    ),
    questions=("new_revenue", "first_share", "bounty_for"),
)


@MECHANISM.when("purchased", "M15.1", "M15.5", "A32", "A33")
def make_dealer(w: World, buyer: Member, paid: Yuan) -> None:
    """A purchase for the entry price or more makes its buyer a dealer; it counts for the month."""
    choose = w.numbers.choose
    enters = w.numbers.both(paid >= w.parameters.entry_price, buyer.dealer <= 0)
    ordinary = choose(enters, 0, paid)
    revenue = paid
    if w.readings.new_revenue is NewRevenue.WITHOUT_ENTRIES:
        revenue = ordinary
    w.note("ordinary.total", ordinary)
    w.note("month.sales", paid, "M15.5")
    w.note("month.revenue", revenue, "M15.5", "A32")
    w.note("revenue.total", revenue)

    brought = w.numbers.both(enters, w.state["dealers.number"] > 0)
    w.note("friends.unpaid", choose(brought, 1, 0))
    w.note("dealers.number", choose(enters, 1, 0), "M15.1")
    w.write(buyer.at("dealer"), choose(enters, 1, buyer.dealer), "M15.1")
    if w.readings.first_share is FirstShare.MONTH_OF_ENTRY:
        w.write(buyer.at("sharer"), buyer.dealer, "A33")


@MECHANISM.rule("M15.2", "A34")
def bring_friends(w: World, dealer: Member, friends: Count) -> None:
    """A dealer is paid a bounty for each friend they brought."""
    w.require(friends >= 1, "somebody is brought")
    w.require(dealer.dealer > 0, "whoever brings them is a dealer")
    new_dealers = w.readings.bounty_for is BountyFor.NEW_DEALER
    if new_dealers:
        w.require(friends <= w.state["friends.unpaid"], "so many became dealers", "A34")
    bounty = w.let("bounties", w.parameters.bounty * friends, "M15.2")

    w.pay(TREASURY, dealer, bounty, "M15.2")
    if new_dealers:
        w.note("friends.unpaid", -friends, "A34")
    w.note("friends.paid", friends)
    w.note(dealer.at("recent"), bounty)
    w.note(dealer.at("earned"), bounty)


@MECHANISM.rule("M15.5")
def close_month(w: World) -> None:
    """The month ends: what is due every month is done, and a new month begins."""
    w.announce("month closing")
    w.leave("M15.5")


@MECHANISM.when("month closing", *CLAUSES)
def share_revenue(w: World) -> None:
    """A share of the month's new revenue is split evenly among the dealers who share in it."""
    revenue = w.state["month.revenue"]
    new = revenue
    if w.readings.new_revenue is NewRevenue.GROWTH:
        new = w.let("growth", w.numbers.maximum(revenue - w.state["month.earlier"], 0), "A32")
        w.write("month.earlier", revenue, "A32")
    sales = w.state["month.sales"]
    w.write("month.sales", 0, "M15.5")
    w.write("month.revenue", 0, "M15.5")
    sharers = w.let("sharers", w.total(lambda member: member.sharer), "M15.4", "A33")
    fund = w.numbers.choose(sharers > 0, w.parameters.revenue_share * new, 0)
    fund = w.let("fund", fund, "M15.3", "A32")

    w.pay(TREASURY, SHARES, fund, "M15.3")
    for member, (share,) in w.allot([fund], [lambda m: m.sharer], [sharers], "M15.4"):
        w.pay(SHARES, member, share, "M15.4")
        w.note(member.at("earned"), share)
        w.write(member.at("income"), share + member.recent)
        w.write(member.at("bounties"), member.recent)
        w.write(member.at("month-sales"), sales)
        w.write(member.at("month-sharers"), sharers)
        w.write(member.at("recent"), 0)
        w.write(member.at("settled"), member.sharer)
        w.write(member.at("sharer"), member.dealer, "A33")
    rest = w.balance(SHARES)
    w.pay(SHARES, TREASURY, rest)
    w.note("shares.total", fund - rest)
