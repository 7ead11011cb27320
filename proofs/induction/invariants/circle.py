"""Invariants of the circle of token and share price."""

from __future__ import annotations

from collections.abc import Iterator

from neverfalls.spec.claims.claim import Check, Relation
from neverfalls.spec.mechanisms.circle import round_gain
from neverfalls.spec.model.world import View

from .invariant import invariant


@invariant(needs=("circle",))
def news_goes_round_without_loss(w: View) -> Iterator[Check]:
    """Where the token price stands, and what is still to come of it, follows from all news."""
    gain, strayed = round_gain(w), w.state["circle.token"] - w.parameters.opening_token_price
    news = w.state["news.good"] - w.state["news.bad"]
    to_come = gain * w.state["circle.pending"]
    yield Check("news", (1 - gain) * strayed + to_come, news, relation=Relation.EQUAL)


@invariant(needs=("circle",))
def pending_change_is_within_the_news(w: View) -> Iterator[Check]:
    """What is on its way round is no more than all good news, nor less than all bad."""
    yield Check("good news", w.state["news.good"], w.state["circle.pending"])
    yield Check("bad news", w.state["news.bad"], -w.state["circle.pending"])


@invariant(needs=("circle",))
def good_news_is_on_its_way_as_a_rise(w: View) -> Iterator[Check]:
    """As long as all news is good, no fall is on its way round."""
    yield Check("change", w.state["circle.pending"], 0, when=w.state["news.bad"] <= 0)
