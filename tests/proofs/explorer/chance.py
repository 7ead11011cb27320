"""Histories by chance, possible and impossible ones, and what the rules themselves make of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from neverfalls.proofs.explorer.data import PLAYERS
from neverfalls.proofs.explorer.programs import rule_program
from neverfalls.spec.claims import CLAIMS
from neverfalls.spec.claims.claim import Kind, parts
from neverfalls.spec.errors import BadArguments, NotEnabled
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.schemes.loader import RECORDED, load_scheme
from neverfalls.spec.schemes.scheme import Scheme

NUMBERS = ExactNumbers()
State = dict[str, Any]


class Watching(World):
    """A world that knows which clauses stand beside what it refused."""

    refused: tuple[str, ...] = ()

    def require(self, condition: Any, why: str, *clauses: str) -> None:
        self.refused = clauses
        super().require(condition, why, *clauses)


@dataclass(frozen=True)
class Variant:
    """A scheme with one answer or number other than its own."""

    name: str
    deviation: str
    scheme: Scheme


def variants() -> list[Variant]:
    """Every variant that a page knows, without the page's help."""
    return [each for name in RECORDED for each in variants_of(load_scheme(name))]


def variants_of(scheme: Scheme) -> list[Variant]:
    """Every variant of a scheme."""
    name, found = scheme.name, [Variant(scheme.name, "", scheme)]
    for deviation, readings in scheme.readings.deviations():
        question, _, value = deviation.partition("=")
        asked = question in scheme.relevant_questions
        if asked and value in [each.value for each in scheme.answers(question)]:
            found.append(Variant(name, deviation, scheme.reading(readings)))
    for key, values in scheme.unstated.items():
        found += [
            Variant(name, f"{key}={value}", scheme.with_parameters(**{key: value}))
            for value in values
        ]
    return found


def history(variant: Variant, chance: random.Random) -> dict[str, Any]:
    """Some events of a variant by chance, with what the rules say of them."""
    scheme = variant.scheme
    roster = scheme.roster(chance.randint(max(1, len(scheme.members)), PLAYERS + 1))
    state: State = scheme.opening_state(roster)
    before = state
    events: list[list[Any]] = []
    happened: list[dict[str, Any]] = []
    for _turn in range(chance.randint(1, 7)):
        rule = scheme.rules[chance.choice(list(scheme.rules))]
        arguments = dict(_arguments(scheme, rule.name, roster, state, chance))
        events.append([rule.name, {key: str(value) for key, value in arguments.items()}])
        world = Watching(scheme, NUMBERS, dict(state), roster)
        try:
            states = world.run(rule, arguments)
        except NotEnabled as refused:
            happened.append({"refused": [refused.requirement, list(world.refused)]})
        except BadArguments as wrong:
            happened.append({"wrong": wrong.field})
        else:
            happened.append({"states": [balances(each) for each in states]})
            before, state = [state, *states][-2:]
    claims = [each for each in CLAIMS.values() if each.applies(scheme.mechanisms)]
    chosen = [(each, chance.choice(roster) if each.per_member else None) for each in claims]
    asked = chance.sample(chosen, min(4, len(chosen)))
    judged = [_judged(scheme, roster, claim, who, before, state) for claim, who in asked]
    return {
        "scheme": variant.name,
        "deviation": variant.deviation,
        "members": list(roster),
        "parameters": {},
        "events": events,
        "claims": [[claim.name, who] for claim, who in asked],
        "expected": {"happened": happened, "judged": judged},
    }


def _arguments(
    scheme: Scheme, rule: str, roster: Sequence[str], state: State, chance: random.Random
) -> Iterator[tuple[str, Any]]:
    """What an event is given: mostly something sensible, sometimes too much or wrong."""
    held = roster[0]
    for name, sort in scheme.rules[rule].sorts.items():
        if sort == "Member":
            held = chance.choice(roster)
            yield name, held
        elif sort == "Count":
            yield name, chance.choice([Fraction(1), Fraction(2), Fraction(0), Fraction(3, 2)])
        elif sort == "Yuan":
            yield name, scheme.parameters.order * _factor(chance)
        else:
            entry = "constants" if sort == "Constants" else "points"
            yield name, (state.get(f"{held}.{entry}", 0) or Fraction(10)) * _factor(chance)
    for name in _picked(scheme, rule):
        yield name, Fraction(chance.randint(2, 16), 100)


def _picked(scheme: Scheme, rule: str) -> list[str]:
    """The numbers that the platform picks when an event happens, such as the rates of a day."""
    asked = dict.fromkeys(_given(rule_program(scheme, scheme.rules[rule])))
    return [name for name in asked if name not in scheme.rules[rule].sorts]


def _given(program: Any) -> Iterator[str]:
    """The numbers that a text is given, in the order in which it names them."""
    for each in program:
        if isinstance(each, list):
            yield from [each[1]] if each[:1] == ["given"] else _given(each)


def _factor(chance: random.Random) -> Fraction:
    common = [Fraction(1), Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(2, 3)]
    return chance.choice([*common, Fraction(5), Fraction(30), Fraction(0), Fraction(-1)])


def _judged(
    scheme: Scheme, roster: Sequence[str], claim: Any, who: str | None, before: State, now: State
) -> list[list[Any]]:
    """The checks of a claim on exact numbers, as the page's machine writes them."""
    view = View(scheme, NUMBERS, now, roster)
    earlier = View(scheme, NUMBERS, before, roster) if claim.kind is Kind.STEP else None
    return [
        [
            check.what,
            check.unit,
            check.relation.value,
            check.holds(view),
            bool(check.when),
            *(_side(each) for each in (check.left, check.right)),
        ]
        for check in claim.checks(earlier, view, who)
    ]


def _side(side: Any) -> str:
    above, below = parts(side)
    return str(Fraction(above) / Fraction(below)) if below else "0"


def balances(state: Mapping[str, Any]) -> dict[str, str]:
    """The balances that are not 0, as text."""
    return {key: str(value) for key, value in state.items() if value}
