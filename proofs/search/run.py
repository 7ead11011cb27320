"""Words: sequences of events without amounts, and what running one symbolically says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from neverfalls.spec.claims.claim import Claim, Kind
from neverfalls.spec.errors import BadArguments, NotEnabled
from neverfalls.spec.model.mechanism import Rule
from neverfalls.spec.model.world import View, World
from neverfalls.spec.numbers import ExactNumbers, SymbolicNumbers, Truth, terms
from neverfalls.spec.schemes.scheme import Scheme

from ..forking.shared import Shared
from ..solving.smtlib import WHOLE, complete, script
from .letters import Letter, Word


class Goal(NamedTuple):
    """What is to be true at the end of a word, in numbers that define all quotients in it."""

    truths: tuple[Truth, ...]
    numbers: SymbolicNumbers

    def with_(self, truth: Truth) -> Goal:
        """The goal with one more truth."""
        return Goal((*self.truths, truth), self.numbers)

    @property
    def impossible(self) -> bool:
        """Whether no amounts at all meet it."""
        return any(truth is False for truth in self.truths)


class Unknown(NamedTuple):
    """An amount of a word that is still to be chosen; ``most`` bounds it where a rule says so."""

    step: int
    argument: str
    sort: str
    label: str
    most: Any


KEPT = 3
"""Events in the longest words that are kept to be used again, by other claims and readings."""


@dataclass
class Run:
    """A word run on symbols: the states, what must be true for it to happen, its unknowns."""

    scheme: Scheme
    roster: tuple[str, ...]
    word: Word
    numbers: SymbolicNumbers
    states: list[list[dict[str, Any]]]
    requirements: list[Truth]
    unknowns: list[Unknown]
    sample: dict[str, Any] | None
    following: Shared = field(default_factory=Shared)

    @classmethod
    def start(cls, scheme: Scheme, roster: Sequence[str]) -> Run:
        """The empty word."""
        state = scheme.opening_state(roster)
        return cls(scheme, tuple(roster), (), SymbolicNumbers(), [[state]], [], [], dict(state))

    def extend(self, letter: Letter) -> Run | None:
        """The word with one more event, or None where that event can never happen there."""
        if len(self.word) >= KEPT:
            return self._extended(letter)
        made = self.following.once(letter, self.scheme, partial(self._extended, letter))
        return made and replace(made, scheme=self.scheme)

    def _extended(self, letter: Letter) -> Run | None:
        rule = self.scheme.rules[letter.rule]
        step = len(self.word) + 1
        numbers = self.numbers.copy()
        world = World(self.scheme, numbers, dict(self.states[-1][-1]), self.roster)
        arguments = _arguments(rule, letter)
        for name, sort in rule.sorts.items():
            if sort != "Member":
                arguments[name] = numbers.unknown(f"{step}.{name}")
        count = len(numbers.unknowns)
        try:
            observed = world.run(rule, arguments)
        except NotEnabled:
            return None
        truths = [truth for _why, truth in world.requirements]
        fresh: list[Unknown] = []
        for name, sort in rule.sorts.items():
            if sort != "Member":
                label = f"{step}.{name}"
                most = _most(label, truths, numbers, fresh)
                fresh.append(Unknown(step, name, sort, label, most))
        decided = numbers.unknowns[count:]
        fresh += [Unknown(step, label.rstrip("'"), "Rate", label, None) for label in decided]
        return Run(
            self.scheme,
            self.roster,
            (*self.word, letter),
            numbers,
            [*self.states, observed],
            [*self.requirements, *truths],
            [*self.unknowns, *fresh],
            self._sample(rule, letter),
        )

    def _sample(self, rule: Rule, letter: Letter) -> dict[str, Any] | None:
        """One exact state that the word can lead to, found by typical amounts; None if not."""
        if self.sample is None or self.scheme.open_parameters:
            return None
        world = World(self.scheme, ExactNumbers(), dict(self.sample), self.roster)
        arguments = _arguments(rule, letter)
        for name, sort in rule.sorts.items():
            if sort == "Yuan":
                arguments[name] = self.scheme.parameters.order
            elif sort != "Member":
                held = [self.sample.get(f"{who}.{sort.lower()}", 0) for who in letter.members]
                held += [self.sample.get(f"{who}.takings", 0) for who in letter.members]
                arguments[name] = Fraction(next((each for each in held if each), 0)) / 2
        try:
            world.run(rule, arguments)
        except (NotEnabled, BadArguments):  # the latter where the platform picks a rate
            return None
        return world.state

    def facts(self) -> list[Truth]:
        """What must be true for the word to happen."""
        return [*self.scheme.assumptions, *self.requirements]

    def question(self, goal: Goal | None = None, whole: bool = True) -> str:
        """The query whether the word can happen, and the goal be met at its end.

        Where whole parts need not be ``whole``, more can happen; without them it is the same.
        """
        asked = goal or Goal((), self.numbers)
        key = (asked, whole)
        return self.following.once(key, self.scheme, partial(self._question, *key))

    def _question(self, goal: Goal, whole: bool) -> str:
        if whole and WHOLE not in (text := self.question(goal, whole=False)):
            return text
        truths, numbers = goal
        return script(complete([*self.facts(), *truths], numbers.definitions), whole)

    def breaks(self, claim: Claim) -> Goal:
        """The goal that the last event breaks the claim."""
        return self.following.once(claim, self.scheme, partial(self._breaks, claim))

    def _breaks(self, claim: Claim) -> Goal:
        numbers = self.numbers.copy()
        *earlier, states = self.views(numbers)
        before = earlier[-1][-1] if earlier else None
        met: list[Truth] = []
        for now in states:
            if before is not None or claim.kind is not Kind.STEP:
                for name in self.roster if claim.per_member else (None,):
                    met.extend(check.holds(now) for check in claim.checks(before, now, name))
            before = now
        return Goal((terms.negate(terms.all_of(*met)),), numbers)

    def has_a_case(self, claim: Claim) -> Goal:
        """The goal that the last event gives the claim a case to hold in."""
        key = (claim, "case")
        return self.following.once(key, self.scheme, partial(self._has_a_case, claim))

    def _has_a_case(self, claim: Claim) -> Goal:
        numbers = self.numbers.copy()
        *earlier, states = self.views(numbers)
        before = earlier[-1][-1] if earlier else None
        cases: list[Truth] = []
        for now in states:
            if before is not None or claim.kind is not Kind.STEP:
                for name in self.roster if claim.per_member else (None,):
                    whens = (check.when for check in claim.checks(before, now, name))
                    cases.append(terms.all_of(terms.any_of(*whens), claim.about(now)))
            before = now
        return Goal((terms.any_of(*cases),), numbers)

    def views(self, numbers: SymbolicNumbers) -> list[list[View]]:
        """The states as claims see them; ``numbers``, a copy of its own, spares the word's."""
        return [
            [View(self.scheme, numbers, state, self.roster) for state in states]
            for states in self.states
        ]


def _arguments(rule: Rule, letter: Letter) -> dict[str, Any]:
    named = iter(letter.members)
    return {name: next(named) for name, sort in rule.sorts.items() if sort == "Member"}


def _most(
    label: str, truths: Sequence[Truth], numbers: SymbolicNumbers, others: Sequence[Unknown]
) -> Any:
    """What an unknown is at most, where a requirement says so outright.

    A bound that speaks of the unknown itself, as that it is at most its own whole part, is none;
    nor is one that speaks of it by way of a quotient, or of what bounds one of the ``others``.
    """
    unknown = terms.name(label)
    for truth in truths:
        if isinstance(truth, terms.Term) and truth.kind == "nonnegative":
            amount = truth.args[0]
            bounded = isinstance(amount, terms.Term) and amount.kind == "sum"
            if bounded and (unknown, -1) in amount.args[1]:
                most = amount + unknown
                if label not in _speaks_of(most, numbers, others):
                    return most
    return None


def _speaks_of(amount: Any, numbers: SymbolicNumbers, others: Sequence[Unknown]) -> set[str]:
    """All names that an amount depends on, if those of the others are chosen by their bounds."""
    bounds = {each.label: each.most for each in others}
    found: set[str] = set()
    pending = list(terms.names_in(amount))
    while pending:
        label = pending.pop()
        if label not in found:
            found.add(label)
            parts = (*numbers.definitions.get(label, ()), bounds.get(label))
            pending += terms.names_in(*parts)
    return found


def event(run: Run, step: int, amounts: Mapping[str, Fraction]) -> tuple[str, dict[str, Any]]:
    """One event of a word with these amounts, as it is executed."""
    letter = run.word[step - 1]
    arguments = _arguments(run.scheme.rules[letter.rule], letter)
    own = (unknown for unknown in run.unknowns if unknown.step == step)
    arguments.update((unknown.argument, amounts[unknown.label]) for unknown in own)
    return letter.rule, arguments


def events(run: Run, amounts: Mapping[str, Fraction]) -> list[tuple[str, dict[str, Any]]]:
    """The events of a word with these amounts, as they are executed."""
    return [event(run, step, amounts) for step in range(1, len(run.word) + 1)]
