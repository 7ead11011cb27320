"""Dividend quota.

Source: 001 sections 3 and 4 and the paragraphs after section 8.
Keeps: for each member the quota left, the quota ever granted, the dividends ever received.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.questions import Question, asks
from ..model.world import Member, View, World
from ..numbers import Amount, Yuan

MECHANISM = Mechanism(
    name="quota",
    title="Dividend quota",
    clauses=("M5",),
    needs=("purchase",),
    shared={"issuer.quota": 0, "dividends.total": 0},
    member={"quota": 0, "granted": 0, "dividends": 0},
    assets={"quota": "quota"},
    opening=("quota",),
    parameters=("quota_multiple", "quota_multiple_restated"),
    questions=("quota_multiple", "quota_scope"),
)

declare(
    quota_multiple=rate("quota granted per yuan spent", "M5.1", "2"),
    quota_multiple_restated=rate("the same multiple in an example", "A9", "1"),
    lowest_dividend_rate=rate(
        "least rate the platform may pick for a day", "A21", "3/100", share=True
    ),
    highest_dividend_rate=rate(
        "greatest rate the platform may pick for a day", "A21", "15/100", share=True
    ),
)


@asks("A9", name="quota_multiple")
class WhichQuotaMultiple(Question):
    """How much quota a purchase grants."""

    TWO = "two", "twice the price, by the rule"
    ONE = "one", "the price itself, by the dividend example"


@asks("A10")
class QuotaScope(Question):
    """Which payments count against the quota."""

    BOTH_DIVIDENDS = "both-dividends"
    DAILY_ONLY = "daily-only"
    DIVIDENDS_AND_EXITS = "dividends-and-exits"

    @property
    def needs(self) -> str:
        """Where points cannot be sold for money, no exit can count."""
        return "cash-exit" if self is QuotaScope.DIVIDENDS_AND_EXITS else ""


@asks("A21")
class DividendRates(Question):
    """How the two dividend rates are set."""

    FIXED = "fixed", "the rates of the scheme file"
    CHOSEN_DAILY = "chosen-daily", "the platform picks each within the stated range, day by day"


@MECHANISM.when("purchased", "M5.1", "M5.5", "A9")
def grant_quota(w: World, buyer: Member, paid: Yuan) -> None:
    """A purchase grants quota, a multiple of what was paid."""
    quota = w.let("granted quota", quota_per_yuan(w) * paid, "M5.1", "A9")

    w.move("issuer.quota", buyer.at("quota"), quota, "M5.1", "M5.5")
    w.note(buyer.at("granted"), quota)


def quota_per_yuan(w: View) -> Amount:
    """The quota that is granted for each yuan paid."""
    if w.readings.quota_multiple is WhichQuotaMultiple.ONE:
        return w.parameters.quota_multiple_restated
    return w.parameters.quota_multiple


@MECHANISM.at_opening
def enter_granted_quota(w: World) -> None:
    """The quota that a member opens with counts as granted."""
    for member in w.members():
        w.write(member.at("granted"), member.quota)


@MECHANISM.when("sold", "A10")
def count_proceeds(w: World, seller: Member, paid: Yuan) -> None:
    """Under one reading, the proceeds of points sold use up quota as far as there is any."""
    if w.readings.quota_scope is QuotaScope.DIVIDENDS_AND_EXITS:
        used = w.numbers.minimum(paid, seller.quota)
        w.move(seller.at("quota"), "issuer.quota", used, "A10")


def pay_dividend(w: World, payer: str, member: Member, share: Yuan, counts: bool = True) -> None:
    """Pay a member a share; where it counts, it is at most the quota left, and uses that up."""
    payout = share
    if counts:
        payout = w.let("payout", w.numbers.minimum(share, member.quota), "M5.2", "M5.4")
    w.pay(payer, member, payout, "M5.2")
    if counts:
        w.move(member.at("quota"), "issuer.quota", payout, "M5.3")
    w.note(member.at("dividends"), payout)
    w.note("dividends.total", payout)
