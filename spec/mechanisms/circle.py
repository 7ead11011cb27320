"""The circle of token, earnings and share.

Source: 004, paragraph on the virtuous circle.
Keeps: token price, earnings and share price; the last change on its way round; all news.
"""

from __future__ import annotations

from ..model.mechanism import Mechanism
from ..model.parameters import Parameter, declare, number, rate
from ..model.questions import Question, asks
from ..model.world import View, World
from ..numbers import Amount, Yuan


@asks("A35")
class Feedback(Question):
    """How much of a change in the token price comes back after one round."""

    DAMPED = "damped", "less than the change"
    AMPLIFYING = "amplifying", "more than the change"


def _level(unit: str, sense: str) -> Parameter:
    return number(unit, sense, "M16.1", "100", positive=True)


def _gain(sense: str, default: str, clause: str = "M16.1") -> Parameter:
    return rate(sense, clause, default, positive=True)


declare(
    opening_token_price=_level("yuan per token", "token price at the opening"),
    opening_earnings=_level("yuan", "earnings of the company at the opening"),
    opening_share_price=_level("yuan per share", "share price at the opening"),
    token_to_earnings=_gain("change of earnings per change of the token price", "1/2"),
    earnings_to_share=_gain("change of the share price per change of earnings", "2"),
    share_to_token=_gain("change of the token price per change of the share price", "1/2"),
    share_to_token_amplified=_gain("the same where a round amplifies", "3/2", "A35"),
    amplification=_gain("most that all rounds together make of a change", "2", "C20"),
)

MECHANISM = Mechanism(
    name="circle",
    title="The circle of token, earnings and share",
    clauses=("M16",),
    needs=("purchase",),
    shared={
        "circle.token": "opening_token_price",
        "circle.earnings": "opening_earnings",
        "circle.share": "opening_share_price",
        "circle.pending": 0,
        "news.good": 0,
        "news.bad": 0,
    },
    counters=("circle.token", "circle.share", "news.good", "news.bad"),
    parameters=(
        "opening_token_price",
        "opening_earnings",
        "opening_share_price",
        "token_to_earnings",
        "earnings_to_share",
        "share_to_token",
        "share_to_token_amplified",
        "amplification",
    ),
    questions=("feedback",),
)


def share_gain(w: View) -> Amount:
    """By how much the token price changes per change of the share price."""
    if w.readings.feedback is Feedback.AMPLIFYING:
        return w.parameters.share_to_token_amplified
    return w.parameters.share_to_token


def round_gain(w: View) -> Amount:
    """How much of a change in the token price comes back after one round, per yuan of it."""
    return w.parameters.token_to_earnings * w.parameters.earnings_to_share * share_gain(w)


@MECHANISM.rule("M16.1")
def rise(w: World, amount: Yuan) -> None:
    """Good news: the token price rises on its own."""
    w.require(amount > 0, "the price moves")

    w.note("circle.token", amount, "M16.1")
    w.note("circle.pending", amount, "M16.1")
    w.note("news.good", amount)


@MECHANISM.rule("M16.1")
def fall(w: World, amount: Yuan) -> None:
    """Bad news: the token price falls on its own."""
    w.require(amount > 0, "the price moves")
    w.require(amount <= w.state["circle.token"], "no token price falls below nothing")

    w.note("circle.token", -amount, "M16.1")
    w.note("circle.pending", -amount, "M16.1")
    w.note("news.bad", amount)


@MECHANISM.rule("M16.1", "A35")
def turn(w: World) -> None:
    """The last change goes round once: from the token to earnings, to the share price and back."""
    t = w.parameters
    pending = w.state["circle.pending"]
    earnings = w.let("change of earnings", t.token_to_earnings * pending, "M16.1")
    share = w.let("change of the share price", t.earnings_to_share * earnings, "M16.1")
    token = w.let("change of the token price", share_gain(w) * share, "M16.1", "A35")
    w.require(w.state["circle.token"] + token >= 0, "no token price falls below nothing")
    w.require(w.state["circle.share"] + share >= 0, "no share price falls below nothing")

    w.note("circle.earnings", earnings, "M16.1")
    w.note("circle.share", share, "M16.1")
    w.note("circle.token", token, "M16.1")
    w.write("circle.pending", token, "M16.1")
