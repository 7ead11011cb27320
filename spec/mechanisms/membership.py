"""Revenue-share membership.

Source: 002, closing excerpt on revenue sharing.
Keeps: who is a dealer, who shares in this month and who did in the last; the month's revenue
so far; new dealers that no bounty has been paid for yet; what dealers were paid.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import Meaning, declare, parse_amount
from ..model.readings import Reading, asks
from ..model.world import TREASURY, Member, World
from ..numbers import Count, Yuan

SHARES = "dealer-shares"

CLAUSES = ("M15.3", "M15.4", "M15.5", "A32", "A33")


@asks("A32")
class NewRevenue(Reading):
    """Which sales are the month's new revenue."""

    ALL_SALES = "all-sales"
    WITHOUT_ENTRIES = "without-entries"  # not the purchases that made their buyers dealers
    GROWTH = "growth"  # only what exceeds the sales of the month before


@asks("A33")
class FirstShare(Reading):
    """From when on a new dealer shares."""

    MONTH_OF_ENTRY = "month-of-entry"
    NEXT_MONTH = "next-month"


@asks("A34")
class BountyFor(Reading):
    """Which friends a dealer is paid for."""

    ANY_FRIEND = "any-friend"  # whoever follows the recommendation; nothing need be bought
    NEW_DEALER = "new-dealer"  # only friends who become dealers themselves


declare(
    entry_price=Meaning("yuan", "purchase that makes a dealer", 0, False, None, "M15.1", 5000),
    bounty=Meaning("yuan", "paid to a dealer per friend", 0, True, None, "M15.2", 200),
    revenue_share=Meaning(
        "rate", "share of the month's new revenue", 0, True, 1, "M15.3", parse_amount("7/100")
    ),
    promised_income=Meaning(
        "yuan", "what a dealer is said to earn in a month", 0, True, None, "N8", 5500
    ),
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
        "month.revenue": 0,
        "month.earlier": 0,
        "revenue.total": 0,
        "shares.total": 0,
    },
    member={"dealer": 0, "sharer": 0, "settled": 0, "recent": 0, "income": 0, "earned": 0},
    counters=(
        "dealers.number",
        "dealer-shares.yuan",
        "friends.unpaid",
        "month.revenue",
        "month.earlier",
        "dealer",
        "sharer",
        "recent",
        "income",
    ),
    parameters=("entry_price", "bounty", "revenue_share", "promised_income"),
    readings=("new_revenue", "first_share", "bounty_for"),
)


@MECHANISM.when("purchased", "M15.1", "M15.5", "A32", "A33")
def make_dealer(w: World, buyer: Member, paid: Yuan) -> None:
    """A purchase at the entry price makes its buyer a dealer; sales count for the month."""
    choose = w.numbers.choose
    enters = w.numbers.both(paid >= w.parameters.entry_price, buyer.dealer <= 0)
    ordinary = choose(enters, 0, paid)
    revenue = paid
    if w.readings.new_revenue is NewRevenue.WITHOUT_ENTRIES:
        revenue = ordinary
    w.note("ordinary.total", ordinary)
    w.note("month.revenue", revenue)
    w.note("revenue.total", revenue)

    brought = w.numbers.both(enters, w.state["dealers.number"] > 0)
    w.note("friends.unpaid", choose(brought, 1, 0))
    w.note("dealers.number", choose(enters, 1, 0))
    w.write(buyer.at("dealer"), choose(enters, 1, buyer.dealer))
    if w.readings.first_share is FirstShare.MONTH_OF_ENTRY:
        w.write(buyer.at("sharer"), buyer.dealer)


@MECHANISM.rule("M15.2", "A34")
def bring_friends(w: World, dealer: Member, friends: Count) -> None:
    """A dealer is paid a bounty for each friend it brought."""
    w.require(friends >= 1, "somebody is brought")
    w.require(dealer.dealer > 0, "whoever brings them is a dealer")
    if w.readings.bounty_for is BountyFor.NEW_DEALER:
        w.require(friends <= w.state["friends.unpaid"], "so many became dealers")
        w.note("friends.unpaid", -friends)
    bounty = w.parameters.bounty * friends

    w.pay(TREASURY, dealer, bounty)
    w.note("friends.paid", friends)
    w.note(dealer.at("recent"), bounty)
    w.note(dealer.at("earned"), bounty)


@MECHANISM.rule("M15.5")
def close_month(w: World) -> None:
    """The month ends: what is due monthly is done, and a new month begins."""
    w.announce("month closing")


@MECHANISM.when("month closing", *CLAUSES)
def share_revenue(w: World) -> None:
    """A share of the month's new revenue is split evenly among those who share in it."""
    revenue = w.state["month.revenue"]
    new = revenue
    if w.readings.new_revenue is NewRevenue.GROWTH:
        new = w.numbers.maximum(revenue - w.state["month.earlier"], 0)
        w.write("month.earlier", revenue)
    w.write("month.revenue", 0)
    sharers = w.total(lambda member: member.sharer)
    fund = w.numbers.choose(sharers > 0, w.parameters.revenue_share * new, 0)

    w.pay(TREASURY, SHARES, fund)
    for member, (share,) in w.allot([fund], [lambda m: m.sharer], [sharers]):
        w.pay(SHARES, member, share)
        w.note(member.at("earned"), share)
        w.write(member.at("income"), share + member.recent)
        w.write(member.at("recent"), 0)
        w.write(member.at("settled"), member.sharer)
        w.write(member.at("sharer"), member.dealer)
    rest = w.balance(SHARES)
    w.pay(SHARES, TREASURY, rest)
    w.note("shares.total", fund - rest)
