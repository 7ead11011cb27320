"""What a certificate makes use of: which assertions, and which of them it multiplies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ..certificates.checker import polynomial
from ..certificates.statement import AnyOf, Comparison, Formula, Polynomial, flat, grouped

CASES, LEMMA = -1, -2
"""In the place of an assertion: what a conditional term comes to, and what was shown on the way."""


class Factor(NamedTuple):
    """One factor of a product: a comparison and the assertion that it is part of, or a polynomial
    that an equation is multiplied by, and no assertion."""

    comparison: Comparison
    assertion: int | None


class Uses(NamedTuple):
    """The assertions that a proof uses, counted from 0, and the products that it takes."""

    assertions: frozenset[int]
    products: tuple[tuple[Factor, ...], ...]


def uses(text: str, proof: Any) -> Uses:
    """What the certificate of a statement makes use of; it is supposed to be a good one."""
    *asserted, named = grouped(text)
    known = [(number, each) for number, group in enumerate(asserted) for each in group]
    known += [(CASES, each) for each in named]
    used: set[int] = set()
    products: dict[Any, tuple[Factor, ...]] = {}
    waiting: list[tuple[Sequence[tuple[int, Formula]], Any]] = [(known, proof)]
    while waiting:
        facts, step = waiting.pop()
        match step:
            case ["sum", list(terms)]:
                for multiplier, numbers, *square in terms:
                    factors = [facts[number - 1] for number in numbers]
                    used.update(source for source, _formula in factors)
                    found = _product(factors, [multiplier, *square])
                    if len(found) > 1:
                        products.setdefault(_key(found), found)
            case ["cases", int(number), list(proofs)]:
                source, choice = facts[number - 1]
                used.add(source)
                assert isinstance(choice, AnyOf)
                for part, each in zip(choice.parts, proofs, strict=True):
                    waiting.append(([*facts, *((source, f) for f in flat(part))], each))
            case ["lemma", list(written), shown, rest]:
                claimed = polynomial(written)
                opposite = {m: -value for m, value in claimed.items()}
                waiting.append(([*facts, (LEMMA, Comparison(">=", claimed))], rest))
                waiting.append(([*facts, (LEMMA, Comparison(">", opposite))], shown))
    return Uses(frozenset(each for each in used if each >= 0), tuple(products.values()))


def _product(
    factors: Sequence[tuple[int, Formula]], multipliers: Sequence[Any]
) -> tuple[Factor, ...]:
    """The factors that are no plain numbers."""
    found = [
        Factor(formula, source if source >= 0 else None)
        for source, formula in factors
        if isinstance(formula, Comparison) and _varies(formula.polynomial)
    ]
    for each in multipliers:
        own = polynomial(each)
        if _varies(own):
            found.append(Factor(Comparison("", own), None))
    return tuple(found)


def _varies(of: Polynomial) -> bool:
    return bool(set(of) - {()})


def _key(factors: Sequence[Factor]) -> frozenset[Any]:
    return frozenset(
        (each.comparison.sign, frozenset(each.comparison.polynomial.items())) for each in factors
    )
