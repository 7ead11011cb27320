"""Random attacks: any events in any order, by members who try to break what is proved."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.mechanisms.purchase import ProductCost
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.schemes.scheme import Scheme

from .histories import Pick, event
from .machine import LONG, length, look

MEMBERS = 5
"""Most members of a random history who are not there from the start."""

LENGTH = 40
"""Most events that are tried in one history."""

ORDERS = [Fraction(n) for n in (1, 2, 3, 10, 1000, 1_000_000)]
ORDERS += [1 / each for each in ORDERS]
"""What is paid, in typical orders."""

SHARES = [Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(1, 10**6), 1 - Fraction(1, 10**6)]
"""What is given up, of what there is: all of it as often as anything else."""

MARGINS = [Fraction(n, 10) for n in (0, 1, 5, 10)]
"""Margins, where these may be any."""

Happened = list[tuple[str, dict[str, Any]]]
"""The events of a history so far, with their arguments."""


def attack(scheme: Scheme, promised: Sequence[Claim], events: int, seed: str) -> int:
    """Let so many random events happen, in many histories; return in how many.

    Raises:
        AssertionError: something that is promised does not hold; the history is told.
    """
    random = Random(seed)
    left, histories = events, 0
    while left > 0:
        histories += 1
        happened: Happened = []
        law = scheme
        if scheme.readings.product_cost is ProductCost.ANY_MARGIN:
            law = scheme.with_parameters(margin=random.choice(MARGINS))
        roster = law.roster(random.randint(1, MEMBERS))
        try:
            for before, now in _steps(law, roster, random, happened):
                look(promised, before, now)
        except AssertionError as error:
            margin, events_told = law.parameters.margin, "; ".join(map(_told, happened))
            told = f"{law.name} {seed}, {len(roster)} members, margin {margin}: {events_told}"
            raise AssertionError(f"{error}\n{told}") from None
        left -= max(len(happened), 1)
    return histories


def _steps(
    law: Scheme, roster: Sequence[str], random: Random, happened: Happened
) -> Iterator[tuple[View | None, View]]:
    """Every state that an observer sees in one history, with the one before."""
    now = View(law, ExactNumbers(), law.opening_state(roster), roster)
    yield None, now
    # in most histories only some kinds of events happen, each of them more often
    possible = sorted(name for name, rule in law.rules.items() if _named(rule) <= len(roster))
    rules = random.sample(possible, random.randint(1, len(possible)))
    rules = list(dict.fromkeys(["purchase", *rules]))
    for _event in range(LENGTH):
        if any(length(amount) > LONG for amount in now.state.values()):
            return
        name = random.choice(rules)
        arguments = event(law, roster, now.state, _pick(law, name, random))
        world = World(law, ExactNumbers(), dict(now.state), roster)
        try:
            observed = world.run(law.rules[name], arguments)
        except NotEnabled:
            continue
        happened.append((name, arguments))
        for state in observed:
            before, now = now, now.on(state)
            yield before, now


def _named(rule: Rule) -> int:
    """How many members an event names."""
    return list(rule.sorts.values()).count("Member")


def _pick(law: Scheme, name: str, random: Random) -> Pick:
    """A random event of a kind, of a size that such events have."""
    sorts = set(law.rules[name].sorts.values())
    sizes = ORDERS if sorts <= {"Member", "Yuan"} and "Yuan" in sorts else SHARES
    size = random.choice(sizes) if random.random() < 0.8 else Fraction(random.randint(1, 99), 100)
    return Pick(name, random.randrange(60), random.randrange(60), size)


def _told(each: tuple[str, dict[str, Any]]) -> str:
    rule, arguments = each
    return " ".join((rule, *(f"{key}={value}" for key, value in arguments.items())))
