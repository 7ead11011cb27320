"""From a run with exact amounts to a trace that has been replayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec import UNSET

from neverfalls.counterexamples import Trace, replay
from neverfalls.counterexamples.replay import State, broken_at, execute
from neverfalls.counterexamples.setting import parameters_of, readings_of
from neverfalls.counterexamples.trace import FORMAT, Found, Step, Violation
from neverfalls.spec.claims.claim import Claim
from neverfalls.spec.schemes.scheme import Scheme

from .run import Run, events

SOLVER = "z3"
ROUND = "a search of all histories with a few round amounts"
TRIAL = "a trial of round amounts, after z3 gave up on this word"
LONGER = "a trial of round amounts, in a word longer than those that were searched"
CLIMBED = "a trial of purchases that are granted nothing, after z3 gave up on a word"
CROWDED = "a trial of amounts, with more members than in the words that were searched"


class Disagreement(Exception):
    """The exact replay does not confirm what the solver said: a defect of the project."""


def make_trace(
    name: str,
    run: Run,
    amounts: Mapping[str, Fraction],
    claim: Claim,
    shorter: str,
    loop: int | None = None,
    by: str = SOLVER,
) -> Trace:
    """The trace of a run with these amounts.

    Raises:
        Disagreement: the claim does not break there, or the replay differs.
    """
    scheme = run.scheme.closed(amounts)
    return trace_of(name, scheme, run.roster, events(run, amounts), claim, Found(by, shorter), loop)


def trace_of(
    name: str,
    scheme: Scheme,
    roster: Sequence[str],
    history: Sequence[tuple[str, dict[str, Any]]],
    claim: Claim,
    found: Found,
    loop: int | None = None,
) -> Trace:
    """The trace of these events.

    Raises:
        Disagreement: the claim does not break there, or the replay differs.
    """
    states = execute(scheme, roster, history)
    violation = first_violation(scheme, roster, claim, states)
    if violation is None:
        raise Disagreement(f"{name}: the history that was found does not break {claim.name}")
    trace = Trace(
        format=FORMAT,
        id=name,
        claim=claim.name,
        scheme=scheme.name,
        title=scheme.title,
        mechanisms=list(scheme.mechanisms),
        parameters=parameters_of(scheme),
        readings=readings_of(scheme),
        members=list(roster),
        opening={key: str(value) for key, value in scheme.opening.items()},
        initial_members=list(scheme.members),
        steps=[
            Step(
                rule=rule,
                arguments={key: str(value) for key, value in arguments.items()},
                states=[written_state(state) for state in observed],
            )
            for (rule, arguments), observed in zip(history, states[1:], strict=True)
        ],
        violation=violation,
        found=found,
        loop=UNSET if loop is None else loop,
    )
    replay(trace)
    return trace


def first_violation(
    scheme: Scheme, roster: Sequence[str], claim: Claim, states: Sequence[Sequence[State]]
) -> Violation | None:
    """The first violation of a claim in the states of the last event, if there is one."""
    last = len(states) - 1
    for number in range(1, len(states[last]) + 1):
        for member in roster if claim.per_member else (None,):
            check = broken_at(scheme, roster, claim, states, last, number, member)
            if check is not None:
                left, right = check.sides()
                return Violation(
                    step=last,
                    state=number,
                    member=member,
                    what=check.what,
                    relation=check.relation.value,
                    left=str(left),
                    right=str(right),
                    unit=check.unit,
                )
    return None


def written_state(state: State) -> dict[str, str]:
    """A state as a trace writes it, without the zeros."""
    return {key: str(value) for key, value in state.items() if value}
