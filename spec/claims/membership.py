"""Claims about dealers and their share of revenue. Source: 002, closing excerpt."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.world import Quotient, View
from ..numbers import Truth
from .claim import Check, Kind, Relation, claim, own


def _shares(w: View) -> Truth:
    """A share has been paid to a dealer."""
    return w.state["shares.total"] > 0


def _paid(w: View) -> Truth:
    """Somebody has been paid a share or a bounty."""
    return w.total(lambda member: member.earned) > 0


def _bounties(w: View) -> Truth:
    """A bounty has been paid."""
    return w.state["friends.paid"] > 0


@claim(Kind.STATE, "C19", "N8", needs=("membership",), per_member=True)
def dealers_earn_what_is_promised(w: View, name: str) -> Iterator[Check]:
    """A dealer who brings ten friends in a month like that of the example earns what is promised.

    In that month 1000 dealers at most share, and sales reach 50,000,000. Earnings are bounties and
    the share of revenue.
    """
    member, t = own(w, name), w.parameters
    as_supposed = w.numbers.both(
        member.settled > 0,
        member.bounties >= t.example_friends * t.bounty,
        getattr(member, "month-sales") >= t.example_revenue,
        getattr(member, "month-sharers") <= t.example_dealers,
    )
    yield Check(
        f"what {name} earned in the month that closed last, against what is promised",
        member.income,
        t.promised_income,
        when=as_supposed,
    )


@claim(Kind.EVENTUAL, "C19", "M15.1", needs=("membership",), per_member=True)
def entry_price_is_earned_back_when_sales_stop(w: View, name: str) -> Iterator[Check]:
    """Even when sales have stopped, every dealer earns back their entry price in the end."""
    member = own(w, name)
    yield Check(
        f"what {name} has earned as a dealer, against the entry price",
        member.earned,
        w.parameters.entry_price,
        when=member.dealer > 0,
    )


@claim(Kind.STATE, "C19", "M15.3", needs=("membership",), about=_shares)
def shares_come_from_new_revenue(w: View) -> Iterator[Check]:
    """All shares ever paid to dealers stay within the stated share of closed months' revenue.

    New revenue is never more than that revenue, whatever the reading counts as new.
    """
    closed = w.state["revenue.total"] - w.state["month.revenue"]
    yield Check(
        "the share of all revenue of closed months, against all shares paid",
        w.parameters.revenue_share * closed,
        w.state["shares.total"],
    )


@claim(Kind.STATE, "C19", "M15.1", needs=("membership",), per_member=True, about=_paid)
def only_dealers_are_paid(w: View, name: str) -> Iterator[Check]:
    """Only dealers are ever paid a share or a bounty."""
    member = own(w, name)
    yield Check(
        f"what {name} has earned without being a dealer",
        member.earned,
        0,
        relation=Relation.AT_MOST,
        when=member.dealer <= 0,
    )


@claim(Kind.STATE, "C19", "A32", needs=("membership",), about=_shares)
def dealers_do_not_live_on_entries(w: View) -> Iterator[Check]:
    """All shares ever paid stay within the stated share of the sales that made nobody a dealer."""
    yield Check(
        "the share of all ordinary sales, against all shares paid",
        w.parameters.revenue_share * w.state["ordinary.total"],
        w.state["shares.total"],
    )


@claim(Kind.STEP, "C19", "A33", needs=("membership",))
def new_dealers_cost_the_others_nothing(before: View, after: View) -> Iterator[Check]:
    """A new dealer never lowers the month's revenue per dealer who shares in it."""
    earlier = before.total(lambda member: member.sharer)
    yield Check(
        "the month's revenue for each who shares in it, after the step",
        Quotient(after.state["month.revenue"], after.total(lambda member: member.sharer)),
        Quotient(before.state["month.revenue"], earlier),
        "yuan per dealer",
        when=after.numbers.both(
            earlier > 0, after.state["dealers.number"] > before.state["dealers.number"]
        ),
    )


@claim(Kind.STATE, "C19", "M15.2", "A34", needs=("membership",), about=_bounties)
def bounties_are_paid_once_a_dealer(w: View) -> Iterator[Check]:
    """Bounties are paid for no more friends than there are dealers after the first."""
    yield Check(
        "dealers after the first, against friends that a bounty was paid for",
        w.numbers.maximum(w.state["dealers.number"] - 1, 0),
        w.state["friends.paid"],
        "friends",
    )
