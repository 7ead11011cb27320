"""The nodes of symbolic amounts and truths, folded as they are made.

A rule that is run on these terms writes its own formula. Solvers, the computer algebra
and the printed documentation all read that formula, so none of them restates a rule.
Terms are interned: two terms that were built alike are the same object.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from threading import Lock
from typing import Any, ClassVar
from weakref import WeakValueDictionary

from .exact import exactly

Number = int | Fraction

remembered = lru_cache(maxsize=1 << 16)
"""Nine of ten terms that are asked for were made a moment ago, for another history or claim."""


class Term:
    """A node of a formula.

    ``kind`` is one of ``name`` (an unknown), ``sum`` (constant plus coefficient × term),
    ``product``, ``floor`` (of one amount: the greatest whole number not above it), ``choice``
    (condition, value if true, value if false) among the amounts, and
    ``positive``, ``nonnegative``, ``zero`` (of one amount), ``and``, ``or``, ``not`` among the
    truths. A truth has no Python truth value: asking for one is an error. ``parts`` are the terms
    among its ``args``, ``names`` its unknowns once they have been asked for.
    """

    __slots__ = ("__weakref__", "args", "kind", "names", "parts")
    _interned: ClassVar[WeakValueDictionary[tuple[Any, ...], Term]] = WeakValueDictionary()
    _making: ClassVar[Lock] = Lock()

    kind: str
    args: tuple[Any, ...]
    names: tuple[str, ...]
    parts: tuple[Term, ...]

    def __new__(cls, kind: str, *args: Any) -> Term:
        """The term of this kind with these parts, made once."""
        key = (kind, *args)
        found = cls._interned.get(key)
        return cls._made(key) if found is None else found

    @classmethod
    def _made(cls, key: tuple[Any, ...]) -> Term:
        with cls._making:  # else two threads could make two of them
            found = cls._interned.get(key)
            if found is None:
                found = object.__new__(cls)
                found.kind = key[0]
                found.args = key[1:]
                below = [part for part, _ in key[2]] if key[0] == "sum" else key[1:]
                found.parts = tuple(part for part in below if isinstance(part, Term))
                cls._interned[key] = found
            return found

    def __bool__(self) -> bool:
        raise TypeError("a symbolic truth decides nothing: use choose(), both() or either()")

    def __repr__(self) -> str:
        return f"Term({self.kind!r}, {', '.join(map(repr, self.args))})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Term, (self.kind, *self.args))

    def __add__(self, other: Any) -> Any:
        return _plus(self, other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return _minus(self, other)

    def __rsub__(self, other: Any) -> Any:
        return _minus(other, self)

    def __neg__(self) -> Any:
        return linear(((self, -1),))

    def __mul__(self, other: Any) -> Any:
        return multiply(self, other)

    def __rmul__(self, other: Any) -> Any:
        return multiply(other, self)

    def __ge__(self, other: Any) -> Any:
        return sign("nonnegative", self - other)

    def __le__(self, other: Any) -> Any:
        return sign("nonnegative", other - self)

    def __gt__(self, other: Any) -> Any:
        return sign("positive", self - other)

    def __lt__(self, other: Any) -> Any:
        return sign("positive", other - self)


def name(text: str) -> Term:
    """The unknown amount called ``text``."""
    return Term("name", text)


@remembered
def _plus(left: Any, right: Any) -> Any:
    return linear(((left, 1), (right, 1)))


@remembered
def _minus(left: Any, right: Any) -> Any:
    return linear(((left, 1), (right, -1)))


def linear(parts: Iterable[tuple[Any, Number]]) -> Any:
    """The sum of coefficient × amount, like terms collected; a number where nothing is unknown."""
    constant: Number = 0
    collected: dict[Term, Number] = {}
    for amount, factor in parts:
        if not isinstance(amount, Term):
            if amount:
                constant += amount if factor == 1 else factor * amount
        elif amount.kind == "sum":
            base, terms = amount.args
            if base:
                constant += factor * base
            for term, coefficient in terms:
                more = coefficient if factor == 1 else factor * coefficient
                collected[term] = collected[term] + more if term in collected else more
        else:
            collected[amount] = collected.get(amount, 0) + factor
    choices = [term for term, factor in collected.items() if factor and term.kind == "choice"]
    if len(choices) > 1:
        for term in choices:
            twins = [twin for twin in choices if twin.args[0] is term.args[0]]
            if len(twins) > 1:
                return _merge(constant, collected, twins)
    kept = tuple((term, _plain(factor)) for term, factor in collected.items() if factor)
    if not kept:
        return Fraction(constant)
    if constant == 0 and len(kept) == 1 and kept[0][1] == 1:
        return kept[0][0]
    return Term("sum", _plain(constant), kept)


def _plain(number: Number) -> Number:
    """The same number as one that computes quickly: an integer where it is one."""
    if number.denominator == 1:
        return number.numerator
    return exactly(number)


def _merge(constant: Number, collected: dict[Term, Number], twins: list[Term]) -> Any:
    """The sum in which choices on one condition have become one choice."""
    factors = [(twin, collected.pop(twin)) for twin in twins]
    yes = linear(tuple((twin.args[1], factor) for twin, factor in factors))
    no = linear(tuple((twin.args[2], factor) for twin, factor in factors))
    one = choose(twins[0].args[0], yes, no)
    rest = tuple(collected.items())
    return linear(((constant, 1), *rest, (one, 1)))


@remembered
def multiply(left: Any, right: Any) -> Any:
    """The product; numeric factors are pulled out in front."""
    if not isinstance(left, Term):
        return linear(((right, left),))
    if not isinstance(right, Term):
        return linear(((left, right),))
    factor, left = _leading(left)
    other, right = _leading(right)
    return linear(((Term("product", left, right), factor * other),))


def _leading(amount: Term) -> tuple[Number, Term]:
    """``(k, t)`` with amount = k·t, for a sum of one term without a constant."""
    if amount.kind == "sum" and amount.args[0] == 0 and len(amount.args[1]) == 1:
        term, factor = amount.args[1][0]
        return factor, term
    return 1, amount


def floor(amount: Any) -> Any:
    """The greatest whole number not above an amount; what is whole in a sum stands outside."""
    if not isinstance(amount, Term):
        return Fraction(math.floor(amount))
    constant, terms = amount.args if amount.kind == "sum" else (0, ((amount, 1),))
    whole = [(t, k) for t, k in terms if t.kind == "floor" and Fraction(k).denominator == 1]
    outside = linear(((math.floor(constant), 1), *whole))
    if not whole and not outside:
        return Term("floor", amount)
    inside = linear(((amount, 1), (outside, -1)))
    return linear(((outside, 1), (floor(inside), 1)))


@remembered
def sign(kind: str, amount: Any) -> Any:
    """The truth that an amount is ``positive``, ``nonnegative`` or ``zero``."""
    if isinstance(amount, Term):
        return Term(kind, amount)
    if kind == "zero":
        return not amount
    return amount > 0 if kind == "positive" else amount >= 0


def choose(condition: Any, yes: Any, no: Any) -> Any:
    """``yes`` where the condition holds, ``no`` elsewhere."""
    if not isinstance(condition, Term):
        return yes if condition else no
    return _chosen(condition, yes, no)


@remembered
def _chosen(condition: Term, yes: Any, no: Any) -> Any:
    yes, no = given(condition, True, yes), given(condition, False, no)
    if yes is no or (not isinstance(yes, Term) and not isinstance(no, Term) and yes == no):
        return yes
    return Term("choice", condition, yes, no)


def given(condition: Term, truth: bool, amount: Any, inside_products: bool = False) -> Any:
    """An amount with its choices on a condition made, since the condition is known.

    Choices are found at the top level and in sums; ``inside_products`` looks in products too.
    """
    if not isinstance(amount, Term):
        return amount
    if amount.kind == "choice" and amount.args[0] is condition:
        return amount.args[1 if truth else 2]
    if amount.kind == "sum":
        constant, terms = amount.args
        parts = [(given(condition, truth, term, inside_products), k) for term, k in terms]
        if any(new is not old for (new, _), (old, _) in zip(parts, terms, strict=True)):
            return linear(((constant, 1), *parts))
    if inside_products and amount.kind == "product":
        return multiply(*(given(condition, truth, part, True) for part in amount.args))
    return amount
