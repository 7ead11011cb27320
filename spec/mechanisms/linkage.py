"""Token-equity linkage: tokens sold ahead, used, bought back.

Source: 004, list of assets, paragraph on ecosystem rights on the chain, third phase.
Keeps: tokens; the money set aside for buying them back and how much of it was spent; the
assets of the shareholders and those behind tokens.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import declare, rate, yuan
from ..model.questions import Question, asks
from ..model.world import SUPPLIER, TREASURY, Member, World
from ..numbers import Tokens, Yuan
from .purchase import kept

BUYBACKS = "buybacks"
EQUITY, TOKENISED = "equity.assets", "tokenised.assets"


@asks("A36")
class RetiredTokens(Question):
    """What becomes of the assets behind tokens that are destroyed."""

    ASSETS_STAY = "assets-stay", "they stand behind the remaining tokens"
    ASSETS_RETURN = (
        "assets-return",
        "assets worth as much as the tokens go back to the shareholders",
    )


@asks("A37")
class TokenisedAssets(Question):
    """Whether an asset sold as tokens stays on the company's books."""

    TAKEN_OFF_BOOKS = "taken-off-books"
    KEPT_ON_BOOKS = "kept-on-books", "the shareholders still count it as theirs"


declare(
    company_assets=yuan("assets of the company at the opening", "M16.4", "1000", positive=True),
    buyback_rate=rate("share of profit spent on tokens", "M16.2", "1/5", share=True),
    fee_discount=rate("share of a fee waived for tokens", "M16.3", "1/10", share=True),
)

MECHANISM = Mechanism(
    name="linkage",
    title="Token-equity linkage",
    clauses=("M16",),
    needs=("purchase", "circle"),
    shared={
        "issuer.tokens": 0,
        "buybacks.yuan": 0,
        "buybacks.spent": 0,
        EQUITY: "company_assets",
        TOKENISED: 0,
    },
    member={"tokens": 0},
    assets={"tokens": "tokens", "assets": "assets"},
    counters=("buybacks.yuan", EQUITY, TOKENISED),
    parameters=("company_assets", "buyback_rate", "fee_discount", "margin", "contribution"),
    questions=("retired_tokens", "tokenised_assets", "product_cost", "contribution_base"),
)


@MECHANISM.rule("M16.4", "A37")
def sell_ahead(w: World, buyer: Member, paid: Yuan) -> None:
    """A member buys tokens at their price; assets of the same worth are put behind them."""
    w.require(paid > 0, "something is paid")
    w.require(paid <= w.state[EQUITY], "the company has assets worth that much")
    w.require(w.state["circle.token"] > 0, "tokens have a price")

    w.pay(buyer, TREASURY, paid, "M16.4")
    bought = w.numbers.ratio(paid, w.state["circle.token"])
    w.move("issuer.tokens", buyer.at("tokens"), bought, "M16.4")
    if w.readings.tokenised_assets is TokenisedAssets.TAKEN_OFF_BOOKS:
        w.move(EQUITY, TOKENISED, paid, "M16.4", "A37")
    else:
        w.note(TOKENISED, paid, "M16.4", "A37")


@MECHANISM.when("purchased", "M16.2")
def set_profit_aside(w: World, _buyer: Member, paid: Yuan) -> None:
    """A share of the profit on a sale is kept for buying tokens back."""
    t = w.parameters
    profit = w.let("profit", w.numbers.maximum(kept(w, 1), 0) * paid, "M16.2")
    w.pay(TREASURY, BUYBACKS, t.buyback_rate * profit, "M16.2")


@MECHANISM.rule("M16.2", "A36")
def buy_back(w: World, holder: Member, tokens: Tokens) -> None:
    """The company buys a member's tokens at their price, out of profit, and destroys them."""
    value = _value(w, holder, tokens)
    w.require(value <= w.balance(BUYBACKS), "profit set aside pays for them")

    w.pay(BUYBACKS, holder, value, "M16.2")
    w.note("buybacks.spent", value)
    _retire(w, holder, tokens, value)


@MECHANISM.rule("M16.3", "A20", "A36")
def pay_fee(w: World, holder: Member, tokens: Tokens) -> None:
    """A member pays a fee with tokens at a discount; the company bears what the service costs."""
    value = _value(w, holder, tokens)
    w.require(w.parameters.fee_discount < 1, "the discount leaves something to pay")
    fee = w.let("fee", w.numbers.ratio(value, 1 - w.parameters.fee_discount), "M16.3")

    w.pay(TREASURY, SUPPLIER, (1 - w.parameters.margin) * fee, "M16.3", "A20")
    _retire(w, holder, tokens, value)


def _value(w: World, holder: Member, tokens: Tokens) -> Yuan:
    """What tokens that a member gives up are worth."""
    w.require(tokens > 0, "tokens are given up")
    w.require(tokens <= holder.tokens, "the holder has them")
    return w.let("value", w.state["circle.token"] * tokens)


def _retire(w: World, holder: Member, tokens: Tokens, value: Yuan) -> None:
    """Destroy tokens, and leave or return the assets behind them."""
    w.move(holder.at("tokens"), "issuer.tokens", tokens, "A36")
    if w.readings.retired_tokens is RetiredTokens.ASSETS_RETURN:
        w.move(TOKENISED, EQUITY, w.numbers.minimum(value, w.state[TOKENISED]), "A36")
