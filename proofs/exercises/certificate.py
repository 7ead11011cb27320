"""A certificate of one sum that a student completes, and what its terms really add up to."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from neverfalls.spec.numbers import terms as written
from neverfalls.spec.numbers.decimals import readable

from ..certificates.checker import Refused, check, polynomial
from ..certificates.statement import Comparison, Polynomial, add, multiply, read
from ..contradictions.language import term
from ..solving.smtlib import script
from .exercise import Certificate
from .replies import Reply, say

SIGNS = {">": "> 0", ">=": "≥ 0", "=": "= 0"}


def hypotheses(exercise: Certificate) -> list[Comparison]:
    """The facts, and the opposite of the goal as the last of them; each compared with 0."""
    facts = [term(each) for each in exercise.facts]
    found = read(script([*facts, written.negate(term(exercise.goal))]))
    assert len(found) == len(facts) + 1, "a fact or goal of an exercise is one comparison"
    return [each for each in found if isinstance(each, Comparison)]


def numbered(exercise: Certificate) -> list[str]:
    """The hypotheses as a student reads them, numbered from 1."""
    known = hypotheses(exercise)
    lines = [f"{number}: {shown(each)}" for number, each in enumerate(known, 1)]
    return [*lines[:-1], f"{lines[-1]} (the opposite of the goal, {exercise.goal})"]


def shown(comparison: Comparison) -> str:
    """A comparison in plain characters."""
    return f"{in_letters(comparison.polynomial)} {SIGNS[comparison.sign]}"


def in_letters(value: Polynomial) -> str:
    """A polynomial in plain characters, ``0`` for none."""
    text = ""
    for monomial, number in sorted(value.items()):
        size = readable(abs(Fraction(number)))
        factors = [*([size] if size != "1" or not monomial else []), *monomial]
        sign = "-" if number < 0 else "+"
        text += f" {sign} {'·'.join(factors)}"
    first, rest = text[1:2], text[3:]
    return (f"-{rest}" if first == "-" else rest) if text else "0"


def judged(exercise: Certificate, terms: Sequence[Any]) -> tuple[bool, list[Reply]]:
    """Whether the terms show the goal, and what they add up to."""
    known = hypotheses(exercise)
    told = [Reply(f"{n}: {shown(each)}", how="code") for n, each in enumerate(known, 1)]
    try:
        check(known, ["sum", list(terms)])
    except Refused as error:
        return False, [*told, say("refuses", why=Reply(str(error))), *_sum(known, terms)]
    total = in_letters(_total(known, terms))
    told.append(say("contradiction", total=total, last=len(known)))
    return True, [*told, say("follows", goal=exercise.goal)]


def _sum(known: Sequence[Comparison], terms: Sequence[Any]) -> list[Reply]:
    try:
        total = _total(known, terms)
    except Refused:
        return []
    return [say("adds_up", total=in_letters(total))]


def _total(known: Sequence[Comparison], terms: Sequence[Any]) -> Polynomial:
    """What terms add up to, whether they may be used or not.

    Raises:
        Refused: one of them is no term.
    """
    total: Polynomial = {}
    for each in terms:
        match each:
            case [multiplier, list(numbers), *roots] if len(roots) <= 1:
                pass
            case _:
                raise Refused("no such term")
        product = polynomial(multiplier)
        for number in numbers:
            if type(number) is not int or not 1 <= number <= len(known):
                raise Refused(f"no hypothesis {number}")
            product = multiply(product, known[number - 1].polynomial)
        for root in roots:
            product = multiply(product, multiply(polynomial(root), polynomial(root)))
        total = add(total, product)
    return total
