"""A history as a story: each event with who pays whom, and what it leaves; then what breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from msgspec import UNSET

from neverfalls.counterexamples import Trace, replay
from neverfalls.counterexamples.replay import NUMBERS, Replay
from neverfalls.counterexamples.setting import arguments_of
from neverfalls.spec.model.mechanism import ASSETS
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers.decimals import with_decimal

from .events import happened, worded
from .markup import plain
from .speaking import Speaker


class Posting(NamedTuple):
    """What went from one account to another in an event, all together."""

    source: str
    target: str
    asset: str
    amount: Fraction


Carried = tuple[str, str, str]
"""Who gives, who takes, and which asset."""

FUND = re.compile(r"tier-\d+")


class _Bookkeeper(World):
    """A world that remembers what was carried from where to where."""

    carried: dict[Carried, Fraction]

    def move(self, source: str, target: str, amount: Any, *_clauses: str) -> None:
        super().move(source, target, amount)
        (giver, _, kind), (taker, _, _) = source.rpartition("."), target.rpartition(".")
        if giver != taker:
            key = (giver, taker, ASSETS[kind])
            self.carried[key] = self.carried.get(key, Fraction(0)) + Fraction(amount)


def postings(done: Replay, number: int) -> list[Posting]:
    """What went where in a step of a replayed history, counted from 1; nothing that came to 0.

    What only went to and fro between accounts of the platform is left out, and so are the funds of
    tiers that pass on at once all that they get.
    """
    step = done.trace.steps[number - 1]
    rule = done.scheme.rules[step.rule]
    before = dict(done.states[number - 1][-1])
    world = _Bookkeeper(done.scheme, NUMBERS, before, done.trace.members)
    world.carried = {}
    world.run(rule, arguments_of(rule, step))
    for giver, taker, asset in list(world.carried):
        back = world.carried.get((taker, giver, asset), Fraction(0))
        if back and not {giver, taker} & {*done.trace.members}:
            less = min(back, world.carried[giver, taker, asset])
            world.carried[giver, taker, asset] -= less
            world.carried[taker, giver, asset] -= less
    return [Posting(*key, amount) for key, amount in _through(world.carried).items() if amount]


def _through(carried: Mapping[Carried, Fraction]) -> dict[Carried, Fraction]:
    """The same with the funds of tiers left out that pass on at once all that they get."""
    found = {key: amount for key, amount in carried.items() if amount}
    for fund in dict.fromkeys(target for _source, target, _asset in found):
        into = [key for key in found if key[1] == fund]
        out = [key for key in found if key[0] == fund]
        if FUND.fullmatch(fund) and len(into) == len(out) == 1 and found[into[0]] == found[out[0]]:
            straight = (into[0][0], out[0][1], into[0][2])
            found[straight] = found.get(straight, Fraction(0)) + found.pop(into[0])
            del found[out[0]]
    return found


def story(speaker: Speaker, trace: Trace) -> Iterator[str]:
    """A history event by event, as Markdown, and at last what breaks.

    Raises:
        ReplayFailed: it does not happen as it says.
    """
    say, done = speaker.say, replay(trace)
    if opening := _opening(speaker, done):
        yield say("At the opening: {what}.", what=opening)
        yield ""
    for number, step in enumerate(trace.steps, 1):
        event = plain(happened(speaker, step.rule, step.arguments))
        yield f"{number}. **{event}**"
        yield ""
        for each in postings(done, number):
            yield f"   - {_posting(speaker, each)}"
        yield f"   - {_price(speaker, done, number)}"
        yield ""
    if trace.loop is not UNSET:
        first, last = trace.loop + 1, len(trace.steps)
        if first == last:
            yield say("Event {number} can go on like this for ever.", number=first)
        else:
            yield say("Events {first} to {last} can go on for ever.", first=first, last=last)
        yield ""
    yield "{.broken}"
    yield breach(speaker, trace)
    yield ""


def in_short(speaker: Speaker, trace: Trace) -> Iterator[str]:
    """A history as a list of its events, and what breaks."""
    for number, step in enumerate(trace.steps, 1):
        yield f"{number}. {plain(happened(speaker, step.rule, step.arguments))}"
    yield ""
    yield "{.broken}"
    yield breach(speaker, trace)
    yield ""


def breach(speaker: Speaker, trace: Trace) -> str:
    """What was found where something else was promised, with both numbers."""
    say, tell, found = speaker.say, speaker.tell, trace.violation
    relations = {
        "at least": say("at least"),
        "at most": say("at most"),
        "more than": say("more than"),
        "equal to": say("exactly"),
    }
    return say(
        "✗ {what}: {left} {unit}, where {relation} {right} was promised.",
        what=plain(_named(tell(found.what), trace.members)),
        left=with_decimal(Fraction(found.left)),
        unit=speaker.unit(found.unit),
        relation=relations[found.relation],
        right=with_decimal(Fraction(found.right)),
    )


def _named(text: str, members: Sequence[str]) -> str:
    """A sentence with the names of members as names."""
    for each in members:
        text = re.sub(rf"(?<![A-Za-z_]){each}(?![A-Za-z_])", worded(each), text)
    return text


def _opening(speaker: Speaker, done: Replay) -> str:
    """What there is before anything happens, where a file says so."""
    entries = (
        (key, Fraction(value)) for key, value in done.trace.opening.items() if Fraction(value)
    )
    parts = [
        speaker.say(
            "{holder}: {amount} {unit}",
            holder=holder(speaker, key.partition(".")[0]),
            amount=with_decimal(value),
            unit=speaker.unit(ASSETS.get(key.rpartition(".")[2], key.rpartition(".")[2])),
        )
        for key, value in entries
    ]
    return speaker.listed(parts)


def _posting(speaker: Speaker, each: Posting) -> str:
    return speaker.say(
        "{source} → {target}: {amount} {unit}",
        source=holder(speaker, each.source),
        target=holder(speaker, each.target),
        amount=with_decimal(each.amount),
        unit=plain(speaker.unit(UNITS.get(each.asset, each.asset))),
    )


UNITS = {"constants": "constant points", "stock": "shares"}
"""What some assets are counted in, where their name does not say it."""


def holder(speaker: Speaker, name: str) -> str:
    """Who has an account, in words."""
    say = speaker.say
    known: Mapping[str, str] = {
        "pool": say("the pool"),
        "treasury": say("the treasury"),
        "supplier": say("the supplier"),
        "issuer": say("the issuer"),
        "platform": say("the platform"),
        "exchange": say("the exchange"),
        "dividends": say("the dividend account"),
        "tier-shares": say("the tier dividends"),
        "dealer-shares": say("the dealers' shares"),
        "agents": say("the agents"),
        "buybacks": say("the money for buy-backs"),
        "aside": say("points held aside"),
        "equity": say("the shareholders"),
        "tokenised": say("the tokens' assets"),
        "giver": say("whoever gives it"),
    }
    if FUND.fullmatch(name):
        return say("the fund of tier {number}", number=name[5:])
    return known.get(name) or plain(worded(name))


def _price(speaker: Speaker, done: Replay, number: int) -> str:
    """The price of a point and what stands behind it, before and after a step."""
    say = speaker.say
    before, now = (
        View(done.scheme, NUMBERS, state, done.trace.members)
        for state in (done.states[number - 1][-1], done.states[number][-1])
    )

    def price(view: View) -> str:
        if view.supply <= 0:
            return say("none")
        return with_decimal(Fraction(view.pool) / Fraction(view.supply))

    return say(
        "price of a point: {before} → {after} (pool {pool} yuan, {supply} points)",
        before=price(before),
        after=price(now),
        pool=with_decimal(Fraction(now.pool)),
        supply=with_decimal(Fraction(now.supply)),
    )
