"""No pool.

Source: published practice; points are granted, and no money of a sale is set aside for them.
Keeps: nothing.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.world import POOL, TREASURY, View, World
from ..numbers import Yuan

MECHANISM = Mechanism(
    name="no-pool",
    title="No pool",
    clauses=("P9",),
    needs=("purchase",),
)


@MECHANISM.when("contributed", "P9.1")
def take_contribution_back(w: World, contribution: Yuan) -> None:
    """What a sale was to pay into the pool stays with the platform."""
    w.pay(POOL, TREASURY, contribution, "P9.1")
    w.note("contributions.total", -contribution)


@MECHANISM.amends("contribution paid back", "P9.1")
def nothing_to_pay_back(_w: View, _contribution: Yuan) -> Yuan:
    """The pool has got nothing that it could pay back."""
    return 0
