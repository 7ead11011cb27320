"""States of which a few members are known by name, and of all others only the sums."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from neverfalls.spec.model.world import Member, NamedMembersWorld, View, World
from neverfalls.spec.numbers import ZERO, Amount, SymbolicNumbers, Truth, terms

from ..solving.smtlib import anonymous, script
from .additive import adds_up, is_additive
from .equalities import empty_entries
from .obligations import Condition, Hypothesis, Obligation, Owner, SideCondition

OTHERS = "others"
"""The holder under whose name the sums over the cohort are kept."""


class CohortView(View):
    """A state with named members and a cohort of others."""

    ledger: Ledger

    def total(self, amount: Callable[[Member], Amount]) -> Amount:
        """The sum over the named members and the cohort."""
        named = sum((amount(self.member(name)) for name in self.roster), 0)
        return named + self.ledger.cohort_total(self, amount)

    def on(self, state: dict[str, Amount]) -> View:
        """Another state with the same named members and its own cohort."""
        view = CohortView(self.scheme, self.numbers, state, self.roster)
        view.ledger = self.ledger
        return view

    @property
    def beginning(self) -> View:
        """The opening, as far as an arbitrary member's part in it is known."""
        state = self.scheme.opening_state(())
        for holder in (*self.roster, OTHERS):
            for entry in self.scheme.member_entries():
                # what this member was given at the opening is not known; it was never money
                given = self.scheme.members and entry != "yuan"
                label = f"{holder}.{entry} at the opening"
                state[f"{holder}.{entry}"] = self.ledger.fresh(label) if given else ZERO
        return self.on(state)

    def fork(self) -> World:
        """A world for events of named members; the cohort cannot be visited in a supposed event."""
        return self.fork_as(NamedMembersWorld)


class Ledger:
    """What is known so far, what has to be proved, and the supply of new names."""

    def __init__(
        self, numbers: SymbolicNumbers, hypothesis: Hypothesis | None = None, rule: str = ""
    ) -> None:
        self.numbers = numbers
        self.hypothesis = hypothesis or Hypothesis(())
        self.rule = rule
        self.facts: list[Truth] = []
        self.obligations: list[Obligation] = []
        self._empty = empty_entries(self.hypothesis.invariants)
        self._count = 0
        self._totals: dict[tuple[Any, ...], Amount] = {}

    def fresh(self, label: str) -> Amount:
        """A new unknown."""
        self._count += 1
        return terms.name(f"{label}'{self._count}")

    def oblige(self, owner: Owner, goal: Truth, known: tuple[Truth, ...] = ()) -> None:
        """Note that the goal has to follow from what is known now, if it is not known itself."""
        facts = (*self.facts, *known)
        if goal is False or (goal is not True and goal not in facts):
            self.obligations.append(Obligation(owner, facts, self.numbers, goal))

    def condition(self, condition: Condition, place: str) -> SideCondition:
        """The side condition to prove, at some place of the rule, for what it licenses."""
        return SideCondition(self.rule, condition, place)

    def about(self, view: View, anyone: dict[str, Amount]) -> tuple[Truth, ...]:
        """What the invariants say of any one member of the cohort, in its own entries."""
        seen = view.on({**view.state, **anyone})
        checks = [
            check
            for claim in self.hypothesis.invariants
            if claim.per_member
            for check in claim.checks(None, seen, "anyone")
        ]
        return tuple(check.holds(seen) for check in checks if adds_up(check, "anyone"))

    def _anyone(self, view: View) -> dict[str, Amount]:
        """The entries of any one member of the cohort: 0 where no member ever has any."""
        return {
            f"anyone.{entry}": ZERO if entry in self._empty else terms.name(f"anyone.{entry}")
            for entry in view.scheme.member_entries()
        }

    def of_anyone(self, view: View, amount: Callable[[Member], Amount]) -> Amount:
        """An amount of any one member of the cohort, in its own entries."""
        return amount(view.on({**view.state, **self._anyone(view)}).member("anyone"))

    def cohort_total(self, view: View, amount: Callable[[Member], Amount]) -> Amount:
        """The sum of an amount over the cohort.

        A sum of entries is the entry of the sums. Any other amount gets a new name; that it is
        not negative is lifted from the single member, where it is an obligation. Where that
        fails, nothing is known of the sum.
        """
        entries = view.scheme.member_entries()
        anyone = self._anyone(view)
        single = self.of_anyone(view, amount)
        if is_additive(single, "anyone"):
            return amount(view.member(OTHERS))
        # a sum is the same as long as what it is made of, and those who are counted, are the same
        made_of = [each for each in entries if f"anyone.{each}" in self._made_of(single)]
        state = (view.roster, *(view.state[f"{OTHERS}.{entry}"] for entry in made_of))
        if (single, state) not in self._totals:
            found = self.fresh("total")
            positive = single >= 0
            # the same amount has the same place, whatever else has been named before it
            weight = self.condition(Condition.WEIGHT, anonymous(script((positive,))))
            if weight not in self.hypothesis.dropped:
                self.oblige(weight, positive, self.about(view, anyone))
                self.facts.append(found >= 0)
            self._totals[single, state] = found
        return self._totals[single, state]

    def _made_of(self, amount: Amount) -> set[str]:
        """The names in an amount, and those in the quotients that it mentions."""
        found: set[str] = set()
        pending = [*terms.names_of(amount)]
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending.extend(terms.names_in(*self.numbers.definitions.get(name, ())))
        return found
