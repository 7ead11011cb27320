"""What holds of forced exits, between days and while a day closes."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation, own
from neverfalls.spec.claims.fairness import gained
from neverfalls.spec.mechanisms.forced_exit import forced_exit_fee, price_of_the_exits
from neverfalls.spec.model.world import View

from .invariant import invariant, lasting


@invariant(needs=("forced-exit",), per_member=True)
def proceeds_are_not_negative(w: View, name: str) -> Iterator[Check]:
    """Nobody was ever paid less than nothing for points."""
    yield Check("proceeds", own(w, name).proceeds, 0)


@lasting(needs=("forced-exit",), per_member=True)
def forced_sales_pay_the_first_price(before: View, after: View, name: str) -> Iterator[Check]:
    """What a member is paid for points sold by force is their price at the start, less the fee."""
    sold, paid = gained(after, before, name, "forced"), gained(after, before, name, "proceeds")
    start, fee = price_of_the_exits(after), forced_exit_fee(after)
    yield Check("points", sold, 0)
    yield Check("paid", paid * start.points, (1 - fee) * sold * start.yuan, relation=Relation.EQUAL)


@lasting(needs=("forced-exit",))
def pool_pays_forced_sales_at_the_first_price(before: View, after: View) -> Iterator[Check]:
    """What leaves the pool is the worth of the points sold at the first price, less the fee."""
    start, fee = price_of_the_exits(after), forced_exit_fee(after)
    left, sold = before.pool - after.pool, before.supply - after.supply
    yield Check("left", left * start.points, (1 - fee) * sold * start.yuan, relation=Relation.EQUAL)
