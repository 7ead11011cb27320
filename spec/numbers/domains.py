"""The two number domains in which a rule can compute: exact rationals and symbolic terms.

A rule uses + − × and comparisons as operators and takes everything that would branch or
divide from here, so that the same text serves execution, search, proof and algebra.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

from . import terms
from .exact import Exact
from .terms import Term

Amount: TypeAlias = Any
"""A number of the domain in use: a ``Fraction`` or a ``Term``."""
Yuan: TypeAlias = Any
"""An amount of money."""
Points: TypeAlias = Any
"""A number of appreciating points."""
Constants: TypeAlias = Any
"""A number of constant points, one yuan of goods each."""
Tokens: TypeAlias = Any
"""A number of utility tokens of a company."""
Count: TypeAlias = Any
"""A number of people; only whoever chooses it makes sure that it is whole."""
Truth: TypeAlias = Any
"""A truth of the domain in use: a ``bool`` or a ``Term``."""

ZERO = Exact(0)


class Numbers(Protocol):
    """What a number domain offers beyond its operators."""

    def ratio(self, numerator: Amount, denominator: Amount) -> Amount:
        """The quotient, and 0 where the denominator is 0 (it is never negative)."""

    def choose(self, condition: Truth, yes: Amount, no: Amount) -> Amount:
        """``yes`` where the condition holds, ``no`` elsewhere."""

    def floor(self, amount: Amount) -> Amount:
        """The greatest whole number that is not above an amount."""

    def minimum(self, left: Amount, right: Amount) -> Amount:
        """The smaller of two amounts."""

    def maximum(self, left: Amount, right: Amount) -> Amount:
        """The larger of two amounts."""

    def both(self, *truths: Truth) -> Truth:
        """True when every one is."""

    def either(self, *truths: Truth) -> Truth:
        """True when at least one is."""

    def negation(self, truth: Truth) -> Truth:
        """True when the other is not."""

    def unknown(self, label: str) -> Amount:
        """A new unknown; exact numbers have none."""


class ExactNumbers:
    """Exact rational numbers (``fractions.Fraction``)."""

    def ratio(self, numerator: Amount, denominator: Amount) -> Amount:
        """The quotient, and 0 where the denominator is 0."""
        if not numerator or not denominator:
            return ZERO
        top = Fraction(numerator) if isinstance(numerator, int) else numerator
        return top / denominator

    def choose(self, condition: Truth, yes: Amount, no: Amount) -> Amount:
        """``yes`` where the condition holds, ``no`` elsewhere."""
        return yes if condition else no

    def floor(self, amount: Amount) -> Amount:
        """The greatest whole number that is not above an amount."""
        return Exact(math.floor(amount))

    def minimum(self, left: Amount, right: Amount) -> Amount:
        """The smaller of two amounts."""
        return min(left, right)

    def maximum(self, left: Amount, right: Amount) -> Amount:
        """The larger of two amounts."""
        return max(left, right)

    def both(self, *truths: Truth) -> Truth:
        """True when every one is."""
        return all(truths)

    def either(self, *truths: Truth) -> Truth:
        """True when at least one is."""
        return any(truths)

    def negation(self, truth: Truth) -> Truth:
        """True when the other is not."""
        return not truth

    def unknown(self, label: str) -> Amount:
        """Always an error: every exact number must be given."""
        raise KeyError(label)


class SymbolicNumbers:
    """Symbolic terms. Every quotient and every unknown gets a name and a definition.

    ``definitions`` maps the name of a quotient to its numerator and denominator; the text
    that a solver reads multiplies out, so that no division is left in it.
    """

    def __init__(self) -> None:
        self.definitions: dict[str, tuple[Amount, Amount]] = {}
        self.unknowns: list[str] = []
        self._quotients: dict[tuple[Amount, Amount], Term] = {}

    def copy(self) -> SymbolicNumbers:
        """The same names and definitions; new ones do not reach the original."""
        twin = SymbolicNumbers()
        twin.definitions = dict(self.definitions)
        twin.unknowns = list(self.unknowns)
        twin._quotients = dict(self._quotients)
        return twin

    def ratio(self, numerator: Amount, denominator: Amount) -> Amount:
        """A named quotient q with q·denominator = numerator, and 0 where that is 0."""
        if not isinstance(denominator, Term):
            return numerator * (1 / Fraction(denominator)) if denominator else ZERO
        if not isinstance(numerator, Term) and not numerator:
            return ZERO
        if numerator is denominator:
            return terms.choose(terms.equal(denominator, 0), ZERO, Fraction(1))
        key = (numerator, denominator)
        if key not in self._quotients:
            label = f"quotient.{len(self.definitions) + 1}"
            self.definitions[label] = key
            self._quotients[key] = terms.name(label)
        return self._quotients[key]

    def choose(self, condition: Truth, yes: Amount, no: Amount) -> Amount:
        """``yes`` where the condition holds, ``no`` elsewhere."""
        return terms.choose(condition, yes, no)

    def floor(self, amount: Amount) -> Amount:
        """The greatest whole number that is not above an amount."""
        return terms.floor(amount)

    def minimum(self, left: Amount, right: Amount) -> Amount:
        """The smaller of two amounts."""
        return terms.choose(left <= right, left, right)

    def maximum(self, left: Amount, right: Amount) -> Amount:
        """The larger of two amounts."""
        return terms.choose(left >= right, left, right)

    def both(self, *truths: Truth) -> Truth:
        """True when every one is."""
        return terms.all_of(*truths)

    def either(self, *truths: Truth) -> Truth:
        """True when at least one is."""
        return terms.any_of(*truths)

    def negation(self, truth: Truth) -> Truth:
        """True when the other is not."""
        return terms.negate(truth)

    def unknown(self, label: str) -> Amount:
        """A new unknown called ``label``, with a prime for each one that is called so already."""
        while label in self.unknowns:
            label += "'"
        self.unknowns.append(label)
        return terms.name(label)
