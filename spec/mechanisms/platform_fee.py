"""The platform's part of the exit fee.

Source: published practice; a fee on withdrawals, of which the platform keeps a part or all.
Keeps: nothing; the money goes to the treasury.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.world import POOL, TREASURY, World
from ..numbers import Yuan

MECHANISM = Mechanism(
    name="platform-fee",
    title="The platform's part of the exit fee",
    clauses=("P7",),
    needs=("purchase", "cash-exit"),
    parameters=("fee_to_platform",),
)

declare(
    fee_to_platform=rate("part of the exit fee that the platform keeps", "P7.1", "1/2", share=True),
)


@MECHANISM.when("fee kept", "P7.1")
def keep_fee(w: World, fee: Yuan) -> None:
    """Of the fee that a sale leaves in the pool the platform takes its part."""
    w.pay(POOL, TREASURY, w.parameters.fee_to_platform * fee, "P7.1")
