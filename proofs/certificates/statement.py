"""Statements: what a certificate is about, read from the text of a question to a solver.

A question asserts facts and the opposite of a goal. That they contradict each other is what is to
be shown; so all of them are hypotheses here, and the goal is the last of them. For example

    (assert (>= |v1| 0.0))
    (assert (not (>= (ite (> |v2| 0.0) |v1| 1.0) 0.0)))

has four hypotheses over the unknowns v1, v2 and c1, which is what the conditional term comes to:

    h1: v1 ≥ 0    h2: -c1 > 0    h3: -v2 ≥ 0 or c1 - v1 = 0    h4: v2 > 0 or c1 - 1 = 0

A polynomial maps products of unknowns, each a sorted tuple of names, to their coefficients.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

Monomial = tuple[str, ...]
"""Unknowns that are multiplied; none of them for the number 1."""

Rational = Fraction | int
"""An exact number; whole ones are no fractions where that is quicker."""

Polynomial = dict[Monomial, Rational]
"""Coefficients, none of them 0."""


class Comparison(NamedTuple):
    """A polynomial is more than 0 (``>``), at least 0 (``>=``), or 0 (``=``)."""

    sign: str
    polynomial: Polynomial


class AllOf(NamedTuple):
    """All of these hold."""

    parts: tuple[Formula, ...]


class AnyOf(NamedTuple):
    """At least one of these holds."""

    parts: tuple[Formula, ...]


Formula = Comparison | AllOf | AnyOf


class Conditional(NamedTuple):
    """What a conditional term comes to: one amount where a condition holds, else another."""

    condition: Formula
    yes: Polynomial
    no: Polynomial


class BadStatement(ValueError):
    """A text that is not a question as this project writes them; the message says what is odd."""


def add(one: Polynomial, other: Polynomial, times: Rational = 1) -> Polynomial:
    """One polynomial and ``times`` the other."""
    found = dict(one)
    for monomial, number in other.items():
        total = found.get(monomial, 0) + times * number
        if total:
            found[monomial] = total
        else:
            found.pop(monomial, None)
    return found


def multiply(one: Polynomial, other: Polynomial) -> Polynomial:
    """The product of two polynomials."""
    found: Polynomial = {}
    for left, number in one.items():
        for right, factor in other.items():
            monomial = tuple(sorted(left + right)) if left and right else left or right
            found[monomial] = found.get(monomial, 0) + number * factor
    return {monomial: number for monomial, number in found.items() if number}


def replaced(polynomial: Polynomial, unknown: str, value: Polynomial) -> Polynomial:
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


def without(monomial: Monomial, part: Monomial) -> Monomial | None:
    """The other unknowns of a product, if it has these."""
    rest = list(monomial)
    for name in part:
        if name not in rest:
            return None
        rest.remove(name)
    return tuple(rest)


def constant(number: Rational) -> Polynomial:
    """A number as a polynomial."""
    return {(): number} if number else {}


def divided(one: Rational, other: Rational) -> Fraction:
    """An exact quotient; of two whole numbers Python would make a float."""
    return Fraction(one) / other


def flat(formula: Formula) -> Iterator[Formula]:
    """The parts of a formula that all have to hold, each a comparison or a choice."""
    if isinstance(formula, AllOf):
        for part in formula.parts:
            yield from flat(part)
    else:
        yield formula


def read(text: str) -> list[Formula]:
    """The hypotheses of a question, each a comparison or a choice.

    Raises:
        BadStatement: the text is not a question as this project writes them.
    """
    return [each for group in grouped(text) for each in group]


def grouped(text: str) -> list[list[Formula]]:
    """The same hypotheses, those of each assertion by themselves.

    Those that say what a conditional term comes to are the last group.

    Raises:
        BadStatement: the text is not a question as this project writes them.
    """
    return list(_Reader().statement(text))


def conditionals(text: str) -> dict[str, Conditional]:
    """The conditional terms of a question, by the names that its hypotheses give them.

    Raises:
        BadStatement: the text is not a question as this project writes them.
    """
    reader = _Reader()
    list(reader.statement(text))
    return reader.conditional_terms


class _Reader:
    """What has been read of a question so far."""

    def __init__(self) -> None:
        self.unknowns: set[str] = set()
        self.amounts: dict[Any, Polynomial] = {}
        self.truths: dict[str, Any] = {}
        self.named: list[Formula] = []
        self.conditionals = 0
        self.conditional_terms: dict[str, Conditional] = {}

    def statement(self, text: str) -> Iterator[list[Formula]]:
        """The hypotheses of each assertion; what conditional terms come to is the last group."""
        for command in _parsed(text):
            match command:
                case ["declare-const", str(label), "Real"]:
                    self.unknowns.add(label.strip("|"))
                case ["define-fun", str(label), [], "Real", amount]:
                    self.amounts[label] = self.amount(amount)
                case ["define-fun", str(label), [], "Bool", truth]:
                    self.truths[label] = truth
                case ["assert", truth]:
                    yield list(flat(self.truth(truth, True)))
                case _:
                    raise BadStatement(f"no such command: {_written(command)[:200]}")
        yield self.named

    def truth(self, written: Any, holds: bool) -> Formula:
        """A truth, or its opposite, without any negation."""
        match written:
            case "true" | "false":
                same = (written == "true") == holds
                return AllOf(()) if same else AnyOf(())
            case str():
                if written not in self.truths:
                    raise BadStatement(f"no such truth: {written}")
                return self.truth(self.truths[written], holds)
            case ["not", inner]:
                return self.truth(inner, not holds)
            case ["and" | "or" as word, *parts]:
                kind = AllOf if (word == "and") == holds else AnyOf
                return kind(tuple(self.truth(part, holds) for part in parts))
            case ["=>", one, other]:
                return self.truth(["or", ["not", one], other], holds)
            case [">" | ">=" | "<" | "<=" | "=" as sign, left, right]:
                difference = add(self.amount(left), self.amount(right), -1)
                return _compared(sign, difference, holds)
            case _:
                raise BadStatement(f"no such truth: {_written(written)[:200]}")

    def amount(self, written: Any) -> Polynomial:
        """An amount as a polynomial; a conditional term gets a name."""
        match written:
            case str() if written in self.amounts:
                return self.amounts[written]
            case str() if written.strip("|") in self.unknowns:
                return {(written.strip("|"),): 1}
            case str() if re.fullmatch(r"[0-9]+\.0", written):
                return constant(int(written.removesuffix(".0")))
            case ["+", *parts]:
                found: Polynomial = {}
                for part in parts:
                    found = add(found, self.amount(part))
                return found
            case ["-", part]:
                return add({}, self.amount(part), -1)
            case ["-", one, other]:
                return add(self.amount(one), self.amount(other), -1)
            case ["*", one, other]:
                return multiply(self.amount(one), self.amount(other))
            case ["/", str(one), str(other)] if Fraction(other):
                return constant(divided(Fraction(one), Fraction(other)))
            case ["ite", condition, yes, no]:
                return self.conditional(condition, yes, no)
            case _:
                raise BadStatement(f"no such amount: {_written(written)[:200]}")

    def conditional(self, condition: Any, yes: Any, no: Any) -> Polynomial:
        """A new unknown, with what it is in either case; alike terms have one name."""
        key = _written(["ite", condition, yes, no])
        if key not in self.amounts:
            self.conditionals += 1
            name = f"c{self.conditionals}"
            if name in self.unknowns:
                raise BadStatement(f"an unknown is called {name}, as a conditional term would be")
            own: Polynomial = {(name,): 1}
            self.amounts[key] = own
            for holds, amount in ((True, yes), (False, no)):
                same = Comparison("=", add(own, self.amount(amount), -1))
                self.named.append(AnyOf((self.truth(condition, not holds), same)))
            cases = self.amount(yes), self.amount(no)
            self.conditional_terms[name] = Conditional(self.truth(condition, True), *cases)
        return self.amounts[key]


def _compared(sign: str, difference: Polynomial, holds: bool) -> Formula:
    """A comparison of a difference with 0, or its opposite."""
    opposite = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
    negative = add({}, difference, -1)
    if sign == "=" and not holds:
        return AnyOf((Comparison(">", difference), Comparison(">", negative)))
    if not holds:
        sign = opposite[sign]
    if sign in ("<", "<="):
        return Comparison(sign.replace("<", ">"), negative)
    return Comparison(sign, difference)


def _parsed(text: str) -> list[Any]:
    """The commands of a text as nested lists."""
    stack: list[list[Any]] = [[]]
    for token in re.findall(r"[()]|\|[^|]*\||[^\s()|]+", text):
        if token == "(":
            stack.append([])
        elif token == ")":
            if len(stack) == 1:
                raise BadStatement("a bracket is closed that was not opened")
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token)
    if len(stack) > 1:
        raise BadStatement("a bracket is not closed")
    return stack[0]


def _written(parsed: Any) -> str:
    return parsed if isinstance(parsed, str) else f"({' '.join(map(_written, parsed))})"


def unknowns_of(polynomials: Iterable[Mapping[Monomial, Any]]) -> list[str]:
    """The unknowns that occur, each once, in a fixed order."""
    return list(dict.fromkeys(n for each in polynomials for monomial in each for n in monomial))
