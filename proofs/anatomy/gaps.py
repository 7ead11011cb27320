"""Counterexamples to induction: a state, an event, and the state after, in which something fails.

Nobody says that the state can be reached. It shows that what is known of it does not suffice: all
that is supposed holds before, the event is allowed, and afterwards something does not hold. z3
looks for such a state; what it finds is run again, exactly, and counts only if it is as it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from neverfalls.spec.claims.claim import Check, Claim, Kind
from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import ExactNumbers, SymbolicNumbers, Truth, terms

from ..solving.pool import SMALL, Oracle
from ..solving.smtlib import complete, script
from .dissect import OPENING, Anatomy
from .system import Event, System

State = Mapping[str, Fraction]
EXACT = ExactNumbers()
ROUND = ((0,), (1, 2, 10, 100))
"""Amounts that are tried in the place of a solver's own, the simplest first."""


@dataclass(frozen=True)
class Gap:
    """A counterexample to induction, which has been run exactly.

    ``event`` is nothing where the claim fails in the state itself. ``states`` are those observed
    after ``before``; ``broken`` fails in the last of them, of ``member`` if it is about each. What
    holds before is all other invariants, or only what the step makes use of: ``all_others``.
    """

    system: System
    broken: Claim
    before: State
    event: str
    arguments: Mapping[str, Any]
    states: tuple[State, ...]
    check: Check
    member: str | None
    all_others: bool = True

    @property
    def changed(self) -> tuple[str, ...]:
        """The entries that the event changes."""
        return tuple(k for k, value in self.before.items() if self.states[-1][k] != value)


def without(anatomy: Anatomy, invariant: Claim, system: System, solvers: Oracle) -> Gap | None:
    """What breaks if an invariant is left out: a claim, or an invariant that the claims rest on.

    Only steps that make use of it are looked at. First all other invariants are supposed, then only
    those that the step makes use of. None is found where the proof can do without it, at least with
    as few members as the system has.
    """
    about = {each.name: each for each in (*anatomy.invariants, *anatomy.claims)}
    claims = {each.name for each in anatomy.claims}
    using = [
        each
        for each in sorted(anatomy.needed, key=lambda step: step.about not in claims)
        if each.about in about
        and each.about != invariant.name
        and each.rule != OPENING
        and any(source.name == invariant.name for source in each.reasons)
    ]
    rest = [each for each in anatomy.invariants if each is not invariant]
    for rule, name in dict.fromkeys((each.rule, each.about) for each in using):
        found = first_gap(system, about[name], rest, solvers, [rule])
        if found is not None:
            return found
    for each in using:
        used = {source.name for source in each.reasons}
        own = [other for other in rest if other.name in used]
        found = first_gap(system, about[each.about], own, solvers, [each.rule])
        if found is not None:
            return replace(found, all_others=False)
    return None


def first_gap(
    system: System,
    claim: Claim,
    invariants: Iterable[Claim],
    solvers: Oracle,
    rules: Iterable[str] | None = None,
) -> Gap | None:
    """A counterexample to the induction of a claim, if all these invariants are supposed.

    It is an event of one of the ``rules``, of any if none are named; or none, of a claim that
    supposes events in a state.
    """
    known = [each for each in invariants if each is not claim]
    events: list[Event | None] = [None]
    if claim.kind not in (Kind.TWO_TRACES, Kind.POSSIBLE):
        events = [each for each in system.events if rules is None or each.rule.name in rules]
    for event in events:
        found = _Question(system, claim, known, event).answer(solvers)
        if found is not None:
            return found
    return None


class _Question:
    """Whether an event can lead from a state in which all is well to one in which it is not."""

    def __init__(
        self, system: System, broken: Claim, known: Sequence[Claim], event: Event | None
    ) -> None:
        self.system = system
        self.broken = broken
        self.event = event
        self.known = known
        numbers = event.numbers.copy() if event else SymbolicNumbers()
        supposed = list(known)
        if event and broken.kind is not Kind.STEP:
            supposed.append(broken)
        truths: list[Truth] = [*system.scheme.assumptions]
        truths += [system.holds(each, numbers, None, system.state) for each in supposed]
        if event:
            truths += event.requires
            after = system.holds_after(broken, event, numbers)
        else:
            after = system.holds(broken, numbers, None, system.state)
        self.truths = [*truths, terms.negate(after)]
        self.numbers = numbers
        self.supposed = supposed

    def _text(self, more: Sequence[Truth]) -> str:
        return script(complete([*self.truths, *more], self.numbers.definitions), whole=True)

    def answer(self, solvers: Oracle) -> Gap | None:
        """The counterexample, in amounts as round as can be; None if there is none."""
        if any(each is False for each in self.truths):
            return None
        (answer,) = solvers.ask_all([self._text(())])
        if answer.status != "sat":
            return None
        fixed: list[Truth] = []
        names = [*(self.event.amounts if self.event else ()), *self.system.keys]
        best = answer.model
        for name in names:
            for group in ROUND:
                wanted = terms.any_of(*(terms.equal(terms.name(name), each) for each in group))
                if best.get(name, Fraction(0)) not in group:
                    (tried,) = solvers.ask_all([self._text([*fixed, wanted])], budget=SMALL)
                    best = tried.model if tried.status == "sat" else best
                if best.get(name, Fraction(0)) in group:
                    break
            value = best.get(name, Fraction(0))
            if value is None:  # no fraction
                return None
            fixed.append(terms.equal(terms.name(name), value))
        return self._run(best)

    def _run(self, model: Mapping[str, Fraction | None]) -> Gap | None:
        """What really happens there, if it is as the solver says."""
        values = {key: value for key, value in model.items() if value is not None}
        system, scheme = self.system, self.system.scheme.closed(_Zero(values))
        exact = System(scheme, len(system.roster))
        before = {key: Fraction(values.get(key, 0)) for key in system.keys}
        if not all(exact.holds(each, EXACT, None, dict(before)) for each in self.supposed):
            return None
        states: list[dict[str, Any]] = [dict(before)]
        arguments: dict[str, Any] = {}
        if self.event is not None:
            amounts = {n: Fraction(values.get(n, 0)) for n in self.event.amounts}
            arguments = {**self.event.members, **amounts}
            world = World(scheme, EXACT, dict(before), exact.roster)
            try:
                states += world.run(scheme.rules[self.event.rule.name], arguments)
            except NeverfallsError:
                return None
        return self._failing(exact, states, arguments)

    def _failing(
        self, exact: System, states: Sequence[dict[str, Any]], arguments: Mapping[str, Any]
    ) -> Gap | None:
        seen = list(pairwise(states)) if self.event else [(None, states[0])]
        for number, (before, now) in enumerate(seen, 1):
            earlier = None if before is None else exact.view(EXACT, before)
            view = exact.view(EXACT, now)
            for member in exact.roster if self.broken.per_member else (None,):
                for check in self.broken.checks(earlier, view, member):
                    if not check.holds(view):
                        event = self.event.rule.name if self.event else ""
                        after = tuple(states[1 : number + 1]) if self.event else (now,)
                        return Gap(
                            exact,
                            self.broken,
                            states[0],
                            event,
                            arguments,
                            after,
                            check,
                            member,
                        )
        return None


class _Zero(dict[str, Fraction]):
    """Values of which those that are not said do not matter."""

    def __missing__(self, _key: str) -> Fraction:
        return Fraction(0)
