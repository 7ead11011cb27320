"""Invariants of pay by levels."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation, own
from neverfalls.spec.mechanisms.levels import all_rates
from neverfalls.spec.model.world import Member, View
from neverfalls.spec.numbers import Yuan

from .invariant import invariant


@invariant(needs=("levels",), per_member=True)
def levels_due_are_those_not_reached(w: View, name: str) -> Iterator[Check]:
    """What is still to be paid for a purchase are the rates of levels it has not reached."""
    buyer, rates = own(w, name), w.parameters.level_rates
    reached, paid = (w.state[buyer.at(entry)] for entry in ("levels-reached", "going-up"))
    over = sum(
        w.numbers.choose(reached >= level, rate * paid, 0) for level, rate in enumerate(rates, 1)
    )
    due = w.state[buyer.at("levels-due")]
    yield Check("due", due, all_rates(w) * paid - over, relation=Relation.EQUAL)
    yield Check("stated", due + w.state[buyer.at("levels-paid")], all_rates(w) * paid)


@invariant(needs=("levels",))
def treasury_keeps_what_levels_are_due(w: View) -> Iterator[Check]:
    """The treasury holds what is still to be paid for purchases that go up the line."""
    yield Check("treasury", w.treasury, w.total(_due))


@invariant(needs=("levels",))
def levels_take_the_stated_rates_of_sales(w: View) -> Iterator[Check]:
    """What levels were paid and are due together are no more than their rates of all sales."""
    sales = all_rates(w) * w.state["sales.total"]
    yield Check("rates", sales, w.total(lambda member: _due(member) + _paid(member)))


def _paid(member: Member) -> Yuan:
    """What a member was paid for purchases below."""
    return getattr(member, "level-pay")


def _due(member: Member) -> Yuan:
    """What is still to be paid to levels for a member's last purchase."""
    return getattr(member, "levels-due")
