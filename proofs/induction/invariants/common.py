"""Candidate invariants: what keeps holding in every reachable state and carries the proofs.

They are stated like claims. Which of them a scheme really preserves is found out by induction;
those that fail under some reading are dropped there before anything is built on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from neverfalls.spec.claims.claim import Check, Claim, Kind, Relation, own
from neverfalls.spec.claims.dividends import quota_goes_only_by_payments
from neverfalls.spec.claims.gains import (
    out_of_reach,
    points_come_only_from_purchases,
    price_never_falls_below_the_first,
)
from neverfalls.spec.claims.issue_cap import issue_stays_within_the_cap
from neverfalls.spec.claims.migration import opening_debt
from neverfalls.spec.claims.price import price_never_falls
from neverfalls.spec.claims.solvency import books_balance, money_is_conserved
from neverfalls.spec.mechanisms import MECHANISMS
from neverfalls.spec.mechanisms.listing import shares_given
from neverfalls.spec.mechanisms.purchase import kept
from neverfalls.spec.model.mechanism import ASSETS, Mechanism
from neverfalls.spec.model.world import View

LASTING = (price_never_falls, points_come_only_from_purchases)
"""Claims about steps that a loop over all members may carry from turn to turn."""

INVARIANTS: dict[str, Claim] = {
    books_balance.name: books_balance,
    money_is_conserved.name: money_is_conserved,
    quota_goes_only_by_payments.name: quota_goes_only_by_payments,
    issue_stays_within_the_cap.name: issue_stays_within_the_cap,
    price_never_falls_below_the_first.name: price_never_falls_below_the_first,
}

Body = Callable[..., Iterable[Check]]


def invariant(needs: tuple[str, ...] = (), per_member: bool = False) -> Callable[[Body], Claim]:
    """Declare a function as a candidate invariant; its docstring says what it states."""

    def declare(body: Body) -> Claim:
        statement = " ".join((body.__doc__ or "").split())
        found = Claim(body.__name__, Kind.STATE, per_member, (), needs, statement, body)
        INVARIANTS[found.name] = found
        return found

    return declare


def _holdings(room: Mechanism) -> Claim:
    """No member's holdings of the assets and counters that a mechanism brings are below zero."""
    entries = _own_entries(room)

    def body(w: View, name: str) -> Iterator[Check]:
        member = own(w, name)
        for entry in entries:
            yield Check(entry, w.state[member.at(entry)], 0)

    return _of(room, "holdings", True, body)


def _accounts(room: Mechanism) -> Claim:
    """The shared counters that a mechanism brings, and its numbered ones, are never below zero."""

    def body(w: View) -> Iterator[Check]:
        for key in room.shared_entries(w.parameters):
            if key in room.counters or key not in room.shared:
                yield Check(key, w.state[key], 0)

    return _of(room, "accounts", False, body)


def _own_entries(room: Mechanism) -> list[str]:
    held = [entry for entry in room.member if ASSETS.get(entry, "yuan") != "yuan"]
    return held + [entry for entry in room.counters if entry in room.member]


def _of(room: Mechanism, what: str, per_member: bool, body: Body) -> Claim:
    name = f"{what}_of_{room.name.replace('-', '_')}_are_not_negative"
    statement = f"The {what} that {room.title.lower()} brings are never below zero."
    return Claim(name, Kind.STATE, per_member, (), (room.name,), statement, body)


def of_mechanisms(mechanisms: Iterable[str]) -> list[Claim]:
    """What is never negative in the accounts that these mechanisms bring."""
    found = []
    for room in (MECHANISMS[name] for name in mechanisms):
        if _own_entries(room):
            found.append(_holdings(room))
        if room.shared_for or any(entry in room.shared for entry in room.counters):
            found.append(_accounts(room))
    return found


INVARIANTS.update({each.name: each for each in of_mechanisms(MECHANISMS)})


@invariant()
def pool_is_not_negative(w: View) -> Iterator[Check]:
    """The pool is never overdrawn."""
    yield Check("pool", w.pool, 0)


@invariant()
def supply_is_not_negative(w: View) -> Iterator[Check]:
    """Circulating points are never below zero."""
    yield Check("supply", w.supply, 0)


@invariant(per_member=True)
def holdings_are_part_of_the_supply(w: View, name: str) -> Iterator[Check]:
    """No member holds more points than circulate."""
    yield Check("supply", w.supply, own(w, name).points)


@invariant()
def circulating_points_are_backed(w: View) -> Iterator[Check]:
    """While points circulate there is money in the pool."""
    yield Check("pool", w.pool, 0, relation=Relation.MORE_THAN, when=w.supply > 0)


@invariant()
def quote_is_the_live_price(w: View) -> Iterator[Check]:
    """The last quote is a price; while points circulate it is pool over supply."""
    yield Check("quoted points", w.quote.points, 0, relation=Relation.MORE_THAN)
    yield Check("quoted money", w.quote.yuan, 0)
    yield Check(
        "quote against live price",
        w.quote.yuan * w.supply,
        w.pool * w.quote.points,
        relation=Relation.EQUAL,
        when=w.supply > 0,
    )


@invariant()
def quote_is_positive(w: View) -> Iterator[Check]:
    """Points are never quoted at nothing."""
    yield Check("quoted money", w.quote.yuan, 0, relation=Relation.MORE_THAN)


@invariant()
def empty_books_are_fresh(w: View) -> Iterator[Check]:
    """Neither points nor pool money: then nothing has been sold, the quote is the issue price."""
    empty = w.numbers.both(w.supply <= 0, w.pool <= 0)
    yield Check("quote", w.parameters.issue_price * w.quote.points, w.quote.yuan, when=empty)


@invariant(needs=("quota",), per_member=True)
def quota_covers_payouts(w: View, name: str) -> Iterator[Check]:
    """What a member was granted is at least what it was paid and is still owed together."""
    member = own(w, name)
    yield Check("quota", member.granted - member.dividends, member.quota)


@invariant(needs=("constants",))
def platform_points_back_constants(w: View) -> Iterator[Check]:
    """Points the platform holds are worth the constant points given for them."""
    held = w.state["platform.points"]
    yield Check("backing", w.pool * held, w.constants_outstanding * w.supply)
    yield Check("none left", 0, w.constants_outstanding, when=w.supply <= 0)


@invariant()
def treasury_is_not_negative(w: View) -> Iterator[Check]:
    """The platform never pays out more of its own cash than it has taken in."""
    yield Check("treasury", w.treasury, 0)


@invariant(needs=("goods",))
def goods_are_paid_by_contributions(w: View) -> Iterator[Check]:
    """The pool and the cost of all goods taken stay within all contributions."""
    yield Check("contributions", w.state["contributions.total"], w.pool + w.state["goods.cost"])


@invariant(needs=("goods", "daily-dividend"))
def goods_and_funds_are_paid_by_contributions(w: View) -> Iterator[Check]:
    """So do the pool, a day's fund taken out of it, and the cost of all goods."""
    pool = w.pool + w.state["dividends.yuan"]
    yield Check("contributions", w.state["contributions.total"], pool + w.state["goods.cost"])


@invariant()
def money_stays_out_of_reach(w: View) -> Iterator[Check]:
    """Platform and suppliers keep, less dividends to come, what the platform opened with."""
    yield Check("kept", out_of_reach(w), w.scheme.opening.get("treasury.yuan", 0))


@invariant(needs=("days",))
def treasury_covers_the_open_day(w: View) -> Iterator[Check]:
    """What the day's sales left the platform so far is still in its treasury."""
    sales = w.state["day.sales"]
    yield Check("treasury", w.treasury, kept(w, sales))


@invariant(needs=("listing",))
def shares_are_given_one_for_a_point(w: View) -> Iterator[Check]:
    """As many shares are given as points are converted."""
    given, converted = shares_given(w), w.state["listing.converted"]
    yield Check("shares", given, converted, "shares", relation=Relation.EQUAL)


@invariant(needs=("collectibles",))
def items_are_never_free(w: View) -> Iterator[Check]:
    """Something is asked for the next item."""
    yield Check("announced", w.state["items.announced"], 0, relation=Relation.MORE_THAN)


@invariant(needs=("migration",))
def debts_go_only_by_release(w: View) -> Iterator[Check]:
    """What was released and what is still owed make up the old debts of the opening."""
    kept = w.total(lambda member: member.debt + member.released)
    yield Check("debts", opening_debt(w), kept, relation=Relation.EQUAL)


@invariant(needs=("issue-cap",))
def points_in_use_were_issued(w: View) -> Iterator[Check]:
    """All points that are not destroyed have been issued, and were counted then."""
    yield Check("issued", w.state["issued.total"], -w.state["issuer.points"])


@invariant(needs=("issue-cap",))
def points_in_use_are_within_the_cap(w: View) -> Iterator[Check]:
    """Points that are not destroyed are no more than the cap."""
    yield Check("cap", w.parameters.cap, -w.state["issuer.points"])


@invariant(needs=("share-grant",))
def quote_is_not_below_the_issue_price(w: View) -> Iterator[Check]:
    """Points are never quoted below the price of the first ones."""
    yield Check("quote", w.quote.yuan, w.parameters.issue_price * w.quote.points)
