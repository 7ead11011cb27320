"""What follows from comparisons when a factor that is more than 0 is cancelled.

Prices are quotients, and a question says of a quotient only what it comes to times its divisor. If
p·s = m·n, n > 0 and p ≥ k·n, then m ≥ k·s wherever s ≥ 0. A proof by sums alone would have to
carry the factor n along, and one more for each such step; so these consequences become lemmas.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement
from typing import NamedTuple

from .linear import Fact, product
from .statement import Monomial, Polynomial, Rational, add, divided, multiply, replaced, without

FACTOR = "cancelled"
"""What stands for a factor while it is looked for in a polynomial; no unknown is called that."""


class Cancelled(NamedTuple):
    """A polynomial that is at least 0, since it is so times a factor: that is what the sum is."""

    polynomial: Polynomial
    factor: Fact
    sum: list[tuple[Rational, Fact]]


def cancelled(facts: Sequence[Fact]) -> list[Cancelled]:
    """What follows by one cancelled factor from two comparisons or the factors of one product."""
    known = {_key(each.polynomial) for each in facts}
    factors = [each for each in facts if each.sign == ">" and _single(each.polynomial)]
    found = []
    for polynomial, derived in _changed(facts):
        for factor in factors:
            quotient = _quotient(polynomial, factor.polynomial)
            if quotient and set(quotient) - {()} and _key(quotient) not in known:
                known.add(_key(quotient))
                found.append(Cancelled(quotient, factor, derived))
    return found


def _key(polynomial: Polynomial) -> frozenset[tuple[Monomial, Rational]]:
    return frozenset(polynomial.items())


def _changed(facts: Sequence[Fact]) -> Iterator[tuple[Polynomial, list[tuple[Rational, Fact]]]]:
    """Polynomials that are at least 0, and that some equality makes of products of facts."""
    signed = [each for each in facts if each.sign != "=" and set(each.polynomial) - {()}]
    for equality in (each for each in facts if each.sign == "="):
        for leading, number in equality.polynomial.items():
            if len(leading) < 2:
                continue
            # number × leading + the others = 0
            others: Polynomial = {
                m: divided(-n, number) for m, n in equality.polynomial.items() if m != leading
            }
            found = _factors(others, signed)
            if found is not None:
                multiple, used = found
                same = equality._replace(multiplier={(): divided(1, number)})
                yield {leading: 1}, [(multiple, product(used)), (1, same)]
            for two in combinations_with_replacement(signed, 2):
                both = product(two)
                multiplier: Polynomial = {
                    rest: divided(-n, number)
                    for monomial, n in both.polynomial.items()
                    if (rest := without(monomial, leading)) is not None
                }
                if multiplier:
                    changed = add(both.polynomial, multiply(multiplier, equality.polynomial))
                    yield changed, [(1, both), (1, equality._replace(multiplier=multiplier))]


def _factors(polynomial: Polynomial, facts: Sequence[Fact]) -> tuple[Rational, list[Fact]] | None:
    """A polynomial as a positive number times facts that are not negative, if it is such."""
    used = []
    for each in facts:
        while each.sign != "=" and _single(each.polynomial) and set(polynomial) - {()}:
            quotient = _quotient(polynomial, each.polynomial)
            if quotient is None:
                break
            polynomial = quotient
            used.append(each)
    number = polynomial.get((), 0)
    return (number, used) if set(polynomial) == {()} and number > 0 and used else None


def _single(polynomial: Polynomial) -> str:
    """An unknown that stands alone in a polynomial, times a number, and nowhere else in it."""
    for monomial in polynomial:
        if len(monomial) == 1 and sum(monomial[0] in each for each in polynomial) == 1:
            return monomial[0]
    return ""


def _quotient(polynomial: Polynomial, factor: Polynomial) -> Polynomial | None:
    """A polynomial divided by a factor in which an unknown stands alone, if nothing is left."""
    name = _single(factor)
    number = factor[(name,)]
    # with the factor in place of that unknown, every product has to have it
    others: Polynomial = {m: divided(-n, number) for m, n in factor.items() if m != (name,)}
    changed = replaced(polynomial, name, add(others, {(FACTOR,): divided(1, number)}))
    if not changed or not all(FACTOR in monomial for monomial in changed):
        return None
    rest = {without(monomial, (FACTOR,)) or (): n for monomial, n in changed.items()}
    return replaced(rest, FACTOR, factor)
