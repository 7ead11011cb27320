"""Terms as computer algebra.

A rule that has run on symbols leaves terms behind; here they become sympy expressions with exact
rational numbers. A named quotient becomes numerator over denominator again. A choice becomes the
branch that applies, where the signs of the symbols decide it, and else stays a case distinction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import sympy

from neverfalls.spec.errors import NeverfallsError
from neverfalls.spec.numbers import Amount, SymbolicNumbers, Truth
from neverfalls.spec.numbers.terms import Term

Expr: TypeAlias = Any
"""A sympy expression; sympy carries no types."""


class DerivationFailed(NeverfallsError):
    """A formula could not be derived: the stage, what was found there and what was expected."""

    def __init__(self, stage: str, found: object, expected: str) -> None:
        super().__init__(f"{stage}: found {found}, expected {expected}")
        self.stage = stage
        self.found = found
        self.expected = expected


CANNOT = (  # errors by which sympy says that it found nothing; our own code raises none of them:
    NotImplementedError,  # dsolve and limit, where they know no method
    ValueError,  # rsolve, for coefficients that are not rational
    TypeError,  # a limit inside a case distinction
)


@contextmanager
def asking_sympy(stage: str, about: object, expected: str) -> Iterator[None]:
    """Ask sympy for a solution or a limit that it may fail to find.

    Raises:
        DerivationFailed: it gave up on what it was asked ``about``; the error quotes sympy.
    """
    try:
        yield
    except CANNOT as error:
        raise DerivationFailed(stage, about, f"{expected}: {error}") from None


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


SIGNS = {"=": "=", "~": r"\sim", "∝": r"\propto", "<=": r"\le", ">=": r"\ge", "->": r"\to"}
"""The signs between the sides of a formula, each in LaTeX."""


@dataclass(frozen=True, slots=True)
class Equation:
    """A formula that was derived: what it means, its two sides, how they compare."""

    name: str
    meaning: str
    left: Expr
    right: Expr
    sign: str = "="

    def text(self) -> str:
        """The formula in one line of plain characters."""
        return f"{plain(self.left)} {self.sign} {plain(self.right)}"

    def latex(self) -> str:
        """The formula as one aligned line."""
        sign = SIGNS[self.sign]
        return f"{sympy.latex(self.left)} &{sign} {sympy.latex(self.right)}"

    def to_dict(self) -> dict[str, str]:
        """The formula as strings that sympy reads."""
        sides = {"left": sympy.sstr(self.left), "right": sympy.sstr(self.right)}
        return {"name": self.name, "meaning": self.meaning, "sign": self.sign, **sides}


def plain(expression: Expr) -> str:
    """An expression in plain characters, with ^ for powers and · for products."""
    return str(sympy.sstr(expression)).replace("**", "^").replace("*", "·")


def aligned(lines: list[str]) -> str:
    """Formulas one below the other."""
    inside = " \\\\\n".join(lines)
    return f"\\begin{{align*}}\n{inside}\n\\end{{align*}}\n"


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
    """The same expression in factors, written with as few minus signs as possible."""
    found, sign = sympy.factor(sympy.powsimp(expression)), 1
    even: list[int] = []
    factors: list[tuple[Expr, Expr]] = []
    for part in sympy.Mul.make_args(found):
        base, power = part.as_base_exp()
        balance = 0
        if base.is_Add and power.is_Integer:
            balance = sum(-1 if each.could_extract_minus_sign() else 1 for each in base.args)
            if balance == 0 and power.is_odd:
                even.append(len(factors))
            if balance < 0:
                base, sign = sympy.expand(-base), -sign if power.is_odd else sign
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
        if kind == "floor":
            return sympy.floor(self.amount(args[0]))
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
        """Take a truth as given from here on; where it is undecided it is kept in ``conditions``.

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
