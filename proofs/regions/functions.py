"""Rational functions of some unknowns, and what is known where one of them has a sign.

They are what amounts become when numbers of a scheme are left open: exact quotients of polynomials,
so that a history whose amounts are such functions is one for every value of those numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from sympy import QQ
from sympy.polys.fields import FracField

from neverfalls.spec.numbers import Amount, Truth, terms
from neverfalls.spec.numbers.terms import Term

Function = Any
"""An element of a field of rational functions, as sympy keeps it; sympy carries no types."""

Polynomial = Any
"""An element of a ring of polynomials with rational coefficients."""


class Functions(NamedTuple):
    """All rational functions of these unknowns, in one order."""

    names: tuple[str, ...]
    field: Any

    @classmethod
    def of(cls, names: Sequence[str]) -> Functions:
        """The field of these unknowns."""
        return cls(tuple(names), FracField(tuple(names), QQ) if names else QQ)

    def unknown(self, name: str) -> Function:
        """The function that is this unknown itself."""
        return self.field.gens[self.names.index(name)]

    def number(self, value: Fraction | int) -> Function:
        """A constant."""
        return self.field(QQ(value.numerator, value.denominator))

    def at(self, function: Function, point: Mapping[str, Fraction]) -> Fraction:
        """The value of a function, which must have one there."""
        values = [QQ(point[name].numerator, point[name].denominator) for name in self.names]
        return _fraction(function.numer(*values)) / _fraction(function.denom(*values))

    def substituted(self, function: Function, values: Mapping[str, Function]) -> Function:
        """A function with functions in place of some unknowns."""
        images = [values.get(name, self.unknown(name)) for name in self.names]

        def put(polynomial: Polynomial) -> Function:
            whole = self.number(0)
            for powers, coefficient in polynomial.terms():
                part = self.field(coefficient)
                for image, power in zip(images, powers, strict=True):
                    if power:
                        part = part * image**power
                whole = whole + part
            return whole

        return put(function.numer) / put(function.denom)


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.numerator), int(value.denominator))


def is_number(function: Function) -> bool:
    """Whether a function is the same everywhere."""
    return bool(function.numer.is_ground and function.denom.is_ground)


def number_of(function: Function) -> Fraction:
    """The value of a function that is the same everywhere."""
    return _fraction(function.numer.LC) / _fraction(function.denom.LC) if function else Fraction(0)


def factors_of(function: Function) -> tuple[int, list[tuple[Polynomial, int]]]:
    """The sign of the number in front, and irreducible polynomials with the powers they have.

    Those below the line count like those above it: a sign is the same either way.
    """
    sign, found = 1, dict[Any, int]()
    for side in (function.numer, function.denom):
        constant, factors = side.factor_list()
        sign = sign if constant > 0 else -sign
        for factor, power in factors:
            found[factor] = found.get(factor, 0) + power
    return sign, list(found.items())


def function_of(amount: Amount, functions: Functions) -> Function:
    """A sum of products of unknowns as a function."""
    if not isinstance(amount, Term):
        return functions.number(Fraction(amount))
    if amount.kind == "name":
        return functions.unknown(amount.args[0])
    if amount.kind == "product":
        one, other = (function_of(part, functions) for part in amount.args)
        return one * other
    whole = functions.number(Fraction(amount.args[0]))
    for part, factor in amount.args[1]:
        whole = whole + function_of(part, functions) * functions.number(Fraction(factor))
    return whole


def term_of(polynomial: Polynomial, names: Sequence[str]) -> Amount:
    """A polynomial as the amount that a solver reads, with whole coefficients."""
    _scale, whole = polynomial.clear_denoms()
    parts: list[tuple[Amount, Fraction]] = []
    for powers, coefficient in whole.terms():
        product: Amount = Fraction(1)
        for name, power in zip(names, powers, strict=True):
            for _time in range(power):
                product = terms.name(name) * product
        parts.append((product, _fraction(coefficient)))
    return terms.linear(parts)


def sign_of(kind: str, polynomial: Polynomial, names: Sequence[str]) -> Truth:
    """The truth that a polynomial is ``positive``, ``nonnegative`` or ``zero``."""
    return terms.sign(kind, term_of(polynomial, names))
