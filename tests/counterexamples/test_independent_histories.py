"""Histories that no file has, under mixed readings: both replays see the same states and claims."""

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from neverfalls import counterexamples
from neverfalls.counterexamples.independent import COVERED, Differs, reading
from neverfalls.counterexamples.independent.books import Books
from neverfalls.counterexamples.independent.cases import NEWCOMER, Case
from neverfalls.counterexamples.replay import broken_at, scheme_of
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.errors import NeverfallsError, NotEnabled
from neverfalls.spec.model.parameters import Parameters
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.schemes.scheme import Scheme

from .shipped import data, parsed

MEMBERS = ("alice", "bob", "carol")
AMOUNTS = [
    *(Fraction(1, 1000), Fraction(1, 2), Fraction(7, 3), Fraction(123, 100)),
    *(Fraction(whole) for whole in (1, 21, 100, 2000, 5000, 200000)),
]
RATES = [Fraction(3, 100), Fraction(1, 10), Fraction(3, 20)]
HISTORIES = 40  # for each scheme


@cache
def schemes() -> dict[str, str]:
    """Return the id of one shipped trace for each scheme that is covered."""
    return {
        trace.scheme: trace.id
        for trace in reversed(counterexamples.every())
        if COVERED.issuperset(trace.mechanisms)
    }


def setting(chance: random.Random, name: str) -> Any:
    """Return a trace of a scheme without any event, each of whose answers may be any."""
    told = data(schemes()[name])
    told.update(members=list(MEMBERS), opening={}, initial_members=[], steps=[])
    told.pop("loop", None)
    told["violation"].update(step=0, state=1)
    for question, answer in told["readings"].items():
        answers = reading.ANSWERS[question].split()
        if question == "mint_price":
            listed, shown = "price-list" in told["mechanisms"], "rounding" in told["mechanisms"]
            answers = ["before", "after", *["listed"] * listed, *["displayed"] * shown]
        told["readings"][question] = chance.choice([answer, *answers])
    return told


def event(chance: random.Random, told: Any, books: Books) -> tuple[str, dict[str, Any]]:
    """Return an event of the scheme, which may or may not be allowed."""
    rules = [n for n, rule in reading.RULES.items() if rule.mechanism in told["mechanisms"]]
    name = chance.choice(["purchase", *rules, *rules])
    rule = reading.RULES[name]
    arguments: dict[str, Any] = dict(
        zip(rule.members, chance.sample(MEMBERS, len(rule.members)), strict=True)
    )
    for key in reading.amounts_of(books, name):
        arguments[key] = chance.choice(RATES if key.endswith("_rate") else AMOUNTS)
        if key in ("points", "constants", "tokens") and chance.random() < 2 / 3:
            asset = "takings" if name == "restore" else key
            held = books[f"{arguments[rule.members[0]]}.{asset}"]
            arguments[key] = chance.choice([held, held / 2])
        if key == "friends":
            arguments[key] = Fraction(chance.randrange(1, 4))
    return name, arguments


def broken(scheme: Scheme, states: Any) -> Iterator[tuple[str, str | None, int, Any]]:
    """Yield every claim that breaks at one of the last states, as the first replay sees it."""
    for claim in CLAIMS.values():
        if claim.applies(scheme.mechanisms):
            for name in MEMBERS if claim.per_member else (None,):
                for place in range(1, len(states[-1]) + 1):
                    last = len(states) - 1
                    check = broken_at(scheme, MEMBERS, claim, states, last, place, name)
                    if check is not None:
                        yield claim.name, name, place, check


def test_points_held_aside_count_towards_the_cap() -> None:
    """Both replays refuse a sale for which only room is left because points are held aside."""
    answers = {"cap_counts": "outstanding", "converted_points": "held-aside"}
    numbers = Parameters(cap=Fraction(40), reward=Fraction(1))
    scheme = Scheme("here", "Here", ("purchase", "constants", "issue-cap"), numbers)
    scheme = scheme.answering(**answers)
    readings = scheme.readings.to_dict()
    told = {
        "mechanisms": [*scheme.mechanisms],
        "parameters": {n: str(getattr(numbers, n)) for n in scheme.relevant_parameters},
        "readings": {name: readings[name] for name in scheme.relevant_questions},
        "members": [*MEMBERS],
        "opening": {},
        "initial_members": [],
    }
    world = World(scheme, ExactNumbers(), scheme.opening_state(MEMBERS), MEMBERS)
    books = reading.opened(told)
    events: list[tuple[str, dict[str, Any]]] = [
        ("purchase", {"buyer": "alice", "paid": Fraction(100)}),
        ("convert", {"holder": "alice", "points": Fraction(15)}),
        ("purchase", {"buyer": "bob", "paid": Fraction(100)}),
    ]
    for number, (rule, arguments) in enumerate(events, 1):
        step = {"rule": rule, "arguments": {k: str(v) for k, v in arguments.items()}}
        if number < len(events):
            seen = world.run(scheme.rules[rule], arguments)
            mine = reading.happen(books, number, step)
            assert mine == [{k: v for k, v in state.items() if v} for state in seen]
            continue
        with pytest.raises(NotEnabled):
            world.run(scheme.rules[rule], arguments)
        with pytest.raises(Differs):
            reading.happen(books, number, step)


@pytest.mark.parametrize("name", sorted(schemes()))
def test_both_replays_agree(name: str) -> None:
    """They allow the same events, see the same states, and break the same claims by as much."""
    chance = random.Random(name)
    known = {**reading.OF_ALL, **reading.OF_A_MEMBER}
    for _ in range(HISTORIES):
        told = setting(chance, name)
        scheme, books = scheme_of(parsed(told)), reading.opened(told)
        opening = books.at(books.balances)
        states = [[scheme.opening_state(MEMBERS)]]
        for number in range(1, chance.randrange(3, 8)):
            rule, arguments = event(chance, told, books)
            step = {"rule": rule, "arguments": {k: str(v) for k, v in arguments.items()}}
            world = World(scheme, ExactNumbers(), dict(states[-1][-1]), MEMBERS)
            try:
                seen = world.run(scheme.rules[rule], arguments)
            except NeverfallsError:
                with pytest.raises(Differs):
                    reading.happen(books.at(books.balances), number, step)
                continue
            mine = reading.happen(books, number, step)
            assert mine == [{k: v for k, v in state.items() if v} for state in seen], told
            states.append(seen)
        for claim, member, place, check in broken(scheme, states) if len(states) > 1 else ():
            if claim in known:
                now = opening.at(states[-1][place - 1])
                before = opening.at(states[-1][place - 2] if place > 1 else states[-2][-1])
                relation, sides = known[claim]
                assert relation == check.relation.value
                assert sides(Case(now, before, opening, member or NEWCOMER)) == check.sides(), claim
