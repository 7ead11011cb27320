"""Comparisons that contradict each other, as linear arithmetic over products of unknowns.

z3 is asked about them as if every product were one more unknown. Where it says that they contradict
each other, the numbers to multiply them by are a solution of a linear program (Farkas' lemma).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from math import comb
from typing import NamedTuple

import z3

from .statement import (
    Comparison,
    Formula,
    Monomial,
    Polynomial,
    Rational,
    add,
    constant,
    multiply,
    without,
)

CUTS = 60
"""Products that are added at once: those which the values that were named meet the least."""

ROUNDS = 10
"""How often squares are added in a branch."""

MANY = 8000
"""Products beyond which none of so many factors are tried."""

ONE = constant(Fraction(1))


class GaveUp(Exception):
    """No proof has been found with the effort that was allowed."""


class Effort:
    """What a search may spend."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def spend(self) -> None:
        """One more question to linear arithmetic.

        Raises:
            GaveUp: there have been too many.
        """
        self.left -= 1
        if self.left < 0:
            raise GaveUp


class Hypothesis:
    """A hypothesis of some branch, told from others that read alike by what it is."""

    __slots__ = ("formula",)

    def __init__(self, formula: Formula) -> None:
        self.formula = formula

    @property
    def comparison(self) -> Comparison:
        """The formula of a hypothesis that is no choice."""
        assert isinstance(self.formula, Comparison)
        return self.formula


class Fact(NamedTuple):
    """A comparison, with solved unknowns replaced, and the hypotheses whose product it is.

    ``multiplier`` is a polynomial where one of them is an equality. Without any hypothesis, the
    fact is that the square of a polynomial, ``root``, is at least 0.
    """

    sign: str
    polynomial: Polynomial
    sources: tuple[Hypothesis, ...]
    multiplier: Polynomial
    root: Polynomial | None = None


def meets(sign: str, number: Rational) -> bool:
    """Whether a number compares with 0 as the sign says."""
    return {">": number > 0, ">=": number >= 0, "=": number == 0}[sign]


class Values:
    """A number for each product of unknowns, as if they had nothing to do with each other."""

    def __init__(self, model: z3.ModelRef, names: Mapping[Monomial, z3.ArithRef]) -> None:
        self._numbers = {
            monomial: model.eval(name, model_completion=True).as_fraction()
            for monomial, name in names.items()
        }

    def of(self, polynomial: Polynomial) -> Fraction:
        """The value of a polynomial; products that nobody has named are the products."""
        return sum((n * self._of(m) for m, n in polynomial.items()), start=Fraction(0))

    def unmet(self, fact: Fact) -> bool:
        """Whether the values do not meet a fact."""
        return not meets(fact.sign, self.of(fact.polynomial))

    def _of(self, monomial: Monomial) -> Fraction:
        if not monomial:
            return Fraction(1)
        if monomial not in self._numbers:
            known = Fraction(1)
            for name in monomial:
                known *= self._numbers.get((name,), Fraction(0))
            self._numbers[monomial] = known
        found: Fraction = self._numbers[monomial]
        return found


class Relaxed:
    """Facts, to z3, as linear comparisons of products of unknowns."""

    def __init__(self) -> None:
        self.solver = z3.SolverFor("QF_LRA")
        self.names: dict[Monomial, z3.ArithRef] = {}
        self.facts: list[Fact] = []

    def know(self, fact: Fact) -> None:
        """One more fact."""
        if set(fact.polynomial) <= {()}:
            return
        marker = z3.Bool(f"f{len(self.facts)}")
        self.facts.append(fact)
        self.solver.assert_and_track(compared(fact.sign, self._linear(fact.polynomial)), marker)

    def _linear(self, polynomial: Polynomial) -> z3.ArithRef:
        terms = []
        for monomial, number in polynomial.items():
            value = z3.RealVal(str(number))
            if monomial:
                if monomial not in self.names:
                    self.names[monomial] = z3.Real("*".join(monomial))
                value = value * self.names[monomial]
            terms.append(value)
        return z3.Sum(terms)

    def core(self) -> list[Fact] | None:
        """Facts that contradict each other, or None if z3 knows of none."""
        if self.solver.check() != z3.unsat:
            return None
        # z3 names them in an order that is not always the same
        places = sorted(int(str(each)[1:]) for each in self.solver.unsat_core())
        return [self.facts[place] for place in places]

    def values(self) -> Values:
        """Values that meet all facts."""
        return Values(self.solver.model(), self.names)


def compared(sign: str, amount: z3.ArithRef) -> z3.BoolRef:
    """A comparison with 0 for z3."""
    return {">": amount > 0, ">=": amount >= 0, "=": amount == 0}[sign]


def combination(facts: Sequence[Fact]) -> list[tuple[Fraction, Fact]]:
    """Numbers to multiply facts by so that they add up to a contradiction (Farkas' lemma)."""
    solver = z3.SolverFor("QF_LRA")
    numbers = [z3.Real(f"l{place}") for place in range(len(facts))]
    columns: dict[Monomial, list[z3.ArithRef]] = {}
    for number, fact in zip(numbers, facts, strict=True):
        if fact.sign != "=":
            solver.add(number >= 0)
        for monomial, value in fact.polynomial.items():
            columns.setdefault(monomial, []).append(z3.RealVal(str(value)) * number)
    for monomial, terms in columns.items():
        if monomial:
            solver.add(z3.Sum(terms) == 0)
    rest = z3.Sum(columns.get((), [z3.RealVal(0)]))
    strict = [n for n, fact in zip(numbers, facts, strict=True) if fact.sign == ">"]
    # below 0, or 0 with something that is more than 0 in the sum
    solver.add(z3.Or(rest == -1, z3.And(rest == 0, z3.Sum([z3.RealVal(0), *strict]) == 1)))
    if solver.check() != z3.sat:
        raise GaveUp
    model = solver.model()
    found = [model.eval(number, model_completion=True).as_fraction() for number in numbers]
    return [(number, fact) for number, fact in zip(found, facts, strict=True) if number]


class Products:
    """Products of facts, which hold too; only those are handed out that values do not meet."""

    def __init__(self, facts: Sequence[Fact], degree: int) -> None:
        self.degree = degree
        self.facts = [each for each in facts if not set(each.polynomial) <= {()}]
        self._rounds = 0
        self.made: dict[int, list[Fact]] = {}
        self._signs: dict[Monomial, Fact | None] = {}
        self._seen: set[Monomial] = set()
        self._multiples: dict[tuple[Monomial, int], Fact] = {}
        self._sign_of: dict[str, Fact] = {}
        for each in self.facts:
            (monomial, *others) = each.polynomial
            if each.sign != "=" and len(monomial) == 1 and not others:
                known = self._sign_of.get(monomial[0])
                if known is None or known.sign != ">":
                    self._sign_of[monomial[0]] = each

    def unmet(self, values: Values, degree: int) -> list[Fact]:
        """The products of so many factors that the values meet the least."""
        if degree > self.degree or comb(len(self.facts) + degree - 1, degree) > MANY:
            return []
        found = [each for each in self._of_degree(degree) if values.unmet(each)]
        found.sort(key=lambda each: -abs(values.of(each.polynomial)))
        return found[:CUTS]

    def unmet_signs(self, values: Values, monomials: Iterable[Monomial]) -> list[Fact]:
        """That products of more than two unknowns are not negative, or not positive."""
        for monomial in monomials:
            if len(monomial) > 2 and monomial not in self._signs:
                own = [self._sign_of[name] for name in monomial if name in self._sign_of]
                self._signs[monomial] = product(own) if len(own) == len(monomial) else None
        return [each for each in self._signs.values() if each and values.unmet(each)]

    def unmet_squares(self, values: Values, monomials: Iterable[Monomial]) -> list[Fact]:
        """That the square of what an unknown differs by from its value is at least 0."""
        self._rounds += 1
        squares = [m for m in monomials if len(m) == 2 and m[0] == m[1]]
        if self._rounds > ROUNDS:  # they come closer and closer to what they never reach
            return []
        found = []
        for name, _same in squares:
            root = add({(name,): 1}, constant(values.of({(name,): 1})), -1)
            found.append(Fact(">=", multiply(root, root), (), ONE, root))
        return [each for each in found if values.unmet(each)]

    def unmet_multiples(self, values: Values, monomials: Iterable[Monomial]) -> list[Fact]:
        """Comparisons times unknowns that have a sign, where a product of the kind occurs."""
        for monomial in monomials:
            if len(monomial) > 2 and monomial not in self._seen:
                self._seen.add(monomial)
                for each in self.facts:
                    self._multiply(monomial, each)
        found = [each for each in self._multiples.values() if values.unmet(each)]
        found.sort(key=lambda each: -abs(values.of(each.polynomial)))
        return found[:CUTS]

    def _multiply(self, monomial: Monomial, fact: Fact) -> None:
        """Multiply a comparison by what one of its products lacks of another."""
        for part in fact.polynomial:
            rest = without(monomial, part)
            if not rest or fact.sign == "=" or len(rest) >= self.degree:
                continue
            own = [self._sign_of[name] for name in rest if name in self._sign_of]
            key = rest, id(fact)
            if len(own) == len(rest) and key not in self._multiples:
                self._multiples[key] = product([*own, fact])

    def _of_degree(self, degree: int) -> list[Fact]:
        if degree not in self.made:
            self.made[degree] = list(self._make(degree))
        return self.made[degree]

    def _make(self, degree: int) -> Iterator[Fact]:
        signed = [each for each in self.facts if each.sign != "="]
        for some in combinations_with_replacement(signed, degree):
            yield product(some)
        names = sorted({n for each in self.facts for m in each.polynomial for n in m})
        for equality in (each for each in self.facts if each.sign == "="):
            for monomial in combinations_with_replacement(names, degree - 1):
                factor: Polynomial = {monomial: Fraction(1)}
                multiple = multiply(equality.polynomial, factor)
                yield Fact("=", multiple, equality.sources, factor)


def product(facts: Sequence[Fact]) -> Fact:
    """The product of comparisons, which holds too."""
    sign = ">" if all(each.sign == ">" for each in facts) else ">="
    found = facts[0].polynomial
    for each in facts[1:]:
        found = multiply(found, each.polynomial)
    return Fact(sign, found, tuple(source for each in facts for source in each.sources), ONE)
