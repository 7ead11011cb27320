"""Terms as computer algebra, and rules run on symbols for it.

A rule that has run on symbols left terms behind; here they become sympy expressions with exact
rational numbers. A named quotient becomes numerator over denominator again. A choice becomes the
branch that applies, where the signs of the symbols decide it, and else stays a case distinction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NoReturn, TypeAlias

import sympy

from neverfalls.spec import terms
from neverfalls.spec.errors import NeverfallsError, NotEnabled
from neverfalls.spec.mechanism import Rule
from neverfalls.spec.numbers import Amount, SymbolicNumbers, Truth
from neverfalls.spec.scheme import Scheme
from neverfalls.spec.terms import Term
from neverfalls.spec.world import Member, View, World

Expr: TypeAlias = Any
"""A sympy expression; sympy carries no types."""


class DerivationFailed(NeverfallsError):
    """A formula could not be derived: the stage, what was found there and what was expected."""

    def __init__(self, stage: str, found: object, expected: str) -> None:
        super().__init__(f"{stage}: found {found}, expected {expected}")
        self.stage = stage
        self.found = found
        self.expected = expected


class VisitsAllMembers(DerivationFailed):
    """A rule goes through all members, so that no single formula in a few symbols states it."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule, "a rule that visits all members", "one that names its members")


def positive(name: str) -> Expr:
    """A symbol for an amount above 0."""
    return sympy.Symbol(name, positive=True)


F, S = positive("F"), positive("S")
"""The pool in yuan and the circulating points."""

PARAMETERS: dict[str, Expr] = {
    "contribution": positive("c"),
    "reward": positive("r"),
    "issue_price": positive("p_0"),
    "points_per_yuan": positive("g"),
    "margin": positive("mu"),
    "exit_fee": positive("phi"),
}
"""The parameters that a derivation leaves open, with their symbols."""

ARGUMENTS: dict[str, Expr] = {
    "Yuan": positive("x"),
    "Points": positive("q"),
    "Constants": positive("k"),
}
"""The symbol of a rule's amount, by its sort."""

SYMBOLS: dict[str, Expr] = {**PARAMETERS, "pool.yuan": F, "supply": S}


def fraction(value: Expr, what: str) -> Fraction:
    """The exact value of an expression without symbols.

    Raises:
        DerivationFailed: it is no rational number.
    """
    number = sympy.expand_func(value)
    if not number.is_Rational:
        number = sympy.simplify(number)
    if not number.is_Rational:
        raise DerivationFailed(what, value, "a rational number")
    return Fraction(int(number.p), int(number.q))


def tidy(expression: Expr) -> Expr:
    """The same expression in factors, with as few minus signs as moving them about allows."""
    found, sign, even = sympy.factor(sympy.powsimp(expression)), 1, []
    factors = []
    for part in sympy.Mul.make_args(found):
        base, power = part.as_base_exp()
        balance = 0
        if base.is_Add and power.is_Integer:
            balance = sum(-1 if each.could_extract_minus_sign() else 1 for each in base.args)
            if balance == 0 and power.is_odd:
                even.append(len(factors))
            if balance < 0:
                base, sign = sympy.expand(-base), sign * (-1) ** int(power)
        if part.is_number and part.is_negative:
            base, sign = -base, -sign
        factors.append((base, power))
    if sign < 0 and even:
        base, power = factors[even[0]]
        factors[even[0]], sign = (sympy.expand(-base), power), 1
    return sign * sympy.Mul(*(base**power for base, power in factors))


class Algebra:
    """Translates the terms that one run made.

    ``symbols`` gives names of terms their expressions; any other name becomes a positive symbol.
    What is assumed holds in everything translated afterwards.
    """

    def __init__(self, numbers: SymbolicNumbers, symbols: Mapping[str, Expr]) -> None:
        self.numbers = numbers
        self.symbols = dict(symbols)
        self.conditions: list[Expr] = []
        self._positive: list[Expr] = []

    def amount(self, amount: Amount) -> Expr:
        """An amount as an expression, in the unit it has."""
        if not isinstance(amount, Term):
            exact = Fraction(amount)
            return sympy.Rational(exact.numerator, exact.denominator)
        kind, args = amount.kind, amount.args
        if kind == "name":
            return self._name(args[0])
        if kind == "sum":
            parts = [self.amount(factor) * self.amount(part) for part, factor in args[1]]
            return sympy.Add(self.amount(args[0]), *parts)
        if kind == "product":
            return self.amount(args[0]) * self.amount(args[1])
        if kind == "choice":
            condition = self.truth(args[0])
            if condition in (sympy.true, sympy.false):
                return self.amount(args[1] if condition == sympy.true else args[2])
            yes, no = self.amount(args[1]), self.amount(args[2])
            return sympy.Piecewise((yes, condition), (no, True))
        raise DerivationFailed("amount", kind, "an amount, not a truth")

    def truth(self, truth: Truth) -> Expr:
        """A truth as a condition; ``true`` or ``false`` where the symbols' signs decide it."""
        if not isinstance(truth, Term):
            return sympy.true if truth else sympy.false
        kind, args = truth.kind, truth.args
        if kind in ("and", "or", "not"):
            connective = {"and": sympy.And, "or": sympy.Or, "not": sympy.Not}[kind]
            return connective(*(self.truth(part) for part in args))
        relation = {"positive": sympy.Gt, "nonnegative": sympy.Ge, "zero": sympy.Eq}.get(kind)
        if relation is None:
            raise DerivationFailed("truth", kind, "a truth, not an amount")
        side = self.amount(args[0])
        if not side.has(sympy.Piecewise):
            side = tidy(sympy.together(side))
        if self._known_positive(side):
            return sympy.false if kind == "zero" else sympy.true
        if self._known_positive(-side):
            return sympy.false
        return relation(side, 0)

    def assume(self, truth: Truth, why: str) -> None:
        """Take a truth as given from here on; it is kept in ``conditions`` where undecided.

        Raises:
            DerivationFailed: it is false whatever the positive symbols stand for.
        """
        condition = self.truth(truth)
        if condition == sympy.false:
            raise DerivationFailed("requirement", "one that is never met", why)
        for part in sympy.And.make_args(condition):
            if part != sympy.true:
                self.conditions.append(part)
            if part.func is sympy.StrictGreaterThan and part.rhs == 0:
                self._positive.append(part.lhs)

    def _name(self, name: str) -> Expr:
        if name in self.numbers.definitions:
            top, bottom = (self.amount(each) for each in self.numbers.definitions[name])
            if bottom.is_zero:
                return sympy.Integer(0)
            if self._known_positive(bottom) or bottom.is_nonzero:
                return top / bottom
            return sympy.Piecewise((top / bottom, sympy.Ne(bottom, 0)), (0, True))
        if name not in self.symbols:
            self.symbols[name] = positive(name)
        return self.symbols[name]

    def _known_positive(self, side: Expr) -> bool:
        if side.is_positive:
            return True
        if side.has(sympy.Piecewise):
            return False
        return any(sympy.cancel(side / known).is_positive for known in self._positive)


class _NamedOnly(World):
    """A world in which a rule can reach only the members it names."""

    def total(self, _amount: Callable[[Member], Amount]) -> Amount:
        self._refuse()

    def members(self) -> Iterator[Member]:
        self._refuse()

    def allot(self, *_: Any) -> Iterator[tuple[Member, list[Amount]]]:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise VisitsAllMembers(self.rule)


@dataclass(frozen=True)
class SymbolicStep:
    """One event run on symbols: the state before and each state seen after, and its algebra."""

    algebra: Algebra
    before: View
    observed: tuple[View, ...]

    def pools(self) -> list[Expr]:
        """The pool before and in each state seen after, in yuan."""
        return [self.algebra.amount(view.pool) for view in (self.before, *self.observed)]

    def supplies(self) -> list[Expr]:
        """The circulating points before and in each state seen after."""
        return [self.algebra.amount(view.supply) for view in (self.before, *self.observed)]

    def records(self, entry: str) -> list[Expr]:
        """One shared entry before and in each state seen after."""
        return [self.algebra.amount(view.state[entry]) for view in (self.before, *self.observed)]


def open_scheme(scheme: Scheme) -> Scheme:
    """The scheme with nothing sold yet and with symbols for its parameters."""
    bare = replace(scheme, opening={}, members=())
    return bare.with_parameters(**{name: terms.name(name) for name in PARAMETERS})


def run_on_symbols(
    scheme: Scheme, rule: Rule, symbols: Mapping[str, Expr], empty: bool = False
) -> SymbolicStep:
    """Run a rule's own text on symbols: from the empty scheme, or from any state with S > 0.

    ``symbols`` are added to the usual ones; the rule's amounts are named by argument.

    Raises:
        VisitsAllMembers: the rule goes through all members.
        DerivationFailed: a requirement of the rule is never met.
    """
    bare, numbers = open_scheme(scheme), SymbolicNumbers()
    places = [name for name, sort in rule.sorts.items() if sort == "Member"]
    roster = bare.roster(len(places))
    state = bare.opening_state(roster)
    known = {**SYMBOLS, **symbols}
    if not empty:
        state = _any_state(state, known)
    arguments: dict[str, Any] = dict(zip(places, roster, strict=False))
    for name, sort in rule.sorts.items():
        if sort != "Member":
            arguments[name] = terms.name(name)
            known.setdefault(name, ARGUMENTS.get(sort, positive(name)))
    world = _NamedOnly(bare, numbers, dict(state), roster)
    try:
        observed = world.run(rule, arguments)
    except NotEnabled as refused:
        raise DerivationFailed(rule.name, "a refusal", refused.requirement) from None
    algebra = Algebra(numbers, known)
    for why, truth in world.requirements:
        algebra.assume(truth, f"{rule.name} requires that {why}")
    return SymbolicStep(algebra, world.on(state), tuple(world.on(each) for each in observed))


def _any_state(keys: Sequence[str] | Mapping[str, Any], known: dict[str, Expr]) -> dict[str, Any]:
    """A state with a name for every entry; accounts that may be overdrawn get real symbols."""
    state: dict[str, Any] = {key: terms.name(key) for key in keys}
    for key in state:
        if key.startswith("issuer.") or (key.endswith(".yuan") and key != "pool.yuan"):
            known.setdefault(key, sympy.Symbol(key, real=True))
    aside = state.get("aside.points", Fraction(0))
    state["issuer.points"] = -terms.name("supply") - aside
    return state
