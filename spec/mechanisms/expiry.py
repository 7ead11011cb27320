"""Expiry.

Source: published practice; points, quota or vouchers not used within so many days are gone.
Keeps: for each member the days of the term that have passed, the days since the last purchase, how
many had passed when something of theirs expired, and the points that expired; all of these.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, number
from ..model.questions import Question, asks
from ..model.world import POOL, TREASURY, Member, World
from ..numbers import Amount, Yuan

MECHANISM = Mechanism(
    name="expiry",
    title="Expiry",
    clauses=("P21",),
    needs=("purchase", "days"),
    shared={"expired.number": 0},
    member={"term-days": 0, "days-since-purchase": 0, "lasted": 0, "expired": 0},
    counters=("expired.number", "term-days", "days-since-purchase", "lasted", "expired"),
    parameters=("expiry_days",),
    questions=("what_expires", "term_renewal", "behind_expired"),
)

declare(
    expiry_days=number(
        "days", "days after which what is left expires", "P21.1", "90", positive=True
    ),
)


@asks("P21.2")
class WhatExpires(Question):
    """What a member loses when the term is over."""

    POINTS = "points"
    QUOTA = "quota", "quota that no dividend has used up"
    VOUCHERS = "vouchers", "vouchers for which no goods were taken"

    @property
    def needs(self) -> str:
        """Quota and vouchers expire where there are any; elsewhere points do."""
        return {WhatExpires.QUOTA: "quota", WhatExpires.VOUCHERS: "vouchers"}.get(self, "")


@asks("P21.3")
class TermRenewal(Question):
    """From when on the days of the term count."""

    NEVER = "never-renewed", "from when a member first has some"
    PURCHASE = "each-purchase", "anew from each purchase, for all that the member has"


@asks("P21.4")
class BehindExpired(Question):
    """What becomes of the pool money behind points that expire."""

    POOL = "stays", "it stays in the pool, for the points that are left"
    PLATFORM = "to-platform", "the platform takes their value at the live price"


@MECHANISM.when("purchased", "P21.3")
def renew_term(w: World, buyer: Member, _paid: Yuan) -> None:
    """A purchase may start the term anew."""
    w.write(buyer.at("days-since-purchase"), 0)
    if w.readings.term_renewal is TermRenewal.PURCHASE:
        w.write(buyer.at("term-days"), 0, "P21.3")


@MECHANISM.when("day closing", "P21.1", "P21.2", "P21.3", "P21.4")
def expire(w: World) -> None:
    """With each day a day of the term is gone; with the last one, what a member has left is."""
    what = w.readings.what_expires.value
    if f"issuer.{what}" not in w.state:
        what = WhatExpires.POINTS.value
    for member in w.members():
        _expire(w, member, what)


def _expire(w: World, member: Member, what: str) -> None:
    """A member's turn."""
    choose, held = w.numbers.choose, w.state[member.at(what)]
    w.note(member.at("days-since-purchase"), 1)
    days = choose(held > 0, w.state[member.at("term-days")] + 1, 0)
    days = w.let("days of the term gone", days, "P21.1", "P21.3")
    due = w.numbers.both(held > 0, days >= w.parameters.expiry_days)
    expired: Amount = w.let("expired now", choose(due, held, 0), "P21.1", "P21.2")
    points = expired if what == WhatExpires.POINTS.value else 0
    if w.readings.behind_expired is BehindExpired.PLATFORM:
        w.pay(POOL, TREASURY, w.value_of(points, w.price), "P21.4")
    w.move(member.at(what), f"issuer.{what}", expired, "P21.1", "P21.2")
    since = w.state[member.at("days-since-purchase")]
    w.write(member.at("lasted"), choose(due, since, w.state[member.at("lasted")]))
    w.write(member.at("term-days"), choose(due, 0, days), "P21.1")
    w.note(member.at("expired"), points)
    w.note("expired.number", points)
