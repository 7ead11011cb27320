"""Purchase and mint.

Source: 000, 001 and 002, the wine example; 003 section 1.
Keeps: the pool, the treasury, the supplier, the points; the last quoted price.
"""

from __future__ import annotations

from typing import Any

from ..model.mechanism import Mechanism
from ..model.readings import EmptyPrice, Grant, MintPrice, Reading, asks
from ..model.world import POOL, SUPPLIER, TREASURY, Member, Price, View, World
from ..numbers import Yuan

CLAUSES = ("M1.1", "M1.2", "M1.3", "M1.4", "M1.5", "M1.6", "A5", "A13", "A14", "A20", "A22")

MECHANISM = Mechanism(
    name="purchase",
    title="Purchase and mint",
    clauses=("M1",),
    shared={
        "pool.yuan": 0,
        "treasury.yuan": 0,
        "supplier.yuan": 0,
        "issuer.points": 0,
        "quoted.yuan-in-pool": "issue_price",
        "quoted.supply": 1,
        "contributions.total": 0,
        "sales.total": 0,
    },
    member={"yuan": 0, "points": 0},
    assets={"yuan": "yuan", "points": "points"},
    opening=("points",),
    counters=("supplier.yuan",),
    parameters=("order", "contribution", "reward", "issue_price", "points_per_yuan", "margin"),
    readings=("empty_price", "contribution_base", "mint_price", "grant", "product_cost"),
)


@asks("A13")
class ContributionBase(Reading):
    """What the contribution to the pool is a share of."""

    OF_SALES = "of-sales"  # what the buyer pays
    OF_PROFIT = "of-profit"  # what is left of it when the product is paid for


@MECHANISM.rule(*CLAUSES)
def purchase(w: World, buyer: Member, paid: Yuan) -> None:
    """A member buys; the platform buys the product, feeds the pool and grants points."""
    t = w.parameters
    w.require(paid > 0, "something is paid")
    w.announce("money counted", paid)
    deposit = contribution(w, paid)
    price = _minting_price(w, deposit)
    if w.readings.grant is Grant.FIXED_NUMBER:
        reward = by_number(w, paid)
    else:
        w.require(price.yuan > 0, "points have a price to be granted at")
        reward = w.numbers.ratio(t.reward * deposit * price.points, price.yuan)
    reward = w.amended("points granted", reward)

    w.pay(buyer, TREASURY, paid)
    w.pay(TREASURY, SUPPLIER, (1 - t.margin) * paid)
    w.pay(TREASURY, POOL, deposit)
    w.mint(buyer, reward)
    w.note("contributions.total", deposit)
    w.note("sales.total", paid)
    w.announce("purchased", buyer, paid)
    w.announce("points gained", buyer)


@MECHANISM.at_opening
def quote_the_opening(w: World) -> None:
    """Where points circulate already, their live price is quoted."""
    w.observe()


def contribution(w: View, paid: Yuan) -> Yuan:
    """What a sale at this price pays into the pool."""
    share = w.parameters.contribution
    if w.readings.contribution_base is ContributionBase.OF_PROFIT:
        share = share * w.parameters.margin
    return share * paid


def by_number(w: View, paid: Yuan) -> Any:
    """The points that a sale at this price grants where their number is fixed."""
    return w.amended("points by number", w.parameters.points_per_yuan * paid, paid)


def kept(w: View, paid: Yuan) -> Yuan:
    """What a sale at this price leaves the platform: the margin less the contribution."""
    return w.parameters.margin * paid - contribution(w, paid)


def seen(w: View, price: Price) -> Any:
    """A price as purchases go by it: as it is displayed or listed, where the reading says so."""
    if w.readings.mint_price is MintPrice.DISPLAYED:
        return w.amended("price as displayed", price)
    if w.readings.mint_price is MintPrice.LISTED:
        return w.amended("price as listed", price)
    return price


def _minting_price(w: World, deposit: Yuan) -> Price:
    """The price at which a purchase that pays this deposit is granted points."""
    t = w.parameters
    circulating = w.supply > 0
    restart = Price(t.issue_price, 1)
    if w.readings.empty_price is EmptyPrice.LAST_QUOTE:
        restart = w.quote
    if w.readings.empty_price is EmptyPrice.UNDEFINED:
        w.require(
            w.numbers.either(circulating, w.pool <= 0),
            "points circulate, or no money is left over from earlier ones",
        )
    live = w.price
    if w.readings.mint_price is MintPrice.AFTER:
        # m points worth r·deposit at the new price: m·(F + deposit) = r·deposit·(S + m)
        live = Price(w.pool + deposit - t.reward * deposit, w.supply)
    live = seen(w, live)
    choose = w.numbers.choose
    return Price(
        choose(circulating, live.yuan, restart.yuan),
        choose(circulating, live.points, restart.points),
    )
