"""No pool.

Source: published practice; points are granted, and no money of a sale is set aside for them.
Keeps: nothing.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.world import POOL, TREASURY, Member, World
from ..numbers import Yuan
from .purchase import contribution_of

MECHANISM = Mechanism(
    name="no-pool",
    title="No pool",
    clauses=("P9",),
    needs=("purchase",),
)


@MECHANISM.when("purchased", "P9.1")
def take_contribution_back(w: World, _buyer: Member, paid: Yuan) -> None:
    """What a sale was to pay into the pool stays with the platform."""
    contribution = contribution_of(w, paid)
    w.pay(POOL, TREASURY, contribution, "P9.1")
    w.note("contributions.total", -contribution)
