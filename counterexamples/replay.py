"""Exact replay: run a trace's events and compare every balance of every state.

Nothing here knows of solvers or of the symbolic encoding: the rules run on fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from msgspec import UNSET

from neverfalls.spec.claim import CLAIMS, Check, Claim, Kind
from neverfalls.spec.claims import CLAIMS as _ALL_CLAIMS
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.parameters import NAMES, Parameters
from neverfalls.spec.readings import KINDS, Readings
from neverfalls.spec.scheme import Scheme
from neverfalls.spec.world import View, World

from .errors import ReplayFailed
from .trace import Step, Trace

assert _ALL_CLAIMS is CLAIMS
State = dict[str, Fraction]
NUMBERS = ExactNumbers()


@dataclass(frozen=True)
class Replay:
    """What really happened: the scheme, the states after each event, where the claim broke."""

    trace: Trace
    scheme: Scheme
    states: Sequence[Sequence[State]]
    check: Check


def scheme_of(trace: Trace) -> Scheme:
    """The scheme a trace speaks of.

    Raises:
        ReplayFailed: it names mechanisms, parameters or readings that do not exist.
    """
    unknown = [key for key in trace.parameters if key not in NAMES]
    if unknown:
        raise ReplayFailed(trace.id, 0, "parameters", unknown[0], f"one of: {', '.join(NAMES)}")
    missing = [key for key in KINDS if key not in trace.readings]
    if missing:
        raise ReplayFailed(trace.id, 0, "readings", "no " + missing[0], "every reading")
    try:
        return Scheme(
            name=trace.scheme,
            title=trace.title,
            mechanisms=tuple(trace.mechanisms),
            parameters=Parameters(**{k: _amounts(v) for k, v in trace.parameters.items()}),
            readings=Readings().with_choices(trace.readings),
            opening={key: Fraction(text) for key, text in trace.opening.items()},
            members=tuple(trace.initial_members),
            file=trace.id,
        )
    except NeverfallsError as error:
        raise ReplayFailed(trace.id, 0, "scheme", error, "a scheme that can be built") from None


def execute(
    scheme: Scheme, roster: Sequence[str], steps: Sequence[tuple[str, dict[str, Any]]]
) -> list[list[State]]:
    """Run events from the opening; the states after each, the opening itself first.

    Raises:
        NeverfallsError: a rule does not exist, does not allow the event, or lacks an argument.
    """
    state: State = scheme.opening_state(roster)
    states: list[list[State]] = [[state]]
    for rule, arguments in steps:
        world = World(scheme, NUMBERS, dict(states[-1][-1]), roster)
        states.append(world.run(scheme.rules[rule], arguments))
    return states


def replay(trace: Trace) -> Replay:
    """Run a trace again, exactly.

    Raises:
        ReplayFailed: names the step, the field, the value found and the one expected.
    """
    scheme = scheme_of(trace)
    if trace.claim not in CLAIMS:
        raise ReplayFailed(trace.id, None, "claim", trace.claim, "a claim of the specification")
    claim = CLAIMS[trace.claim]
    if not claim.applies(scheme.mechanisms):
        raise ReplayFailed(trace.id, None, "claim", trace.claim, "a claim about these mechanisms")
    states = [[_opening(trace, scheme)]]
    for number, step in enumerate(trace.steps, 1):
        states.append(_run(trace, scheme, number, step, states[-1][-1]))
    check = _violation(trace, scheme, claim, states)
    return Replay(trace, scheme, states, check)


def _opening(trace: Trace, scheme: Scheme) -> State:
    try:
        return scheme.opening_state(trace.members)
    except (KeyError, NeverfallsError) as error:
        raise ReplayFailed(trace.id, 0, "opening", error, "accounts of the scheme") from None


def _run(trace: Trace, scheme: Scheme, number: int, step: Step, before: State) -> list[State]:
    rule = scheme.rules.get(step.rule)
    if rule is None:
        raise ReplayFailed(trace.id, number, "rule", step.rule, f"one of {', '.join(scheme.rules)}")
    arguments: dict[str, Any] = {}
    for name, text in step.arguments.items():
        if rule.sorts.get(name) == "Member":
            arguments[name] = text
        else:
            try:
                arguments[name] = exact(text)
            except ValueError as error:
                raise ReplayFailed(trace.id, number, name, text, error) from None
    world = World(scheme, NUMBERS, dict(before), trace.members)
    try:
        states: list[State] = world.run(rule, arguments)
    except NeverfallsError as error:
        raise ReplayFailed(trace.id, number, "event", error, "an event that can happen") from None
    if len(states) != len(step.states):
        raise ReplayFailed(
            trace.id, number, "states", f"{len(step.states)} states", f"{len(states)} states"
        )
    for state, told in zip(states, step.states, strict=True):
        compare(trace.id, number, state, told)
    return states


def compare(trace: str, step: int, state: State, told: dict[str, str]) -> None:
    """Refuse a told state that differs from the real one in any entry; zeros may be left out."""
    for key, value in state.items():
        text = told.get(key, "0")
        if text != str(value):
            raise ReplayFailed(trace, step, key, text, value)
    for key, text in told.items():
        if key not in state:
            raise ReplayFailed(trace, step, key, text, "no such account")


def _violation(
    trace: Trace, scheme: Scheme, claim: Claim, states: Sequence[Sequence[State]]
) -> Check:
    told = trace.violation
    if claim.kind is Kind.EVENTUAL:
        _check_loop(trace, scheme, claim, states)
    elif trace.loop is not UNSET:
        raise ReplayFailed(trace.id, None, "loop", trace.loop, "no loop for this claim")
    if told.step >= len(states) or told.state > len(states[told.step]):
        raise ReplayFailed(trace.id, told.step, "violation.state", told.state, "an observed state")
    check = broken_at(scheme, trace.members, claim, states, told.step, told.state, told.member)
    if check is None:
        raise ReplayFailed(trace.id, told.step, "claim", "the claim holds there", "a violation")
    left, right = check.sides()
    real = (check.what, check.relation.value, str(left), str(right), check.unit)
    for field, value in zip(("what", "relation", "left", "right", "unit"), real, strict=True):
        if getattr(told, field) != value:
            raise ReplayFailed(
                trace.id, told.step, f"violation.{field}", getattr(told, field), value
            )
    return check


def broken_at(
    scheme: Scheme,
    roster: Sequence[str],
    claim: Claim,
    states: Sequence[Sequence[State]],
    step: int,
    state: int,
    member: str | None,
) -> Check | None:
    """The first check of the claim that fails at that observed state, if one does."""
    if (member is None) is claim.per_member or (member is not None and member not in roster):
        return None
    now = View(scheme, NUMBERS, states[step][state - 1], roster)
    before = None
    if claim.kind is Kind.STEP:
        if step == 0:
            return None
        earlier = states[step][state - 2] if state > 1 else states[step - 1][-1]
        before = View(scheme, NUMBERS, earlier, roster)
    for check in claim.checks(before, now, member):
        if not check.holds(now):
            return check
    return None


def _check_loop(
    trace: Trace, scheme: Scheme, claim: Claim, states: Sequence[Sequence[State]]
) -> None:
    if trace.loop is UNSET or not 0 <= trace.loop < len(states) - 1:
        raise ReplayFailed(trace.id, None, "loop", trace.loop, "the step the loop starts after")
    start, end = states[trace.loop][-1], states[-1][-1]
    for key, value in start.items():
        if end[key] != value:
            raise ReplayFailed(trace.id, len(states) - 1, key, end[key], f"{value}, as at the loop")
    if not any(step.rule == "close_day" for step in trace.steps[trace.loop :]):
        raise ReplayFailed(trace.id, None, "loop", "no day closes in it", "a day that closes")
    for step in range(trace.loop, len(states)):
        for state in range(1, len(states[step]) + 1):
            name = trace.violation.member
            if broken_at(scheme, trace.members, claim, states, step, state, name) is None:
                raise ReplayFailed(trace.id, step, "claim", "met inside the loop", "never met")


def exact(text: str) -> Fraction:
    """The number a trace file's text states.

    Raises:
        ValueError: not an integer or a fraction in lowest terms.
    """
    top, slash, bottom = text.partition("/")
    digits = top.removeprefix("-")
    if len(text) > 402 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("an exact number in lowest terms")
    if slash and not (bottom.isascii() and bottom.isdigit() and int(bottom)):
        raise ValueError("a denominator that is not zero")
    value = Fraction(text)
    if str(value) != text:
        raise ValueError(f"lowest terms, {value}")
    return value


def _amounts(written: str | list[str]) -> Any:
    if isinstance(written, str):
        return Fraction(written)
    return tuple(Fraction(text) for text in written)


def parameters_of(scheme: Scheme) -> dict[str, str | list[str]]:
    """The parameters of a scheme as a trace writes them."""
    found: dict[str, str | list[str]] = {}
    for field in fields(Parameters):
        value = getattr(scheme.parameters, field.name)
        if field.name in scheme.relevant_parameters:
            found[field.name] = (
                [str(each) for each in value] if isinstance(value, tuple) else str(value)
            )
    return found
