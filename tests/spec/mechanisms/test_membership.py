"""Dealers on exact fractions: entry exactly at its price, bounties, and a month that closes."""

from fractions import Fraction
from typing import Any

import pytest

from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.errors import BadArguments, NotEnabled
from neverfalls.spec.schemes.loader import load_scheme

from ..worlds import TINY, Event, history, world

F = Fraction
DEALERS = load_scheme("dealers")
ROSTER = ("alice", "bob", "carol")


def after(
    *events: Event,
    entries: dict[str, Any] | None = None,
    roster: tuple[str, ...] = ROSTER,
    **choices: str,
) -> dict[str, Any]:
    """The state after these events, from an opening with these entries."""
    return history(world(DEALERS, entries, roster, **choices), *events).state


def bought(who: str, paid: int | Fraction) -> Event:
    return "purchase", {"buyer": who, "paid": F(paid)}


def brought(who: str, friends: int | Fraction) -> Event:
    return "bring_friends", {"dealer": who, "friends": F(friends)}


CLOSE: Event = ("close_month", {})


@pytest.mark.parametrize(("paid", "dealer"), [(5000, 1), (5000 - TINY, 0), (5000 + TINY, 1)])
def test_a_purchase_at_the_entry_price_makes_a_dealer(paid: Fraction, dealer: int) -> None:
    """Exactly the entry price is enough; a hair less is an ordinary sale."""
    state = after(bought("alice", paid))
    assert (state["alice.dealer"], state["alice.sharer"], state["dealers.number"]) == (dealer,) * 3
    assert state["ordinary.total"] == (0 if dealer else paid)
    assert state["month.revenue"] == state["revenue.total"] == paid


def test_friends_are_counted() -> None:
    """Nobody brings a part of a friend."""
    with pytest.raises(BadArguments, match=r"argument friends: found .*, expected a whole number"):
        after(bought("alice", 5000), bought("bob", 5000), brought("alice", F(1, 2)))


def test_a_dealer_enters_once() -> None:
    """A dealer's further purchase is an ordinary sale, and nobody becomes a dealer by it."""
    state = after(bought("alice", 5000), bought("alice", 6000), bought("alice", 10))
    assert (state["alice.dealer"], state["dealers.number"], state["friends.unpaid"]) == (1, 1, 0)
    assert state["ordinary.total"] == 6010


def test_two_small_purchases_are_no_entry() -> None:
    """The entry price is paid in one purchase."""
    assert after(bought("alice", 2500), bought("alice", 2500))["alice.dealer"] == 0


def test_ten_friends_bring_2000() -> None:
    """The worked bounty: ten friends at 200 each, out of the treasury, whoever they are."""
    state = after(bought("alice", 5000), brought("alice", 10))
    assert state["alice.recent"] == state["alice.earned"] == 2000
    assert state["alice.yuan"] == 2000 - 5000
    assert state["treasury.yuan"] == 1000 - 2000
    assert state["friends.paid"] == 10


@pytest.mark.parametrize(("who", "friends"), [("bob", 1), ("alice", 0), ("alice", -1)])
def test_who_is_paid_no_bounty(who: str, friends: Fraction) -> None:
    """Only dealers are paid one, and for at least one friend."""
    with pytest.raises(NotEnabled):
        after(bought("alice", 5000), bought("bob", 4999), brought(who, friends))


def test_a_friend_who_must_be_a_dealer_is_paid_for_once() -> None:
    """Where friends must become dealers, those after the first count, and each once."""
    entered = [bought(name, 5000) for name in ROSTER]
    state = after(*entered, brought("alice", 2), bounty_for="new-dealer")
    assert (state["friends.unpaid"], state["alice.earned"]) == (0, 400)
    with pytest.raises(NotEnabled, match="became dealers"):
        after(*entered, brought("alice", 3), bounty_for="new-dealer")


def test_a_month_is_shared_evenly() -> None:
    """7 % of the month's revenue is split by heads, whatever each has bought."""
    state = after(bought("alice", 15000), bought("bob", 5000), bought("carol", 100), CLOSE)
    share = F(7, 100) * 20100 / 2
    assert [state[f"{name}.earned"] for name in ROSTER] == [share, share, 0]
    assert [state[f"{name}.income"] for name in ROSTER] == [share, share, 0]
    assert [state[f"{name}.settled"] for name in ROSTER] == [1, 1, 0]
    assert (state["shares.total"], state["dealer-shares.yuan"]) == (2 * share, 0)
    assert state["treasury.yuan"] == F(1, 5) * 20100 - 2 * share
    assert (state["month.revenue"], state["revenue.total"]) == (0, 20100)


def test_bounties_belong_to_the_month_they_are_paid_in() -> None:
    """The income of a month is its share and its bounties; the next month starts at 0."""
    state = after(bought("alice", 5000), brought("alice", 1), CLOSE)
    assert (state["alice.income"], state["alice.recent"]) == (550, 0)
    state = after(bought("alice", 5000), brought("alice", 1), CLOSE, CLOSE)
    assert (state["alice.income"], state["alice.earned"]) == (0, 550)


def test_a_month_without_dealers_shares_nothing() -> None:
    """The treasury keeps the share of a month that nobody shares in, and it does not come back."""
    state = after(bought("alice", 4000), CLOSE, bought("bob", 5000), CLOSE)
    assert state["shares.total"] == state["bob.earned"] == 350


def test_a_new_dealer_may_have_to_wait_a_month() -> None:
    """Under one reading the month of entry is shared by those who were dealers before."""
    events = (bought("alice", 5000), CLOSE, bought("bob", 5000), CLOSE)
    early, late = after(*events), after(*events, first_share="next-month")
    assert [early[f"{name}.earned"] for name in ("alice", "bob")] == [350 + 175, 175]
    assert [late[f"{name}.earned"] for name in ("alice", "bob")] == [350, 0]
    assert [late[f"{name}.sharer"] for name in ROSTER] == [1, 1, 0]


def test_a_single_dealer_has_the_whole_fund() -> None:
    """Seven per cent of the month's 8000, and it is noted that nobody shared it."""
    state = after(bought("alice", 5000), bought("bob", 3000), CLOSE)
    assert (state["alice.earned"], state["alice.income"], state["shares.total"]) == (560, 560, 560)
    assert (state["alice.month-sharers"], state["alice.month-sales"]) == (1, 8000)
    assert (state["dealer-shares.yuan"], state["bob.earned"]) == (0, 0)


@pytest.mark.parametrize(
    ("choice", "shared"), [("all-sales", 560), ("without-entries", 210), ("growth", 560)]
)
def test_what_counts_as_new_revenue(choice: str, shared: int) -> None:
    """An entry of 5000 and a sale of 3000: 7 % of both, or of the sale alone."""
    state = after(bought("alice", 5000), bought("bob", 3000), CLOSE, new_revenue=choice)
    assert state["alice.earned"] == shared


@pytest.mark.parametrize(("sales", "shared"), [(5000, 350), (5000 + TINY, 350), (6000, 420)])
def test_growth_is_what_exceeds_the_month_before(sales: Fraction, shared: int) -> None:
    """Where growth counts, a second month like the first adds nothing."""
    months = (bought("alice", 5000), CLOSE, bought("bob", sales), CLOSE)
    state = after(*months, new_revenue="growth")
    assert state["shares.total"] == 350 + F(7, 100) * (sales - 5000)
    assert state["month.earlier"] == sales
    assert shared == round(state["shares.total"])


def test_the_worked_month() -> None:
    """1000 dealers, 50,000,000 of revenue and ten friends make 3500 and 2000, together 5500."""
    roster = DEALERS.roster(1000)
    entries: dict[str, Any] = {"month.revenue": 50_000_000, "dealers.number": 1000}
    for name in roster:
        entries |= {f"{name}.dealer": 1, f"{name}.sharer": 1}
    state = after(brought("alice", 10), CLOSE, entries=entries, roster=roster)
    assert [state[f"{name}.income"] for name in roster[:2]] == [5500, 3500]
    assert (state["shares.total"], state["dealer-shares.yuan"]) == (3_500_000, 0)


@pytest.mark.parametrize(("bounty", "kept"), [(2000, [True, False]), (2000 - TINY, [True, True])])
def test_the_promised_income_exactly(bounty: Fraction, kept: list[bool]) -> None:
    """A month that brings exactly what is promised keeps the claim; a hair less breaks it.

    Whoever brings fewer than ten friends was promised nothing.
    """
    entries = {
        **{f"{name}.{entry}": 1 for name in ("alice", "bob") for entry in ("dealer", "sharer")},
        "month.revenue": 100_000,
        "month.sales": 50_000_000,
        **{f"{name}.recent": bounty for name in ("alice", "bob")},
    }
    w = history(world(DEALERS, entries, ROSTER), CLOSE)
    w.state["bob.income"] -= TINY
    claim = CLAIMS["dealers_earn_what_is_promised"]
    found = [all(c.holds(w) for c in claim.checks(None, w, n)) for n in ("alice", "bob")]
    assert found == kept
