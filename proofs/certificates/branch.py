"""What is known in one branch of a proof, and how it is contradicted or branched on.

An unknown that an equality says in terms of others is replaced first, in all comparisons; the
multiples of the equality that this takes are worked out at the end, from the sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from .cancelled import Cancelled
from .linear import (
    ONE,
    Effort,
    Fact,
    Hypothesis,
    Products,
    Relaxed,
    Values,
    combination,
    meets,
    product,
)
from .statement import (
    AnyOf,
    Comparison,
    Formula,
    Polynomial,
    Rational,
    add,
    divided,
    flat,
    multiply,
    replaced,
)


class Solved(NamedTuple):
    """An equality, used as: this unknown is that polynomial."""

    unknown: str
    value: Polynomial
    source: Hypothesis


class Term(NamedTuple):
    """A multiplier, the hypotheses that it multiplies, and a polynomial that is squared, if any."""

    multiplier: Polynomial
    sources: tuple[Hypothesis, ...]
    root: Polynomial | None = None


@dataclass(frozen=True)
class Sum:
    """A leaf: its terms."""

    terms: tuple[Term, ...]

    @property
    def used(self) -> set[Hypothesis]:
        """The hypotheses that it uses."""
        return {each for term in self.terms for each in term.sources}


class Branch:
    """What is known in one branch: comparisons with solved unknowns replaced, and open choices."""

    def __init__(
        self, known: Sequence[Hypothesis], done: frozenset[Hypothesis] = frozenset()
    ) -> None:
        self.solved: list[Solved] = []
        self.closed: Sum | None = None
        comparisons = [each for each in known if isinstance(each.formula, Comparison)]
        self._solve([each for each in comparisons if each.comparison.sign == "="])
        used = {each.source for each in self.solved}
        self.facts = [
            Fact(each.comparison.sign, self.reduced(each.comparison.polynomial), (each,), ONE)
            for each in comparisons
            if each not in used
        ]
        self.signs: dict[Any, tuple[str, Fact]] = {}
        for each in self.facts:
            if set(each.polynomial) - {()}:
                self._note(each)
            elif _contradicts(each.sign, each.polynomial):
                self.closed = self.sum([(_below(each), each)])
                return
        self.choices = [
            each
            for each in known
            if isinstance(each.formula, AnyOf) and each not in done and not self._met(each.formula)
        ]

    def _solve(self, equalities: Iterable[Hypothesis]) -> None:
        """Use equalities in which an unknown stands alone, each in all that comes after."""
        for each in equalities:
            polynomial = self.reduced(each.comparison.polynomial)
            inside: dict[str, int] = {}
            for monomial in polynomial:
                for name in set(monomial):
                    inside[name] = inside.get(name, 0) + 1
            alone = [m[0] for m in polynomial if len(m) == 1 and inside[m[0]] == 1]
            if not alone:
                continue
            # conditional terms first, they are what is meant to go; then what comes last
            name = max(
                alone, key=lambda n: (n.startswith("c"), int(n[1:]) if n[1:].isdigit() else 0)
            )
            number = polynomial[(name,)]
            others = ((m, value) for m, value in polynomial.items() if m != (name,))
            rest: Polynomial = {m: divided(-value, number) for m, value in others}
            self.solved.append(Solved(name, rest, each))

    def reduced(self, polynomial: Polynomial) -> Polynomial:
        """A polynomial with all solved unknowns replaced."""
        for each in self.solved:
            polynomial = replaced(polynomial, each.unknown, each.value)
        return polynomial

    def _note(self, fact: Fact) -> None:
        key, scale = _normal(fact.polynomial)
        if fact.sign == "=":
            self.signs[key] = self.signs[_opposite(key)] = ("=", fact)
        elif scale > 0 or fact.sign == "=":
            old = self.signs.get(key)
            if old is None or (fact.sign == ">" and old[0] == ">="):
                self.signs[key] = (fact.sign, fact)

    def _met(self, choice: AnyOf) -> bool:
        """Whether a choice says nothing new, since one of its parts is known."""
        return any(all(self._known(each) for each in flat(part)) for part in choice.parts)

    def _known(self, formula: Formula) -> bool:
        if not isinstance(formula, Comparison):
            return isinstance(formula, AnyOf) and self._met(formula)
        polynomial = self.reduced(formula.polynomial)
        if set(polynomial) <= {()}:
            return not _contradicts(formula.sign, polynomial)
        key, _scale = _normal(polynomial)
        sign = self.signs.get(key, ("", None))[0]
        return sign in {">": (">",), ">=": (">", ">=", "="), "=": ("=",)}[formula.sign]

    def live(self, choice: Hypothesis) -> list[int]:
        """The parts of a choice that no single comparison contradicts."""
        assert isinstance(choice.formula, AnyOf)
        return [n for n, part in enumerate(choice.formula.parts) if not self._dead(part)]

    def _dead(self, part: Formula) -> bool:
        return any(
            isinstance(each, Comparison) and self._against(each) is not None for each in flat(part)
        ) or any(not each.parts for each in flat(part) if isinstance(each, AnyOf))

    def _against(self, comparison: Comparison) -> Sequence[Fact] | None:
        """What contradicts a comparison: a fact, none where it contradicts itself; None if nothing
        does."""
        polynomial = self.reduced(comparison.polynomial)
        if set(polynomial) <= {()}:
            return () if _contradicts(comparison.sign, polynomial) else None
        key, _scale = _normal(polynomial)
        keys = [_opposite(key), key] if comparison.sign == "=" else [_opposite(key)]
        for each in keys:
            sign, fact = self.signs.get(each, ("", None))
            # two equalities would only be the same one
            if fact is not None and ">" in (sign, comparison.sign):
                return (fact,)
        return None

    def refuted(self, added: Sequence[Hypothesis]) -> Sum | None:
        """The proof against a part of a choice that one comparison contradicts."""
        for each in added:
            if not isinstance(each.formula, Comparison):
                continue
            against = self._against(each.formula)
            if against is None:
                continue
            own = Fact(each.formula.sign, self.reduced(each.formula.polynomial), (each,), ONE)
            if not against:
                return self.sum([(_below(own), own)])
            (fact,) = against
            # whichever is an equality may be multiplied by any number, so that they cancel
            base, other = (fact, own) if own.sign == "=" else (own, fact)
            monomial = next(iter(base.polynomial))
            factor = divided(-base.polynomial[monomial], other.polynomial[monomial])
            return self.sum([(Fraction(1), base), (factor, other)])
        return None

    # linear arithmetic over products

    def contradiction(self, effort: Effort, degree: int) -> Sum | Hypothesis | None:
        """A proof from the comparisons alone, or the choice to branch on; None if neither."""
        relaxed = Relaxed()
        for each in self.facts:
            relaxed.know(each)
        products = Products(self.facts, degree)
        while True:
            effort.spend()
            core = relaxed.core()
            if core is not None:
                return self.sum(combination(core))
            values = relaxed.values()
            unmet = [each for each in self.choices if not self._holds(each.formula, values)]
            said = [each for each in unmet if not _apart(each.formula)]
            if said:
                return min(said, key=lambda each: len(self.live(each)))
            cuts = products.unmet(values, 2)
            if degree > 1:
                cuts += products.unmet_signs(values, relaxed.names)
                cuts += products.unmet_squares(values, relaxed.names)
            if not cuts and self.choices:
                # the values may meet all choices, but what follows from one may be needed
                return min(unmet or self.choices, key=self._cost)
            if degree > 1:
                cuts = cuts or products.unmet_multiples(values, relaxed.names)
            for more in range(3, degree + 1):
                cuts = cuts or products.unmet(values, more)
            if not cuts:
                return None
            for each in cuts:
                relaxed.know(each)

    def cancelled(self, found: Cancelled, opposite: Hypothesis) -> Sum:
        """The proof that what is left when a factor is cancelled is not negative.

        The opposite times the factor is more than 0, and what both come to is 0 in all.
        """
        own = Fact(">", opposite.comparison.polynomial, (opposite,), ONE)
        return self.sum([*found.sum, (Fraction(1), product([found.factor, own]))])

    def _cost(self, choice: Hypothesis) -> tuple[bool, int]:
        """What speaks against branching on a choice."""
        return _apart(choice.formula), len(self.live(choice))

    def _holds(self, formula: Formula, values: Values) -> bool:
        if not isinstance(formula, Comparison):
            return any(
                all(self._holds(each, values) for each in flat(part)) for part in formula.parts
            )
        number = values.of(self.reduced(formula.polynomial))
        return meets(formula.sign, number)

    def sum(self, combination: Iterable[tuple[Rational, Fact]]) -> Sum:
        """The leaf of a combination of facts, with the multiples of the equalities it takes."""
        terms: list[Term] = []
        total: Polynomial = {}
        for number, fact in combination:
            multiplier: Polynomial = {m: number * value for m, value in fact.multiplier.items()}
            terms.append(Term(multiplier, fact.sources, fact.root))
            amount = multiplier
            if fact.root is not None:
                amount = multiply(multiply(fact.root, fact.root), multiplier)
            for source in fact.sources:
                amount = multiply(amount, source.comparison.polynomial)
            total = add(total, amount)
        taken: list[tuple[Polynomial, Hypothesis]] = []
        for each in self.solved:
            quotient = _quotient(total, each.unknown, each.value)
            if quotient:
                taken.append((quotient, each.source))
                total = replaced(total, each.unknown, each.value)
        terms.extend(self._multiples(taken))
        return Sum(tuple(terms))

    def _multiples(self, taken: Sequence[tuple[Polynomial, Hypothesis]]) -> Iterator[Term]:
        """Multiples of the equalities as they are written that make up multiples as they are used.

        As used, an equality has those replaced in it that come before it; so from the last to the
        first, each is written as itself and multiples of the earlier ones.
        """
        wanted = {source: quotient for quotient, source in taken}
        for place in reversed(range(len(self.solved))):
            each = self.solved[place]
            quotient = wanted.get(each.source)
            if not quotient:
                continue
            own = each.source.comparison.polynomial
            reduced = own
            steps: list[tuple[Polynomial, Solved]] = []
            for earlier in self.solved[:place]:
                part = _quotient(reduced, earlier.unknown, earlier.value)
                if part:
                    steps.append((part, earlier))
                    reduced = replaced(reduced, earlier.unknown, earlier.value)
            number = reduced[(each.unknown,)]
            # quotient × (unknown - value) = quotient / number × (own - Σ part × (earlier used))
            scaled: Polynomial = {m: divided(-value, number) for m, value in quotient.items()}
            yield Term(scaled, (each.source,))
            for part, earlier in steps:
                more = multiply(scaled, part)
                old = wanted.get(earlier.source, {})
                wanted[earlier.source] = add(old, more)


def _contradicts(sign: str, polynomial: Polynomial) -> bool:
    return not meets(sign, polynomial.get((), Fraction(0)))


def _apart(formula: Formula) -> bool:
    """Whether it says only that whole numbers are equal or 1 apart, as it is said of very many."""
    if not isinstance(formula, AnyOf) or len(formula.parts) != 2:
        return False
    one, other = formula.parts
    if not isinstance(one, Comparison) or not isinstance(other, Comparison):
        return False
    return set(add(one.polynomial, other.polynomial)) == {()}


def _below(fact: Fact) -> Fraction:
    """What to multiply a fact by that is about a number, and wrong, so that it is not above 0."""
    above = fact.sign == "=" and fact.polynomial.get((), Fraction(0)) > 0
    return Fraction(-1 if above else 1)


def _normal(polynomial: Polynomial) -> tuple[Any, Rational]:
    """A key that positive multiples share, and the multiple."""
    first = min(polynomial)
    scale: Rational = abs(Fraction(polynomial[first]))
    return frozenset((m, divided(number, scale)) for m, number in polynomial.items()), scale


def _opposite(key: Any) -> Any:
    return frozenset((m, -number) for m, number in key)


def _quotient(polynomial: Polynomial, unknown: str, value: Polynomial) -> Polynomial:
    """q with polynomial = (the same with the unknown replaced) + q × (unknown - value)."""
    found: Polynomial = {}
    for monomial, number in polynomial.items():
        power = monomial.count(unknown)
        rest = tuple(n for n in monomial if n != unknown)
        # x^n - y^n = (x - y) × (x^(n-1) + x^(n-2) y + … + y^(n-1))
        for count in range(power):
            part: Polynomial = {tuple(sorted((*rest, *[unknown] * (power - 1 - count)))): number}
            for _each in range(count):
                part = multiply(part, value)
            found = add(found, part)
    return found
