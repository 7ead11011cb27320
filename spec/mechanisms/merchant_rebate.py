"""What a merchant gives up of a sale.

Source: published practice; local-life schemes in which merchants sell and give up a share.
Keeps: all that merchants have given up, and the points that they were granted for it.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import Parameter, declare, rate
from ..model.questions import Question, asks
from ..model.world import POOL, TREASURY, Member, Price, World
from ..numbers import Amount, Yuan
from .purchase import restart_price

MECHANISM = Mechanism(
    name="merchant-rebate",
    title="What a merchant gives up",
    clauses=("P13",),
    needs=("purchase",),
    shared={"rebates.total": 0},
    member={"given-up": 0, "rebate-points": 0},
    counters=("rebates.total", "given-up", "rebate-points"),
    parameters=(
        "least_rebate",
        "greatest_rebate",
        "rebate_to_pool",
        "buyer_reward",
        "merchant_reward",
        "issue_price",
    ),
    questions=("rebate_grant",),
)


def _reward(sense: str) -> Parameter:
    """A number of points per yuan, or their value per yuan."""
    by_number = ("rebate_grant", "by-number", "points per yuan")
    return rate(sense, "P13.3", "1")._replace(elsewhere=by_number)


declare(
    least_rebate=rate(
        "least share of a sale that a merchant may give up", "P13.1", "3/100", share=True
    ),
    greatest_rebate=rate(
        "greatest share of a sale that a merchant may give up", "P13.1", "1/5", share=True
    ),
    rebate_to_pool=rate(
        "share of what is given up that is paid into the pool", "P13.2", "1", share=True
    ),
    buyer_reward=_reward("points to the buyer, per yuan given up"),
    merchant_reward=_reward("points to the merchant, per yuan given up"),
)


@asks("P13.4")
class RebateGrant(Question):
    """What is granted for what a merchant gives up."""

    BY_NUMBER = "by-number", "a fixed number of points per yuan"
    BY_VALUE = "by-value", "points worth as many yuan at the live price"


@MECHANISM.rule("P13.1", "P13.2", "P13.3", "P13.4")
def sell_goods(w: World, merchant: Member, buyer: Member, paid: Yuan) -> None:
    """A member buys from a merchant, who gives up a share; both are granted points for it.

    What is given up counts as a sale of the platform.
    """
    t = w.parameters
    w.require(paid > 0, "something is paid")
    share = w.decide("rebate", t.least_rebate, t.greatest_rebate, "P13.1")
    given = w.let("given up", share * paid, "P13.1")
    to_pool = w.let("paid into the pool", t.rebate_to_pool * given, "P13.2")
    price = w.let("price of a point granted", _price(w), "P13.3", "P13.4")

    w.pay(buyer, merchant, paid, "P13.1")
    w.pay(merchant, TREASURY, given, "P13.1")
    w.pay(TREASURY, POOL, to_pool, "P13.2")
    w.note("contributions.total", to_pool)
    w.note("sales.total", given)
    w.note("rebates.total", given)
    w.announce("contributed", to_pool)
    w.note(merchant.at("given-up"), given)
    for member, reward in ((buyer, t.buyer_reward), (merchant, t.merchant_reward)):
        _grant(w, member, reward * given, price)
    w.announce("purchased", buyer, given)
    w.announce("given up", merchant, given)


def _price(w: World) -> Price:
    """The price at which points are granted for what is given up."""
    choose, circulating = w.numbers.choose, w.supply > 0
    if w.readings.rebate_grant is RebateGrant.BY_NUMBER:
        return Price(1, 1)
    restart = restart_price(w)
    price = Price(
        choose(circulating, w.pool, restart.yuan), choose(circulating, w.supply, restart.points)
    )
    w.require(price.yuan > 0, "points have a price to be granted at", "P13.4")
    return price


def _grant(w: World, member: Member, worth: Amount, price: Price) -> None:
    """Grant a member points that are worth so much at a price."""
    points = w.numbers.ratio(worth * price.points, price.yuan)
    w.note(member.at("rebate-points"), w.mint(member, points, "P13.3", "P13.4"))
    w.announce("points gained", member)
