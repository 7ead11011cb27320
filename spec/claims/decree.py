"""Claims about schemes without a pool, or with a price by decree. Source: published practice."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.decreed_price import decreed
from ..model.world import View
from ..numbers import Truth
from .claim import Check, Kind, Relation, claim, own, points
from .fairness import gained, selling


def _bought(w: View) -> Truth:
    """Something has been bought."""
    return w.state["sales.total"] > 0


@claim(Kind.STATE, "P9", "P9.1", needs=("no-pool",), about=_bought)
def sales_leave_nothing_in_the_pool(w: View) -> Iterator[Check]:
    """No sale ever pays anything into the pool."""
    paid_in = w.state["contributions.total"]
    yield Check("all contributions", paid_in, 0, relation=Relation.EQUAL)


@claim(Kind.STEP, "P10", "P10.1", needs=("decreed-price",))
def decreed_price_never_falls(before: View, after: View) -> Iterator[Check]:
    """The announced price never falls."""
    what = "the announced price after the step, against before it"
    yield Check(what, decreed(after), decreed(before), "yuan per point")


@claim(Kind.STATE, "P10", "P10.3", needs=("decreed-price",), about=points)
def pool_covers_the_decreed_price(w: View) -> Iterator[Check]:
    """The pool can buy back every circulating point at the announced price."""
    yield Check(
        "money in the pool, against all points at the announced price",
        w.pool,
        w.state["decreed.price"] * w.supply,
    )


@claim(Kind.POSSIBLE, "P10", "P10.4", needs=("decreed-price", "cash-exit"), per_member=True)
def everybody_is_paid_the_decreed_price(w: View, name: str) -> Iterator[Check]:
    """Every holder can sell all their points at once for the announced price, less the fee."""
    held, fee = own(w, name).points, w.parameters.exit_fee
    can_sell, sold = selling(w, name)
    yield Check(
        f"what {name} gets for all points held, against their announced worth less the fee",
        w.numbers.choose(can_sell, gained(sold, w, name), 0),
        (1 - fee) * held * w.state["decreed.price"],
        when=held > 0,
    )
