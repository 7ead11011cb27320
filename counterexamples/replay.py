"""Exact replay: run a trace's events and compare every balance of every state.

Nothing here knows of solvers or of the symbolic encoding: the rules run on fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from msgspec import UNSET

from neverfalls.spec.claims import CLAIMS as _ALL_CLAIMS
from neverfalls.spec.claims.claim import CLAIMS, PASSING, Check, Claim, Kind
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import ExactNumbers
from neverfalls.spec.schemes.scheme import Scheme

from .errors import LongNumber, ReplayFailed
from .setting import exact, parameters_of, scheme_of
from .trace import Step, Trace

__all__ = [
    "Replay",
    "broken_at",
    "compare",
    "exact",
    "execute",
    "happen",
    "parameters_of",
    "replay",
    "scheme_of",
]

assert _ALL_CLAIMS is CLAIMS
State = dict[str, Fraction]

MAX_BITS = 20_000
"""Digits, counted in twos, of a numerator or denominator with which a replay goes on; a trace file
states no number of more than 200 decimal digits, so that long before it has come to differ."""

NUMBERS = ExactNumbers()


@dataclass(frozen=True)
class Replay:
    """What really happened: the scheme, the states after each event, where the claim broke."""

    trace: Trace
    scheme: Scheme
    states: Sequence[Sequence[State]]
    check: Check


class _BoundedWorld(World):
    """A world whose balances cannot become ever longer fractions within one event."""

    def move(self, source: str, target: str, amount: Any, *clauses: str) -> None:
        """Carry an amount from one account to another of the same asset.

        Raises:
            LongNumber: one of them is no number to go on with.
        """
        super().move(source, target, amount, *clauses)
        for key in (source, target):
            if _bits(self.state[key]) > MAX_BITS:
                raise LongNumber(self.rule, key, _digits(self.state[key]))


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _digits(value: Fraction) -> int:
    """How many decimal digits there are above or below, by a count that is not wrong by many."""
    return _bits(value) * 30103 // 100_000 + 1


def execute(
    scheme: Scheme, roster: Sequence[str], steps: Sequence[tuple[str, dict[str, Any]]]
) -> list[list[State]]:
    """Run events from the opening; the states after each, the opening itself first.

    Raises:
        NeverfallsError: a rule does not exist, does not allow the event, or lacks an argument; or a
            balance becomes a fraction of thousands of digits.
    """
    state: State = scheme.opening_state(roster)
    states: list[list[State]] = [[state]]
    for rule, arguments in steps:
        states.append(happen(scheme, roster, states[-1][-1], rule, arguments))
    return states


def happen(
    scheme: Scheme, roster: Sequence[str], before: State, rule: str, arguments: dict[str, Any]
) -> list[State]:
    """Run one event; the states that an observer sees because of it, the last one included.

    Raises:
        NeverfallsError: the rule does not allow the event, or lacks an argument; or a balance
            becomes a fraction of thousands of digits.
        KeyError: the scheme has no such rule.
    """
    world = _BoundedWorld(scheme, NUMBERS, dict(before), roster)
    return world.run(scheme.rules[rule], arguments)


def replay(trace: Trace, watch: Callable[[int], None] = lambda _step: None) -> Replay:
    """Run a trace again, exactly; ``watch`` is told the number of each step that is run.

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
    previous: Step | None = None
    for number, step in enumerate(trace.steps, 1):
        watch(number)
        before = states[-1][-1]
        # days on which nothing happens are all alike, and a long history has many of them
        if previous != step or before != states[-2][-1]:
            states.append(_run(trace, scheme, number, step, before))
        else:
            states.append(states[-1])
        previous = step
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
    try:
        states = happen(scheme, trace.members, before, rule.name, arguments)
    except LongNumber as error:
        found = f"a number of about {error.digits} digits"
        raise ReplayFailed(trace.id, number, error.account, found, "shorter numbers") from None
    except NeverfallsError as error:
        raise ReplayFailed(trace.id, number, "event", error, "an event that can happen") from None
    if len(states) != len(step.states):
        raise ReplayFailed(
            trace.id, number, "states", f"{len(step.states)} states", f"{len(states)} states"
        )
    for state, stated in zip(states, step.states, strict=True):
        compare(trace.id, number, state, stated)
    return states


def _text(value: Fraction) -> str:
    """A number as a trace writes it; of one that no trace can write, about how long it is."""
    return str(value) if _is_short(value) else f"a number of about {_digits(value)} digits"


def _is_short(value: Fraction) -> bool:
    return _bits(value) <= MAX_BITS // 2


def compare(trace: str, step: int, state: State, stated: dict[str, str]) -> None:
    """Refuse a trace's state that differs from the real one in any entry; zeros may be left out."""
    for key, value in state.items():
        text = stated.get(key)
        if (text or "0") != _text(value):
            found = "nothing, which is 0" if text is None else text
            expected = value if _is_short(value) else _text(value)
            raise ReplayFailed(trace, step, key, found, expected)
    for key, text in stated.items():
        if key not in state:
            raise ReplayFailed(trace, step, key, text, "no such account")


def _violation(
    trace: Trace, scheme: Scheme, claim: Claim, states: Sequence[Sequence[State]]
) -> Check:
    stated = trace.violation
    if claim.kind is Kind.EVENTUAL:
        _check_loop(trace, scheme, claim, states)
    elif trace.loop is not UNSET:
        raise ReplayFailed(trace.id, None, "loop", trace.loop, "no loop for this claim")
    if stated.step != len(trace.steps):
        expected = f"{len(trace.steps)}, the last event"
        raise ReplayFailed(trace.id, None, "violation.step", stated.step, expected)
    if stated.state > len(states[stated.step]):
        raise ReplayFailed(
            trace.id, stated.step, "violation.state", stated.state, "an observed state"
        )
    check = broken_at(
        scheme, trace.members, claim, states, stated.step, stated.state, stated.member
    )
    if check is None:
        raise ReplayFailed(trace.id, stated.step, "claim", "the claim holds there", "a violation")
    left, right = map(_text, check.sides())
    real = (check.what, check.relation.value, left, right, check.unit)
    for field, value in zip(("what", "relation", "left", "right", "unit"), real, strict=True):
        if getattr(stated, field) != value:
            raise ReplayFailed(
                trace.id, stated.step, f"violation.{field}", getattr(stated, field), value
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
    inside = {step.rule for step in trace.steps[trace.loop :]}
    for rule in PASSING:
        if rule in scheme.rules and rule not in inside:
            raise ReplayFailed(trace.id, None, "loop", f"no {rule}", f"a {rule} in the loop")
    for step in range(trace.loop, len(states)):
        for state in range(1, len(states[step]) + 1):
            name = trace.violation.member
            if broken_at(scheme, trace.members, claim, states, step, state, name) is None:
                raise ReplayFailed(trace.id, step, "claim", "met inside the loop", "never met")
