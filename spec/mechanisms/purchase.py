"""Purchase and mint.

Source: 000, 001 and 002, the wine example; 003 section 1.
Keeps: the pool, the treasury, the supplier, the points; the last quoted price.
"""

from __future__ import annotations

from typing import Any

from ..model.mechanism import Mechanism
from ..model.parameters import declare, number, rate, yuan
from ..model.questions import Question, asks
from ..model.world import POOL, SUPPLIER, TREASURY, Member, Price, View, World
from ..numbers import Points, Yuan

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
    questions=("empty_price", "contribution_base", "mint_price", "grant", "product_cost"),
)

declare(
    order=yuan("a typical purchase, used in examples and promises", "M1", "100", positive=True),
    contribution=rate(
        "share of a sale paid into the pool",
        "M1.1",
        "3/10",
        positive=True,
        share=True,
        words="contribution rate",
    ),
    reward=rate(
        "value of the points granted, per yuan contributed", "M1.2", "7/10", words="reward rate"
    ),
    issue_price=number("yuan per point", "price of the first points", "M1.4", "1", positive=True),
    points_per_yuan=number(
        "points per yuan",
        "points granted under the fixed-number reading",
        "A22",
        "1/200",
        positive=True,
    ),
    margin=rate("share of a price that is not product cost", "A20", "1/2", share=True),
)


@asks("A5")
class EmptyPrice(Question):
    """The price when no points circulate but money is left in the pool."""

    UNDEFINED = "undefined", "nothing that needs a price can happen from then on"
    ISSUE_PRICE = "issue-price", "points start again at the issue price"
    LAST_QUOTE = "last-quote", "points start again at the last quoted price"


@asks("A13")
class ContributionBase(Question):
    """What the contribution to the pool is a share of."""

    OF_SALES = "of-sales", "what the buyer pays"
    OF_PROFIT = "of-profit", "what is left of that once the product is paid for"


@asks("A14")
class MintPrice(Question):
    """The price at which a purchase is granted points."""

    BEFORE = "before"
    AFTER = "after"
    DISPLAYED = "displayed", "before, as it is displayed to members"
    LISTED = "listed", "the one put up when the last day closed"

    @property
    def needs(self) -> str:
        """Where nothing is rounded or listed, the price displayed or listed is the price."""
        return {MintPrice.DISPLAYED: "rounding", MintPrice.LISTED: "price-list"}.get(self, "")


@asks("A19")
class StepView(Question):
    """Whether the state between paying for points and burning them can be seen.

    The mechanisms that take points back ask it.
    """

    ATOMIC = "atomic"
    PAY_THEN_BURN = "pay-then-burn"


@asks("A20")
class ProductCost(Question):
    """What a product costs the platform; the documents never say."""

    STATED_MARGIN = "stated-margin", "the margin of the scheme file (1/2 in the shipped ones)"
    ANY_MARGIN = "any-margin", "any margin from 0 to 1, the same for every sale"


@asks("A22")
class Grant(Question):
    """What a purchase grants."""

    FIXED_VALUE = "fixed-value", "points worth a share of the contribution"
    FIXED_NUMBER = "fixed-number", "a number of points per yuan spent"


@MECHANISM.rule(*CLAUSES)
def purchase(w: World, buyer: Member, paid: Yuan) -> None:
    """A member buys; the platform pays for the product, pays into the pool and grants points."""
    w.require(paid > 0, "something is paid")
    w.announce("money counted", paid)
    contribution = w.let("contribution", contribution_of(w, paid), "M1.1", "A13")
    price = w.let("price", _minting_price(w, contribution), "M1.3", "M1.4", "A5", "A14")
    grant = w.let("grant", _grant(w, paid, contribution, price), "M1.2", "A22")

    w.pay(buyer, TREASURY, paid, "M1.6")
    w.pay(TREASURY, SUPPLIER, (1 - w.parameters.margin) * paid, "M1.6", "A20")
    w.pay(TREASURY, POOL, contribution, "M1.1")
    w.mint(buyer, grant, "M1.2")
    w.note("contributions.total", contribution)
    w.note("sales.total", paid)
    w.announce("contributed", contribution)
    w.announce("purchased", buyer, paid)
    w.announce("bought", buyer, paid)
    w.announce("points gained", buyer)
    w.leave("M1.5")


@MECHANISM.at_opening
def quote_the_opening(w: World) -> None:
    """Where points circulate from the start, their live price is quoted."""
    w.observe()


def contribution_of(w: View, paid: Yuan) -> Yuan:
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
    return w.parameters.margin * paid - contribution_of(w, paid)


def seen(w: View, price: Price) -> Any:
    """The price that purchases go by: as it is displayed or listed, where the reading says so."""
    if w.readings.mint_price is MintPrice.DISPLAYED:
        return w.amended("price as displayed", price)
    if w.readings.mint_price is MintPrice.LISTED:
        return w.amended("price as listed", price)
    return price


def restart_price(w: World) -> Price:
    """The price at which points start where none circulate, if they may."""
    if w.readings.empty_price is EmptyPrice.LAST_QUOTE:
        return w.quote
    if w.readings.empty_price is EmptyPrice.UNDEFINED:
        w.require(
            w.numbers.either(w.supply > 0, w.pool <= 0),
            "points circulate, or no money is left over from earlier ones",
            "A5",
        )
    return Price(w.parameters.issue_price, 1)


def _grant(w: World, paid: Yuan, contribution: Yuan, price: Price) -> Points:
    """The points that a purchase is granted."""
    if w.readings.grant is Grant.FIXED_NUMBER:
        return w.amended("points granted", by_number(w, paid))
    price = w.amended("price of a grant", price)
    w.require(price.yuan > 0, "points have a price to be granted at", "M1.3")
    worth = w.parameters.reward * contribution
    return w.amended("points granted", w.numbers.ratio(worth * price.points, price.yuan))


def _minting_price(w: World, contribution: Yuan) -> Price:
    """The price at which a purchase that pays this contribution is granted points."""
    t = w.parameters
    circulating = w.supply > 0
    restart = restart_price(w)
    live = w.price
    if w.readings.mint_price is MintPrice.AFTER:
        # m points worth r·c at the new price, c the contribution: m·(F + c) = r·c·(S + m)
        live = Price(w.pool + contribution - t.reward * contribution, w.supply)
    live = seen(w, live)
    choose = w.numbers.choose
    return Price(
        choose(circulating, live.yuan, restart.yuan),
        choose(circulating, live.points, restart.points),
    )
