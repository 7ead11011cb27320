"""Claims about tokens and equity. Source: 004, virtuous circle and third phase."""

from __future__ import annotations

from collections.abc import Iterator

from ..mechanisms.purchase import kept
from ..model.world import Quotient, View
from ..numbers import Amount, Truth
from .claim import Check, Kind, Relation, claim

CIRCLE = {"token": "token price", "earnings": "earnings", "share": "share price"}


def _tokens(w: View) -> Truth:
    """Somebody holds tokens."""
    return _outstanding(w) > 0


def _buy_backs(w: View) -> Truth:
    """Money was spent on buying back or is set aside for it."""
    return w.state["buybacks.spent"] + w.state["buybacks.yuan"] > 0


@claim(Kind.STEP, "C20", "M16.1", needs=("circle",))
def circle_only_lifts(before: View, after: View) -> Iterator[Check]:
    """No round of the circle lowers the company's earnings or its share price."""
    for entry in ("earnings", "share"):
        key = f"circle.{entry}"
        what = f"the {CIRCLE[entry]} after the step, against before it"
        yield Check(what, after.state[key], before.state[key])


@claim(Kind.STEP, "C20", "M16.1", needs=("circle",))
def good_news_lifts_everything(before: View, after: View) -> Iterator[Check]:
    """As long as all news is good, nothing lowers the token price, earnings or the share price."""
    for entry, words in CIRCLE.items():
        key = f"circle.{entry}"
        what = f"the {words} after the step, against before it"
        yield Check(what, after.state[key], before.state[key], when=after.state["news.bad"] <= 0)


@claim(Kind.STATE, "C20", "M16.1", needs=("circle",))
def rises_and_falls_are_carried_alike(w: View) -> Iterator[Check]:
    """A round carries a fall in the token price exactly as far as an equal rise.

    The rise and the fall are each a tenth of the price at the opening.
    """
    amount = w.numbers.ratio(w.parameters.opening_token_price, 10)
    good, risen = w.supposing("rise", amount=amount)
    bad, fallen = w.supposing("fall", amount=amount)
    calm, same = w.supposing("turn")
    up, lifted = risen.supposing("turn")
    down, lowered = fallen.supposing("turn")
    for entry, words in CIRCLE.items():
        key = f"circle.{entry}"
        yield Check(
            f"the {words} after good and after bad news, against twice that without any",
            lifted.state[key] + lowered.state[key],
            2 * same.state[key],
            relation=Relation.EQUAL,
            when=w.numbers.both(good, bad, calm, up, down),
        )


@claim(Kind.STATE, "C20", "A35", needs=("circle",))
def circle_stays_within_bounds(w: View) -> Iterator[Check]:
    """The token price never moves further from its opening than a fixed multiple of the news.

    A rise is held against all good news, a fall against all bad news.
    """
    strayed = w.state["circle.token"] - w.parameters.opening_token_price
    most = w.parameters.amplification
    yield Check(
        "what good news accounts for, against the rise", most * w.state["news.good"], strayed
    )
    yield Check(
        "what bad news accounts for, against the fall", most * w.state["news.bad"], -strayed
    )


@claim(Kind.STATE, "C20", "M16.2", needs=("linkage",), about=_buy_backs)
def buy_backs_come_from_profit(w: View) -> Iterator[Check]:
    """What was spent on buying tokens back or is set aside for it is the stated share of profit.

    The profit on a sale is the margin less the contribution, and 0 where that would be negative.
    """
    t = w.parameters
    profit = w.numbers.maximum(kept(w, 1), 0) * w.state["sales.total"]
    yield Check(
        "money for buying back, against the share of the profit on all sales",
        w.state["buybacks.spent"] + w.state["buybacks.yuan"],
        t.buyback_rate * profit,
        relation=Relation.EQUAL,
    )


@claim(Kind.STEP, "C20", "M16.2", "A36", needs=("linkage",))
def retired_tokens_leave_no_less_behind(before: View, after: View) -> Iterator[Check]:
    """When tokens are destroyed, each remaining token has no fewer assets behind it than before."""
    earlier, now = _outstanding(before), _outstanding(after)
    yield Check(
        "assets behind each token after the step",
        Quotient(after.state["tokenised.assets"], now),
        Quotient(before.state["tokenised.assets"], earlier),
        "yuan per token",
        when=after.numbers.both(now > 0, now < earlier),
    )


@claim(Kind.STATE, "C21", "A37", needs=("linkage",))
def no_asset_is_owned_twice(w: View) -> Iterator[Check]:
    """Shareholders and token holders together own no more than the company opened with.

    While nobody holds a token, nobody owns what stands behind the tokens.
    """
    yield _ownership(w, Relation.AT_MOST)


@claim(Kind.STATE, "C21", "A37", needs=("linkage",))
def tokenised_assets_are_owned_once(w: View) -> Iterator[Check]:
    """Shareholders and token holders together own exactly what the company opened with.

    While nobody holds a token, nobody owns what stands behind the tokens.
    """
    yield _ownership(w, Relation.EQUAL)


@claim(Kind.STATE, "C21", "M16.4", needs=("linkage",), about=_tokens)
def tokenised_assets_cover_the_tokens(w: View) -> Iterator[Check]:
    """The assets behind the tokens are worth at least as much as all tokens at their price."""
    yield Check(
        "assets behind tokens, against the tokens at their price",
        w.state["tokenised.assets"],
        w.state["circle.token"] * _outstanding(w),
    )


def _ownership(w: View, relation: Relation) -> Check:
    """What shareholders own, and what stands behind the tokens while somebody holds one."""
    behind = w.numbers.choose(_outstanding(w) > 0, w.state["tokenised.assets"], 0)
    return Check(
        "assets of shareholders and of holders of tokens, against assets there are",
        w.state["equity.assets"] + behind,
        w.parameters.company_assets,
        relation=relation,
    )


def _outstanding(w: View) -> Amount:
    """Tokens that somebody holds."""
    return -w.state["issuer.tokens"]
