"""Referral.

Source: 000 and 001, how to obtain equity, item 2; 001, use case 3; 003 section 5.
Keeps: commissions of level two and of regional agents.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.questions import Question, asks
from ..model.world import POOL, TREASURY, Member, World
from ..numbers import Yuan
from .purchase import purchase

AGENTS = "agents"


@asks("A16")
class ReferralSource(Question):
    """Who pays for the points for a recommendation."""

    MINTED_ON_TOP = "minted-on-top", "nobody pays for them"
    CARVED_OUT = "carved-out", "the buyer gives up part of the grant"
    TREASURY = "treasury", "the treasury pays their value into the pool"


declare(
    referral_points=rate(
        "points to the referrer per point granted to the buyer",
        "M9.1",
        "0",
        share=True,
        words="referral rate",
    ),
    commission=rate("share of a sale paid to the referrer", "M9.2", "0", share=True),
    upline_commission=rate(
        "share of a sale paid to level two and regional agents", "M9.3", "0", share=True
    ),
)

MECHANISM = Mechanism(
    name="referral",
    title="Referral",
    clauses=("M9",),
    needs=("purchase",),
    shared={"agents.yuan": 0},
    counters=("agents.yuan",),
    parameters=("referral_points", "commission", "upline_commission"),
    questions=("referral_source",),
)


@MECHANISM.rule("M9.1", "M9.2", "M9.3", "A16")
def purchase_referred(w: World, buyer: Member, referrer: Member, paid: Yuan) -> None:
    """A member buys whom another member brought, who earns points and a commission."""
    t = w.parameters
    held = buyer.points
    purchase(w, buyer, paid)
    granted = buyer.points - held
    earned = w.let("earned points", t.referral_points * granted, "M9.1")

    if w.readings.referral_source is ReferralSource.CARVED_OUT:
        w.move(buyer.at("points"), referrer.at("points"), earned, "M9.1", "A16")
    else:
        price = w.price
        got = w.mint(referrer, earned, "M9.1", "A16")
        if w.readings.referral_source is ReferralSource.TREASURY:
            w.pay(TREASURY, POOL, w.value_of(got, price), "A16")
    w.pay(TREASURY, referrer, t.commission * paid, "M9.2")
    w.pay(TREASURY, AGENTS, t.upline_commission * paid, "M9.3")
    w.announce("points gained", referrer)
