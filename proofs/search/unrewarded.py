"""Purchases that are granted nothing, because their points are rounded down to none.

Each of them lifts the price by a part of itself, so a few lift it as far as one likes; but they are
more than a search can reach. The greatest amount that is granted nothing is found on exact
fractions, and paid again and again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from neverfalls.counterexamples.replay import NUMBERS, State
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import World
from neverfalls.spec.schemes.scheme import Scheme

from .letters import Letter
from .run import Run
from .traces import first_violation
from .trials import closed_at

MOST = 20
"""Most purchases that are granted nothing."""

BITS = 40
"""An amount is sought among so many powers of two of the smallest coin."""

Events = Sequence[tuple[str, dict[str, Any]]]


def unrewarded(
    scheme: Scheme, claim: Claim, last: Collection[str]
) -> tuple[Run, Mapping[str, Fraction]] | None:
    """A history of such purchases, or of these and one event more, that breaks the claim.

    It is the shortest of those that are tried, with its amounts.
    """
    if "rounding" not in scheme.mechanisms or "purchase" not in scheme.rules:
        return None
    start = replace(Run.start(scheme, scheme.roster(max(1, len(scheme.members)))), scheme=scheme)
    law = scheme.closed(closed_at(start))
    tried = [_climb(law, start.roster, steps) for steps in (1, 0)]
    for several in zip(*tried, strict=False):
        for history in several:
            states = _run(law, start.roster, history)
            ends = history[-1][0] in last
            if ends and states and first_violation(law, start.roster, claim, states) is not None:
                return _as_run(start, history)
    return None


def _climb(law: Scheme, roster: Sequence[str], steps: int) -> Iterator[Events]:
    """Histories that begin with a purchase, go on with unrewarded ones, and may end otherwise.

    The first purchase is the greatest that is granted so many ``steps`` of points; for no steps it
    is the greatest that is granted no more than a typical one.
    """
    who, order = roster[0], Fraction(law.parameters.order)

    def bought(paid: Fraction) -> tuple[str, dict[str, Any]]:
        return "purchase", {"buyer": who, "paid": paid}

    history: list[tuple[str, dict[str, Any]]] = []
    for number in range(MOST + 1):
        state = _state(law, roster, history)
        if state is None:
            return
        least = steps * law.parameters.points_step if number == 0 else Fraction(0)
        if number == 0 and steps == 0:
            least = _granted(law, roster, state, order)
        paid = _greatest(law, roster, state, least)
        if paid <= 0:
            return
        history = [*history, bought(paid)]
        yield history
        yield [*history, bought(order)]
        after = _state(law, roster, history)
        if "sell" in law.rules and after and after[f"{who}.points"] > 0:
            yield [*history, ("sell", {"seller": who, "points": after[f"{who}.points"]})]


def _greatest(law: Scheme, roster: Sequence[str], state: State, points: Fraction) -> Fraction:
    """The greatest purchase, in whole coins, that is granted at most so many points."""
    coin = Fraction(law.parameters.money_step)
    coins = 0
    for bit in reversed(range(BITS)):
        more = coins + 2**bit
        if _granted(law, roster, state, more * coin) <= points:
            coins = more
    return coins * coin if coins < 2**BITS - 1 else Fraction(0)  # or there is no greatest one


def _granted(law: Scheme, roster: Sequence[str], state: State, paid: Fraction) -> Fraction:
    world = World(law, NUMBERS, dict(state), roster)
    world.run(law.rules["purchase"], {"buyer": roster[0], "paid": paid})
    key = f"{roster[0]}.points"
    return Fraction(world.state[key] - state[key])


def _state(law: Scheme, roster: Sequence[str], history: Events) -> State | None:
    states = _run(law, roster, history)
    return states[-1][-1] if states else None


def _run(law: Scheme, roster: Sequence[str], history: Events) -> list[list[State]]:
    """The states of a history; none where an event is refused."""
    states = [[law.opening_state(roster)]]
    for rule, arguments in history:
        world = World(law, NUMBERS, dict(states[-1][-1]), roster)
        try:
            states.append(world.run(law.rules[rule], dict(arguments)))
        except NeverfallsError:
            return []
    return states


def _as_run(start: Run, history: Events) -> tuple[Run, Mapping[str, Fraction]] | None:
    run: Run | None = start
    for rule, _arguments in history:
        run = run and run.extend(Letter(rule, start.roster[:1]))
    if run is None:
        return None
    given = {
        unknown.label: Fraction(history[unknown.step - 1][1][unknown.argument])
        for unknown in run.unknowns
    }
    return run, {**closed_at(run), **given}
