"""What events add to balances in whole cents and points, for ledgers that differ in how they post.

It is written from docs/rules.md and shares no code with the rules.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from neverfalls.testing import Event, Refused


def postings(
    event: Event, parameters: Mapping[str, Any], pool: int, supply: int, held: int
) -> Sequence[dict[str, int]]:
    """What a purchase or a sale adds to which balances, in two parts: money, and points.

    The pool is in cents; ``supply`` and ``held`` are points, those that circulate and the seller's.

    Raises:
        Refused: the event is not allowed.
    """
    t = parameters
    if event.name == "purchase":
        buyer, paid = event["buyer"], event["paid"]
        if paid <= 0 or (not supply and pool):
            raise Refused("nothing is paid, or points have no price")
        contribution = math.floor(t["contribution"] * paid)
        price = Fraction(pool, supply) if supply else t["issue_price"]
        points = math.floor(t["reward"] * contribution / price)
        product = math.floor((1 - t["margin"]) * paid)
        return (
            {
                f"{buyer}.yuan": -paid,
                "treasury.yuan": paid - product - contribution,
                "supplier.yuan": product,
                "pool.yuan": contribution,
                "contributions.total": contribution,
                "sales.total": paid,
            },
            {f"{buyer}.points": points, "issuer.points": -points},
        )
    seller, points = event["seller"], event["points"]
    if not 0 < points <= held:
        raise Refused("the seller does not hold these points")
    proceeds = points * pool // supply
    net = proceeds - math.ceil(t["exit_fee"] * proceeds)
    return (
        {"pool.yuan": -net, f"{seller}.yuan": net},
        {f"{seller}.points": -points, "issuer.points": points},
    )
