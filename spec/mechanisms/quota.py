"""Dividend quota.

Source: 001 sections 3 and 4 and the paragraphs after section 8.
Keeps: each member's quota left, quota ever granted, dividends ever received.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import Meaning, declare, parse_amount
from ..model.readings import QuotaScope, Reading, asks
from ..model.world import Member, World
from ..numbers import Yuan

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
    readings=("quota_multiple", "quota_scope"),
)

declare(
    quota_multiple_restated=Meaning(
        "rate", "the same multiple as an example has it", 0, True, None, "A9", parse_amount("1")
    )
)


@asks("A9")
class QuotaMultiple(Reading):
    """How much quota a purchase grants."""

    TWO = "two"  # twice its price, by the rule
    ONE = "one"  # its price, by the dividend example


@MECHANISM.when("purchased", "M5.1", "M5.5", "A9")
def grant_quota(w: World, buyer: Member, paid: Yuan) -> None:
    """A purchase grants quota, a multiple of what was paid."""
    multiple = w.parameters.quota_multiple
    if w.readings.quota_multiple is QuotaMultiple.ONE:
        multiple = w.parameters.quota_multiple_restated
    quota = multiple * paid
    w.move("issuer.quota", buyer.at("quota"), quota)
    w.note(buyer.at("granted"), quota)


@MECHANISM.at_opening
def enter_granted_quota(w: World) -> None:
    """Quota that a member opens with was granted to it."""
    for member in w.members():
        w.write(member.at("granted"), member.quota)


@MECHANISM.when("sold", "A10")
def count_proceeds(w: World, seller: Member, proceeds: Yuan) -> None:
    """Under one reading, exit proceeds use up quota as far as there is any."""
    if w.readings.quota_scope is QuotaScope.DIVIDENDS_AND_EXITS:
        w.move(seller.at("quota"), "issuer.quota", w.numbers.minimum(proceeds, seller.quota))


def pay_dividend(w: World, payer: str, member: Member, share: Yuan, counts: bool = True) -> None:
    """Pay a member its share; where it counts, no more than its quota, which it uses up."""
    amount = w.numbers.minimum(share, member.quota) if counts else share
    w.pay(payer, member, amount)
    if counts:
        w.move(member.at("quota"), "issuer.quota", amount)
    w.note(member.at("dividends"), amount)
    w.note("dividends.total", amount)
