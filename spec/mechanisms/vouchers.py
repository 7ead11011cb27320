"""Vouchers.

Source: published practice; coupons for goods of so many yuan, granted with a purchase or paid.
Keeps: the vouchers that each member holds, by the yuan of goods that they are good for.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate
from ..model.world import SUPPLIER, TREASURY, Member, World
from ..numbers import Yuan

MECHANISM = Mechanism(
    name="vouchers",
    title="Vouchers",
    clauses=("P6",),
    needs=("purchase",),
    shared={"issuer.vouchers": 0},
    member={"vouchers": 0},
    assets={"vouchers": "vouchers"},
    parameters=("voucher_rate", "margin"),
    questions=("product_cost",),
)

declare(
    voucher_rate=rate("worth of the vouchers granted, per yuan spent", "P6.1", "0"),
)


@MECHANISM.when("purchased", "P6.1")
def grant_vouchers(w: World, buyer: Member, paid: Yuan) -> None:
    """A purchase grants vouchers in proportion to what was paid."""
    granted = w.let("granted vouchers", w.parameters.voucher_rate * paid, "P6.1")
    w.move("issuer.vouchers", buyer.at("vouchers"), granted, "P6.1")


@MECHANISM.rule("P6.2", "A20")
def use_voucher(w: World, holder: Member, worth: Yuan) -> None:
    """A member takes goods for vouchers; the platform pays what the goods cost."""
    w.require(worth > 0, "goods are taken")
    w.require(worth <= holder.vouchers, "the holder has vouchers for them")
    cost = w.let("cost", (1 - w.parameters.margin) * worth, "A20")

    w.move(holder.at("vouchers"), "issuer.vouchers", worth, "P6.2")
    w.pay(TREASURY, SUPPLIER, cost, "P6.2")
