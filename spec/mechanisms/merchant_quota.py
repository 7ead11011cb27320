"""Quota for the merchant.

Source: published practice; what is promised for each point is promised to the merchant too.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.world import Member, World
from ..numbers import Yuan
from .quota import quota_per_yuan

MECHANISM = Mechanism(
    name="merchant-quota",
    title="Quota for the merchant",
    clauses=("P24",),
    needs=("quota", "merchant-rebate"),
)


@MECHANISM.when("given up", "P24.1")
def grant_merchant_quota(w: World, merchant: Member, given: Yuan) -> None:
    """What a merchant gives up grants the merchant quota, as much as it grants the buyer."""
    quota = w.let("quota of the merchant", quota_per_yuan(w) * given, "P24.1")
    w.move("issuer.quota", merchant.at("quota"), quota, "P24.1")
    w.note(merchant.at("granted"), quota)
