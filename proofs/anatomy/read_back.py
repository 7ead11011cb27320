"""Formulas of a certificate's statement as terms of the specification again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neverfalls.spec.numbers import terms
from neverfalls.spec.numbers.terms import Term

from ..certificates.statement import AllOf, Comparison, Formula, Polynomial, conditionals
from ..solving.smtlib import unknowns, whole_parts
from .dissect import Step

KINDS = {">": "positive", ">=": "nonnegative", "=": "zero"}


class ReadBack:
    """The unknowns of a step's statement, each with the term that it stands for."""

    def __init__(self, step: Step) -> None:
        labels = unknowns(step.truths, step.products)
        wholes = whole_parts(step.truths)
        self.known: dict[str, Term] = {
            f"v{number}": wholes.get(label, terms.name(label))
            for number, label in enumerate(labels, 1)
        }
        self._conditionals = conditionals(step.text)

    def term(self, of: Comparison) -> Any:
        """A comparison as a truth; what has no sign is an amount."""
        amount = self.amount(of.polynomial)
        return terms.sign(KINDS[of.sign], amount) if of.sign else amount

    def amount(self, polynomial: Polynomial) -> Any:
        """A polynomial as an amount."""
        found: Any = 0
        for monomial, number in polynomial.items():
            part: Any = number
            for each in monomial:
                part = terms.multiply(part, self._unknown(each))
            found = found + part
        return found

    def _unknown(self, name: str) -> Any:
        if name not in self.known:
            condition, yes, no = self._conditionals[name]
            self.known[name] = terms.choose(
                self._truth(condition), self.amount(yes), self.amount(no)
            )
        return self.known[name]

    def _truth(self, formula: Formula) -> Any:
        if isinstance(formula, Comparison):
            return self.term(formula)
        parts = [self._truth(each) for each in formula.parts]
        return terms.all_of(*parts) if isinstance(formula, AllOf) else terms.any_of(*parts)


def names_of(step: Step) -> Mapping[str, str]:
    """The unknowns of a statement, each with the name that it has in the rules."""
    labels = unknowns(step.truths, step.products)
    return {f"v{number}": label for number, label in enumerate(labels, 1)}
