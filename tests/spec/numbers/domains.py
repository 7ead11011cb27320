"""The number domains, each as a way to run one rule and say which exact amounts come out."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from neverfalls.proofs.algebra.expressions import Algebra, fraction, positive
from neverfalls.proofs.search.amounts import Amounts
from neverfalls.proofs.solving.engines import ask_z3
from neverfalls.proofs.solving.smtlib import complete, script
from neverfalls.spec.claims.claim import PASSING
from neverfalls.spec.errors import NotEnabled
from neverfalls.spec.model.world import World
from neverfalls.spec.numbers import ExactNumbers, SymbolicNumbers, terms
from neverfalls.spec.numbers.terms import Term
from neverfalls.spec.schemes.scheme import Scheme

BUDGET = 5_000_000
State = dict[str, Any]
Result = list[State] | None
"""The states an observer sees, or None where the event cannot happen."""


@dataclass(frozen=True)
class Case:
    """One rule that is asked to run in one state with these arguments, all of it exact."""

    scheme: Scheme
    roster: tuple[str, ...]
    state: State
    rule: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Symbolic:
    """A case run on symbols: what it needs, what it leads to, the values behind the names."""

    numbers: SymbolicNumbers
    requirements: list[tuple[str, Any]]
    observed: list[State]
    values: dict[str, Fraction]

    def amounts(self) -> Amounts:
        """The values of all names, quotients included."""
        return Amounts(self.numbers.definitions, self.values)


def exactly(case: Case) -> Result:
    """Run the rule on fractions."""
    world = World(case.scheme, ExactNumbers(), dict(case.state), case.roster)
    try:
        return world.run(case.scheme.rules[case.rule], case.arguments)
    except NotEnabled:
        return None


def symbolically(case: Case, everything: bool) -> Symbolic | None:
    """Run the rule with names for its amounts, or for state and parameters as well."""
    values: dict[str, Fraction] = {}

    def named(label: str, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(named(f"{label}.{place}", each) for place, each in enumerate(value))
        if not isinstance(value, (int, Fraction)):
            return value
        values[label] = Fraction(value)
        return terms.name(label)

    arguments = {key: named(f"1.{key}", value) for key, value in case.arguments.items()}
    scheme, state = case.scheme, dict(case.state)
    if everything:
        state = {key: named(key, value) for key, value in state.items()}
        told = {p: getattr(scheme.parameters, p) for p in scheme.relevant_parameters}
        opened = {key: named(f"parameter.{key}", value) for key, value in told.items()}
        scheme = scheme.with_parameters(**opened)
    numbers = SymbolicNumbers()
    world = World(scheme, numbers, state, case.roster)
    try:
        observed = world.run(scheme.rules[case.rule], arguments)
    except NotEnabled:
        return None
    return Symbolic(numbers, world.requirements, observed, values)


def evaluated(case: Case, everything: bool) -> Result:
    """Run the rule on symbols and put the values in afterwards."""
    run = symbolically(case, everything)
    if run is None:
        return None
    amounts = run.amounts()
    if not all(terms.evaluate(truth, amounts) for _why, truth in run.requirements):
        return None
    return [{k: terms.evaluate(v, amounts) for k, v in state.items()} for state in run.observed]


def by_z3(case: Case) -> Result:
    """Let z3 work out the only amounts that the formulas allow."""
    run = symbolically(case, everything=False)
    if run is None:
        return None
    given_values = [terms.equal(terms.name(key), value) for key, value in run.values.items()]
    facts = [truth for _why, truth in run.requirements] + given_values
    definitions = run.numbers.definitions
    results = {
        f"{place}.{key}": value
        for place, state in enumerate(run.observed)
        for key, value in state.items()
        if isinstance(value, Term)
    }
    told = [terms.equal(terms.name(f"result.{key}"), value) for key, value in results.items()]
    answer = ask_z3(script(complete([*facts, *told], definitions), whole=True), BUDGET)
    if answer.status == "unsat":
        return None
    model = answer.model
    found = {key: model[f"result.{key}"] for key in results}
    other = [terms.negate(terms.equal(value, found[key])) for key, value in results.items()]
    asked = script(complete([*facts, terms.any_of(*other)], definitions), whole=True)
    assert (answer.status, ask_z3(asked, BUDGET).status) == ("sat", "unsat")
    return [
        {key: found.get(f"{place}.{key}", value) for key, value in state.items()}
        for place, state in enumerate(run.observed)
    ]


def by_sympy(case: Case) -> Result:
    """Let sympy simplify the formulas, amounts above 0 being symbols, and substitute at the end."""
    run = symbolically(case, everything=case.rule not in PASSING)
    if run is None:
        return None
    values = {key: sympy.Rational(value) for key, value in run.values.items()}
    symbols = {key: positive(key) if value > 0 else value for key, value in values.items()}
    algebra = Algebra(run.numbers, symbols)
    meant = {symbols[key]: value for key, value in values.items() if value > 0}
    for why, truth in run.requirements:
        if algebra.truth(truth).subs(meant) != sympy.true:
            return None
        algebra.assume(truth, why)

    def exact(value: Any) -> Fraction:
        return fraction(algebra.amount(value).subs(meant), "a balance")

    return [{key: exact(value) for key, value in state.items()} for state in run.observed]


DOMAINS: dict[str, tuple[Callable[[Case], Result], int]] = {
    "symbols for the amounts": (lambda case: evaluated(case, everything=False), 60),
    "symbols for everything": (lambda case: evaluated(case, everything=True), 40),
    "z3": (by_z3, 8),
    "sympy": (by_sympy, 8),
}
"""Every domain, with the number of examples that it is asked for each rule."""
