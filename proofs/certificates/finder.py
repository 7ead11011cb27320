"""Finding certificates. Nothing here is trusted: whatever is found, the checker looks at.

A branch of a proof knows comparisons and choices. z3, asked about the comparisons as if every
product of unknowns were one more unknown, either says that they contradict each other, and which
do; then the numbers to multiply them by are a solution of a linear program (Farkas' lemma). Or it
names values. A choice that these do not meet is what to tell the cases of next; where there is
none, products of comparisons that the values do not meet are added, as they hold too.

An unknown that an equality says in terms of others is replaced first, in all comparisons; the
multiples of the equality that this takes are worked out at the end, from the sum.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any, NamedTuple

import z3

from .statement import (
    AnyOf,
    Comparison,
    Formula,
    Monomial,
    Polynomial,
    add,
    constant,
    flat,
    multiply,
)

DEGREE = 3
"""Most comparisons that are multiplied with each other."""

LEMMA = 0.3
"""Seconds that may be spent on the bound of one conditional term."""

MANY = 5
"""Conditional terms from which on it is the cases of their sums that take time."""

CUTS = 12
"""Products that are added at once: those which the values that were named meet the least."""


class Hypothesis:
    """A hypothesis of some branch, told from others that read alike by what it is."""

    __slots__ = ("formula",)

    def __init__(self, formula: Formula) -> None:
        self.formula = formula


class Solved(NamedTuple):
    """An equality, used as: this unknown is that polynomial."""

    unknown: str
    value: Polynomial
    source: Hypothesis


class Fact(NamedTuple):
    """A comparison, with solved unknowns replaced, and the hypotheses whose product it is.

    ``multiplier`` is a polynomial where one of them is an equality.
    """

    sign: str
    polynomial: Polynomial
    sources: tuple[Hypothesis, ...]
    multiplier: Polynomial


@dataclass(frozen=True)
class Sum:
    """A leaf: terms, each a multiplier and the hypotheses that it multiplies."""

    terms: tuple[tuple[Polynomial, tuple[Hypothesis, ...]], ...]

    @property
    def used(self) -> set[Hypothesis]:
        """The hypotheses that it uses."""
        return {each for _multiplier, sources in self.terms for each in sources}


@dataclass(frozen=True)
class Cases:
    """A branching: for each part of a choice what it adds to the hypotheses, and a proof."""

    choice: Hypothesis
    parts: tuple[tuple[tuple[Hypothesis, ...], Proof], ...]
    used: set[Hypothesis] = field(default_factory=set)


@dataclass(frozen=True)
class Lemma:
    """A polynomial that is at least 0: what shows it from its opposite, and what it is used in."""

    claimed: Polynomial
    opposite: Hypothesis
    shown: Proof
    result: Hypothesis
    rest: Proof

    @property
    def used(self) -> set[Hypothesis]:
        """The hypotheses that it uses."""
        return (self.shown.used | self.rest.used) - {self.opposite, self.result}


Proof = Sum | Cases | Lemma


class OutOfTime(Exception):
    """No certificate has been found in the time that there was."""


def find(hypotheses: Sequence[Formula], seconds: float) -> Any | None:
    """A proof that the hypotheses contradict each other, as the checker reads it, if one is found.

    ``seconds`` is how long it may take.
    """
    known = [Hypothesis(each) for each in hypotheses]
    searches = [_plainly, _with_lemmas]
    if len(conditionals(known)) >= MANY:
        searches.reverse()
    for search, share in zip(searches, (0.2, 0.8), strict=True):
        try:
            proof = search(known, time.monotonic() + seconds * share)
        except OutOfTime:
            continue
        if proof is not None:
            return written(proof, known)
    return None


def _plainly(known: Sequence[Hypothesis], deadline: float) -> Proof | None:
    return _Search(deadline).refute(known)


def _with_lemmas(known: Sequence[Hypothesis], deadline: float) -> Proof | None:
    """A proof that first bounds conditional terms, so that sums of them need no cases."""
    comparisons = [each for each in known if isinstance(each.formula, Comparison)]
    lemmas: list[tuple[Polynomial, Hypothesis, Proof, Hypothesis]] = []
    for name, values in conditionals(known).items():
        own = _choices_about(name, known)
        term: Polynomial = {(name,): Fraction(1)}
        sides = [{}, *values]
        for side in sides:
            for claimed in (add(term, side, Fraction(-1)), add(side, term, Fraction(-1))):
                opposite = Hypothesis(Comparison(">", add({}, claimed, Fraction(-1))))
                facts = [*comparisons, *own, *(each[3] for each in lemmas), opposite]
                limit = min(deadline, time.monotonic() + LEMMA)
                try:
                    shown = _Search(limit, 1).refute(facts)
                except OutOfTime:
                    shown = None
                if shown is not None:
                    result = Hypothesis(Comparison(">=", claimed))
                    lemmas.append((claimed, opposite, shown, result))
    proof = _Search(deadline).refute([*known, *(each[3] for each in lemmas)])
    if proof is None:
        return None
    for claimed, opposite, shown, result in reversed(lemmas):
        if result in proof.used:
            proof = Lemma(claimed, opposite, shown, result, proof)
    return proof


def conditionals(known: Iterable[Hypothesis]) -> dict[str, list[Polynomial]]:
    """The conditional terms, each with what it comes to in either case."""
    found: dict[str, list[Polynomial]] = {}
    for each in known:
        if isinstance(each.formula, AnyOf):
            same = each.formula.parts[-1]
            if isinstance(same, Comparison) and same.sign == "=":
                names = [
                    m[0] for m, n in same.polynomial.items() if m and m[0][0] == "c" and n == 1
                ]
                if len(names) == 1:
                    rest = {m: -n for m, n in same.polynomial.items() if m != (names[0],)}
                    found.setdefault(names[0], []).append(rest)
    return {name: values for name, values in found.items() if len(values) == 2}


def _choices_about(name: str, known: Sequence[Hypothesis]) -> list[Hypothesis]:
    """The choices that say what a conditional term comes to, and those inside its condition."""
    wanted, found = [name], dict[Hypothesis, None]()
    while wanted:
        label = wanted.pop()
        for each in known:
            if each in found or not isinstance(each.formula, AnyOf):
                continue
            same = each.formula.parts[-1]
            if (
                isinstance(same, Comparison)
                and same.polynomial.get((label,))
                == 1
                == len([1 for m in same.polynomial if m == (label,)])
                and same.sign == "="
            ):
                found[each] = None
                wanted += [n for n in _names(each.formula) if n[0] == "c" and n != label]
    return list(found)


def _names(formula: Formula) -> set[str]:
    if isinstance(formula, Comparison):
        return {name for monomial in formula.polynomial for name in monomial}
    return {name for part in formula.parts for name in _names(part)}


def written(proof: Proof, known: Sequence[Hypothesis]) -> Any:
    """A proof as the checker reads it, where these are the hypotheses."""
    numbers = {each: number for number, each in enumerate(known, 1)}
    if isinstance(proof, Sum):
        terms = []
        for multiplier, sources in proof.terms:
            terms.append([_polynomial(multiplier), sorted(numbers[each] for each in sources)])
        return ["sum", terms]
    if isinstance(proof, Lemma):
        shown = written(proof.shown, [*known, proof.opposite])
        rest = written(proof.rest, [*known, proof.result])
        return ["lemma", _listed(proof.claimed), shown, rest]
    proofs = [written(each, [*known, *added]) for added, each in proof.parts]
    return ["cases", numbers[proof.choice], proofs]


def _polynomial(polynomial: Polynomial) -> Any:
    if set(polynomial) <= {()}:
        return str(polynomial.get((), Fraction(0)))
    return _listed(polynomial)


def _listed(polynomial: Polynomial) -> list[Any]:
    return [[str(number), list(monomial)] for monomial, number in sorted(polynomial.items())]


class _Search:
    """The search for one proof."""

    def __init__(self, deadline: float, degree: int = DEGREE) -> None:
        self.deadline = deadline
        self.degree = degree

    def refute(
        self, known: Sequence[Hypothesis], done: frozenset[Hypothesis] = frozenset()
    ) -> Proof | None:
        """A proof that these hypotheses contradict each other.

        The choices that are ``done`` are those of which this is a case already.
        """
        if time.monotonic() > self.deadline:
            raise OutOfTime
        branch = Branch(known, done)
        if branch.closed:
            return branch.closed
        forced = self._forced(branch, known)
        if forced is not None:
            return self._split(forced, known, branch, done)
        found = branch.contradiction(self.deadline, self.degree)
        if isinstance(found, Sum):
            return found
        if found is None:
            return None
        return self._split(found, known, branch, done)

    def _forced(self, branch: Branch, known: Sequence[Hypothesis]) -> Hypothesis | None:
        """A choice of which at most one part is left."""
        return next((each for each in branch.choices if len(branch.live(each)) < 2), None)

    def _split(
        self,
        choice: Hypothesis,
        known: Sequence[Hypothesis],
        branch: Branch,
        done: frozenset[Hypothesis],
    ) -> Proof | None:
        """A proof by the cases of a choice; by less, if one of them does not matter."""
        assert isinstance(choice.formula, AnyOf)
        parts = []
        used = {choice}
        # what is contradicted at once comes first: it may turn out that nothing else is needed
        live = branch.live(choice)
        order = sorted(range(len(choice.formula.parts)), key=lambda n: n in live)
        for number in order:
            part = choice.formula.parts[number]
            added = tuple(Hypothesis(each) for each in flat(part))
            dead = branch.refuted(part, added) if number not in live else None
            proof = dead or self.refute([*known, *added], done | {choice})
            if proof is None:
                return None
            if proof.used.isdisjoint(added):
                return proof
            parts.append((number, added, proof))
            used |= proof.used - set(added)
        ordered = tuple((added, proof) for _number, added, proof in sorted(parts, key=_first))
        return Cases(choice, ordered, used)


def _first(part: tuple[int, Any, Any]) -> int:
    return part[0]


class Branch:
    """What is known in one branch: comparisons with solved unknowns replaced, and open choices."""

    def __init__(
        self, known: Sequence[Hypothesis], done: frozenset[Hypothesis] = frozenset()
    ) -> None:
        self.solved: list[Solved] = []
        self.closed: Sum | None = None
        waiting = [each for each in known if isinstance(each.formula, Comparison)]
        self._solve([each for each in waiting if each.formula.sign == "="])
        used = {each.source for each in self.solved}
        self.facts = [
            Fact(each.formula.sign, self.reduced(each.formula.polynomial), (each,), _ONE)
            for each in waiting
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
            polynomial = self.reduced(each.formula.polynomial)
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
            rest = {m: -value / number for m, value in polynomial.items() if m != (name,)}
            self.solved.append(Solved(name, rest, each))

    def reduced(self, polynomial: Polynomial) -> Polynomial:
        """A polynomial with all solved unknowns replaced."""
        for each in self.solved:
            polynomial = _replaced(polynomial, each.unknown, each.value)
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
        if isinstance(formula, AnyOf):
            return self._met(formula)
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

    def _against(self, comparison: Comparison) -> tuple[Fraction, Fact | None] | None:
        """What contradicts a comparison alone: a fact and what to multiply it by, or nothing."""
        polynomial = self.reduced(comparison.polynomial)
        if set(polynomial) <= {()}:
            return (Fraction(0), None) if _contradicts(comparison.sign, polynomial) else None
        key, scale = _normal(polynomial)
        keys = [(_opposite(key), scale)]
        if comparison.sign == "=":
            keys.append((key, -scale))
        for each, factor in keys:
            sign, fact = self.signs.get(each, ("", None))
            if fact is None:
                continue
            strict = sign == ">" or (comparison.sign == ">")
            if strict and not (comparison.sign == "=" and sign == "="):
                own = _normal(fact.polynomial)[1]
                return factor / own, fact
        return None

    def refuted(self, part: Formula, added: Sequence[Hypothesis]) -> Sum | None:
        """The proof against a part of a choice that one comparison contradicts."""
        for each in added:
            if not isinstance(each.formula, Comparison):
                continue
            against = self._against(each.formula)
            if against is None:
                continue
            factor, fact = against
            sign = each.formula.sign
            own = Fact(sign, self.reduced(each.formula.polynomial), (each,), _ONE)
            if fact is None:
                return self.sum([(_below(own), own)])
            if sign == "=":
                # the fact times a positive number, and the equality times whatever cancels it
                top = next(iter(own.polynomial))
                return self.sum(
                    [(Fraction(1), fact), (-fact.polynomial[top] / own.polynomial[top], own)]
                )
            top = next(iter(own.polynomial))
            return self.sum(
                [(Fraction(1), own), (-own.polynomial[top] / fact.polynomial[top], fact)]
            )
        return None

    # linear arithmetic over products

    def contradiction(self, deadline: float, degree: int) -> Sum | Hypothesis | None:
        """A proof from the comparisons alone, or the choice to branch on; None if neither."""
        relaxed = Relaxed()
        for each in self.facts:
            relaxed.know(each)
        products = Products(self.facts, degree)
        while True:
            if time.monotonic() > deadline:
                raise OutOfTime
            core = relaxed.core()
            if core is not None:
                return self.sum(combination(core))
            values = relaxed.values()
            unmet = [each for each in self.choices if not self._holds(each.formula, values)]
            said = [each for each in unmet if not _apart(each.formula)]
            if said:
                return min(said, key=lambda each: len(self.live(each)))
            cuts = products.unmet(values)
            if not cuts:  # these values meet the choices, but what follows from one may be needed
                left = unmet or sorted(self.choices, key=lambda each: _apart(each.formula))
                return min(
                    left,
                    key=lambda each: (_apart(each.formula), len(self.live(each))),
                    default=None,
                )
            for each in cuts:
                relaxed.know(each)

    def _holds(self, formula: Formula, values: Values) -> bool:
        if isinstance(formula, AnyOf):
            return any(
                all(self._holds(each, values) for each in flat(part)) for part in formula.parts
            )
        number = values.of(self.reduced(formula.polynomial))
        return _meets(formula.sign, number)

    def sum(self, combination: Iterable[tuple[Fraction, Fact]]) -> Sum:
        """The leaf of a combination of facts, with the multiples of the equalities it takes."""
        terms: list[tuple[Polynomial, tuple[Hypothesis, ...]]] = []
        total: Polynomial = {}
        for number, fact in combination:
            multiplier = {m: number * value for m, value in fact.multiplier.items()}
            terms.append((multiplier, fact.sources))
            product = multiplier
            for source in fact.sources:
                product = multiply(product, source.formula.polynomial)
            total = add(total, product)
        taken: list[tuple[Polynomial, Hypothesis]] = []
        for each in self.solved:
            quotient = _quotient(total, each.unknown, each.value)
            if quotient:
                number, before = self._as_solved(each)
                # the equality itself is number × (unknown - value), once what was solved before
                # is replaced in it; that takes multiples of the earlier ones, which come first
                taken.append((quotient, each.source))
                total = _replaced(total, each.unknown, each.value)
        terms.extend(self._multiples(taken))
        return Sum(tuple(terms))

    def _as_solved(self, each: Solved) -> tuple[Fraction, Polynomial]:
        return Fraction(1), each.value

    def _multiples(
        self, taken: Sequence[tuple[Polynomial, Hypothesis]]
    ) -> Iterator[tuple[Polynomial, tuple[Hypothesis, ...]]]:
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
            own = each.source.formula.polynomial
            reduced = own
            steps: list[tuple[Polynomial, Solved]] = []
            for earlier in self.solved[:place]:
                part = _quotient(reduced, earlier.unknown, earlier.value)
                if part:
                    steps.append((part, earlier))
                    reduced = _replaced(reduced, earlier.unknown, earlier.value)
            number = reduced[(each.unknown,)]
            # quotient × (unknown - value) = quotient / number × (own - Σ part × (earlier used))
            scaled = {m: -value / number for m, value in quotient.items()}
            yield scaled, (each.source,)
            for part, earlier in steps:
                more = multiply(scaled, part)
                old = wanted.get(earlier.source, {})
                wanted[earlier.source] = add(old, more)


_ONE = constant(Fraction(1))


def _contradicts(sign: str, polynomial: Polynomial) -> bool:
    return not _meets(sign, polynomial.get((), Fraction(0)))


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


def _meets(sign: str, number: Fraction) -> bool:
    return {">": number > 0, ">=": number >= 0, "=": number == 0}[sign]


def _normal(polynomial: Polynomial) -> tuple[Any, Fraction]:
    """A key that positive multiples share, and the multiple."""
    first = min(polynomial)
    scale = abs(polynomial[first])
    return frozenset((m, number / scale) for m, number in polynomial.items()), scale


def _opposite(key: Any) -> Any:
    return frozenset((m, -number) for m, number in key)


def _replaced(polynomial: Polynomial, unknown: str, value: Polynomial) -> Polynomial:
    """A polynomial with a polynomial in place of an unknown."""
    if not any(unknown in monomial for monomial in polynomial):
        return polynomial
    found: Polynomial = {}
    for monomial, number in polynomial.items():
        part: Polynomial = {tuple(n for n in monomial if n != unknown): number}
        for _each in range(monomial.count(unknown)):
            part = multiply(part, value)
        found = add(found, part)
    return found


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


class Values:
    """A number for each product of unknowns, as if they had nothing to do with each other."""

    def __init__(self, model: z3.ModelRef, names: Mapping[Monomial, z3.ArithRef]) -> None:
        self._numbers = {
            monomial: model.eval(name, model_completion=True).as_fraction()
            for monomial, name in names.items()
        }

    def of(self, polynomial: Polynomial) -> Fraction:
        """The value of a polynomial; products that nobody has named are the products."""
        return sum((n * self._of(m) for m, n in polynomial.items()), Fraction(0))

    def _of(self, monomial: Monomial) -> Fraction:
        if not monomial:
            return Fraction(1)
        if monomial not in self._numbers:
            known = Fraction(1)
            for name in monomial:
                known *= self._numbers.get((name,), Fraction(0))
            self._numbers[monomial] = known
        return self._numbers[monomial]


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
        self.solver.assert_and_track(_COMPARE[fact.sign](self._linear(fact.polynomial)), marker)

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
        return [self.facts[int(str(each)[1:])] for each in self.solver.unsat_core()]

    def values(self) -> Values:
        """Values that meet all facts."""
        return Values(self.solver.model(), self.names)


_COMPARE = {">": lambda a: a > 0, ">=": lambda a: a >= 0, "=": lambda a: a == 0}


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
        raise OutOfTime
    model = solver.model()
    found = [model.eval(number, model_completion=True).as_fraction() for number in numbers]
    return [(number, fact) for number, fact in zip(found, facts, strict=True) if number]


class Products:
    """Products of facts, which hold too; only those are handed out that values do not meet."""

    def __init__(self, facts: Sequence[Fact], degree: int) -> None:
        self.degree = degree
        self.facts = [each for each in facts if not set(each.polynomial) <= {()}]
        self.known: set[Any] = set()
        self.made: dict[int, list[Fact]] = {}

    def unmet(self, values: Values) -> list[Fact]:
        """Some products that the values do not meet, of few factors if there are any."""
        for degree in range(2, self.degree + 1):
            found = []
            for each in self._of_degree(degree):
                number = values.of(each.polynomial)
                if not _meets(each.sign, number):
                    found.append((abs(number), each))
            if found:
                found.sort(key=lambda pair: -pair[0])
                return [each for _number, each in found[:CUTS]]
        return []

    def _of_degree(self, degree: int) -> list[Fact]:
        if degree not in self.made:
            self.made[degree] = list(self._make(degree))
        return self.made[degree]

    def _make(self, degree: int) -> Iterator[Fact]:
        signed = [each for each in self.facts if each.sign != "="]
        for some in combinations_with_replacement(signed, degree):
            sign = ">" if all(each.sign == ">" for each in some) else ">="
            product = some[0].polynomial
            for each in some[1:]:
                product = multiply(product, each.polynomial)
            yield Fact(sign, product, tuple(s for each in some for s in each.sources), _ONE)
        names = sorted({n for each in self.facts for m in each.polynomial for n in m})
        for each in self.facts:
            if each.sign == "=":
                for some in combinations_with_replacement(names, degree - 1):
                    factor: Polynomial = {tuple(sorted(some)): Fraction(1)}
                    yield Fact("=", multiply(each.polynomial, factor), each.sources, factor)
