"""Finding certificates. Nothing here is trusted: whatever is found, the checker looks at.

First z3 says which hypotheses are needed (see `core`); the others are not looked at any more. Then
a proof is searched for as a tree. A branch knows comparisons and choices. Either the comparisons
contradict each other (see `branch`), or values that meet them show which choice to tell the cases
of next. A case whose proof does not use what it adds closes all the others as well, so choices
that do not matter cost nothing in the end.

Where that fails, the cases of all choices are told first, and in each of them lemmas say what
follows when a factor is cancelled (see `cancelled`). Where a sum has many conditional terms, each
is bounded first by a lemma of its own: that ten terms are at least 0 takes twenty cases one after
the other, and a thousand together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .branch import Branch, Sum, Term
from .cancelled import cancelled
from .core import needed
from .linear import Effort, GaveUp, Hypothesis
from .statement import AnyOf, Comparison, Formula, Polynomial, add, flat

DEGREE = 5
"""Most comparisons that are multiplied with each other."""

EFFORT = {"plainly": 300, "with lemmas": 1000, "with factors cancelled": 300}
"""How often linear arithmetic is asked before a search gives up; counted, so that what is found
does not depend on the machine."""

BOUND = 12
"""The same for the bound of one conditional term."""

CANCELLED = 2
"""How often in a branch factors are cancelled in what has been found so."""

MANY = 5
"""Conditional terms from which on it is the cases of their sums that take time."""


@dataclass(frozen=True)
class Cases:
    """A branching: for each part of a choice what it adds to the hypotheses, and a proof."""

    choice: Hypothesis
    parts: tuple[tuple[tuple[Hypothesis, ...], Proof], ...]
    used: set[Hypothesis] = field(default_factory=set)


@dataclass(frozen=True)
class Bound:
    """A polynomial that is at least 0, shown from its opposite."""

    claimed: Polynomial
    opposite: Hypothesis
    shown: Proof
    result: Hypothesis = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "result", Hypothesis(Comparison(">=", self.claimed)))


@dataclass(frozen=True)
class Lemma:
    """A bound that is shown first, and the proof that it is used in."""

    bound: Bound
    rest: Proof

    @property
    def used(self) -> set[Hypothesis]:
        """The hypotheses that it uses."""
        own = {self.bound.opposite, self.bound.result}
        return (self.bound.shown.used | self.rest.used) - own


Proof = Sum | Cases | Lemma


def find(hypotheses: Sequence[Formula]) -> Any | None:
    """A proof that hypotheses contradict each other, as the checker reads it, if one is found."""
    known = [Hypothesis(each) for each in hypotheses]
    few = needed(known)
    if few is None:
        return None
    searches = [_plainly, _with_lemmas]
    if len(conditionals(few)) >= MANY:
        searches.reverse()
    tries = [(search, few) for search in searches]
    # with too few hypotheses there may be a proof that is beyond this search
    tries += [(search, known) for search in (_with_factors_cancelled, *searches)]
    found = (search(some) for search, some in tries)
    proof = next((each for each in found if each is not None), None)
    return None if proof is None else written(proof, known)


def _plainly(known: Sequence[Hypothesis]) -> Proof | None:
    return _refuted(known, EFFORT["plainly"])


def _with_lemmas(known: Sequence[Hypothesis]) -> Proof | None:
    """A proof that first bounds conditional terms, so that sums of them need no cases."""
    bounds = _bounds(known)
    proof = _refuted([*known, *(each.result for each in bounds)], EFFORT["with lemmas"])
    return None if proof is None else _after(bounds, proof)


def _with_factors_cancelled(known: Sequence[Hypothesis]) -> Proof | None:
    """A proof that cancels factors in each case before it is contradicted."""
    return _refuted(known, EFFORT["with factors cancelled"], cancels=True)


def _after(bounds: Sequence[Bound], proof: Proof) -> Proof:
    """A proof with those bounds before it that it uses."""
    for each in reversed(bounds):
        if each.result in proof.used:
            proof = Lemma(each, proof)
    return proof


def _refuted(
    known: Sequence[Hypothesis], effort: int, degree: int = DEGREE, cancels: bool = False
) -> Proof | None:
    try:
        return _Search(Effort(effort), degree, cancels).refute(known)
    except GaveUp:
        return None


def _bounds(known: Sequence[Hypothesis]) -> list[Bound]:
    """Bounds of conditional terms: by 0, and by what they come to in either case."""
    comparisons = [each for each in known if isinstance(each.formula, Comparison)]
    found: list[Bound] = []
    for name, values in conditionals(known).items():
        term: Polynomial = {(name,): Fraction(1)}
        about = _choices_about(name, known)
        for side in ({}, *values):
            difference = add(term, side, Fraction(-1))
            for claimed in (difference, add({}, difference, Fraction(-1))):
                opposite = Hypothesis(Comparison(">", add({}, claimed, Fraction(-1))))
                facts = [*comparisons, *about, *(each.result for each in found), opposite]
                shown = _refuted(facts, BOUND, degree=1)
                if shown is not None:
                    found.append(Bound(claimed, opposite, shown))
    return found


def conditionals(known: Iterable[Hypothesis]) -> dict[str, list[Polynomial]]:
    """The conditional terms, each with what it comes to in either case."""
    found: dict[str, list[Polynomial]] = {}
    for each in known:
        name = _said_of(each)
        if name:
            same = _last(each).polynomial
            rest = {m: -number for m, number in same.items() if m != (name,)}
            found.setdefault(name, []).append(rest)
    return {name: values for name, values in found.items() if len(values) == 2}


def _last(choice: Hypothesis) -> Comparison:
    assert isinstance(choice.formula, AnyOf)
    assert isinstance(choice.formula.parts[-1], Comparison)
    return choice.formula.parts[-1]


def _said_of(hypothesis: Hypothesis) -> str:
    """The conditional term of which a choice says what it comes to, if it is such a choice."""
    formula = hypothesis.formula
    if not isinstance(formula, AnyOf) or not formula.parts:
        return ""
    same = formula.parts[-1]
    if not isinstance(same, Comparison) or same.sign != "=" or not same.polynomial:
        return ""
    first, number = next(iter(same.polynomial.items()))
    alone = len(first) == 1 and first[0].startswith("c") and number == 1
    return first[0] if alone else ""


def _choices_about(name: str, known: Sequence[Hypothesis]) -> list[Hypothesis]:
    """The choices that say what a conditional term comes to, and those inside its condition."""
    wanted, found = {name}, dict[Hypothesis, None]()
    while wanted:
        label = wanted.pop()
        for each in known:
            if each not in found and _said_of(each) == label:
                found[each] = None
                wanted |= {n for n in _names(each.formula) if n.startswith("c")} - {label}
    return list(found)


def _names(formula: Formula) -> set[str]:
    if isinstance(formula, Comparison):
        return {name for monomial in formula.polynomial for name in monomial}
    return {name for part in formula.parts for name in _names(part)}


def written(proof: Proof, known: Sequence[Hypothesis]) -> Any:
    """A proof as the checker reads it, where these are the hypotheses."""
    numbers = {each: number for number, each in enumerate(known, 1)}
    if isinstance(proof, Sum):
        return ["sum", [_term(each, numbers) for each in proof.terms]]
    if isinstance(proof, Lemma):
        bound = proof.bound
        shown = written(bound.shown, [*known, bound.opposite])
        rest = written(proof.rest, [*known, bound.result])
        return ["lemma", _listed(bound.claimed), shown, rest]
    proofs = [written(each, [*known, *added]) for added, each in proof.parts]
    return ["cases", numbers[proof.choice], proofs]


def _term(term: Term, numbers: Mapping[Hypothesis, int]) -> list[Any]:
    factors = sorted(numbers[each] for each in term.sources)
    square = [] if term.root is None else [_listed(term.root)]
    return [_polynomial(term.multiplier), factors, *square]


def _polynomial(polynomial: Polynomial) -> Any:
    if set(polynomial) <= {()}:
        return str(polynomial.get((), Fraction(0)))
    return _listed(polynomial)


def _listed(polynomial: Polynomial) -> list[Any]:
    return [[str(number), list(monomial)] for monomial, number in sorted(polynomial.items())]


class _Search:
    """The search for one proof."""

    def __init__(self, effort: Effort, degree: int, cancels: bool) -> None:
        self.effort = effort
        self.degree = degree
        self.cancels = cancels

    def refute(
        self, known: Sequence[Hypothesis], done: frozenset[Hypothesis] = frozenset()
    ) -> Proof | None:
        """A proof that these hypotheses contradict each other.

        The choices that are ``done`` are those of which this is a case already.
        """
        branch = Branch(known, done)
        if branch.closed:
            return branch.closed
        forced = self._forced(branch)
        if forced is not None:
            return self._split(forced, known, branch, done)
        if self.cancels:
            if branch.choices:
                return self._split(branch.choices[0], known, branch, done)
            return self._cancel(known, branch)
        found = branch.contradiction(self.effort, self.degree)
        if isinstance(found, Sum):
            return found
        if found is None:
            return None
        return self._split(found, known, branch, done)

    def _cancel(self, known: Sequence[Hypothesis], branch: Branch) -> Proof | None:
        """A proof from comparisons alone, after lemmas that cancel a factor."""
        bounds: list[Bound] = []
        for _again in range(CANCELLED):
            for each in cancelled(branch.facts):
                opposite = Hypothesis(Comparison(">", add({}, each.polynomial, -1)))
                bounds.append(Bound(each.polynomial, opposite, branch.cancelled(each, opposite)))
            branch = Branch([*known, *(each.result for each in bounds)])
        found = branch.contradiction(self.effort, self.degree)
        return _after(bounds, found) if isinstance(found, Sum) else None

    def _forced(self, branch: Branch) -> Hypothesis | None:
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
            dead = branch.refuted(added) if number not in live else None
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
