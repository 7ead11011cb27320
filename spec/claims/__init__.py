"""What is promised? All claims, in the order of the table: by the clause they come from.

Front: ``CLAIMS``.
"""

from __future__ import annotations

from . import (
    collectibles,
    counterpart,
    decree,
    dividends,
    exchange,
    expiry,
    fairness,
    fees,
    gains,
    issue_cap,
    line,
    linkage,
    listing,
    membership,
    migration,
    payout_limit,
    price,
    ranks,
    rebate,
    recruiting,
    referral,
    refund,
    release,
    rounding,
    share_grant,
    solvency,
    two_step_exit,
)
from .claim import CLAIMS, Claim

__all__ = [
    "CLAIMS",
    "Claim",
    "collectibles",
    "counterpart",
    "decree",
    "dividends",
    "exchange",
    "expiry",
    "fairness",
    "fees",
    "gains",
    "issue_cap",
    "line",
    "linkage",
    "listing",
    "membership",
    "migration",
    "payout_limit",
    "price",
    "ranks",
    "rebate",
    "recruiting",
    "referral",
    "refund",
    "release",
    "rounding",
    "share_grant",
    "solvency",
    "two_step_exit",
]


def _place(claim: Claim) -> tuple[str, int]:
    return claim.clauses[0][0], int(claim.clauses[0][1:])


_ordered = sorted(CLAIMS.values(), key=_place)
CLAIMS.clear()
CLAIMS.update({claim.name: claim for claim in _ordered})
