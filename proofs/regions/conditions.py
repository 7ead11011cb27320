"""A condition on the open numbers: clauses that all hold, each saying that some sign is so.

It is what is left when pieces are taken away, written with as few signs as will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from neverfalls.spec.numbers import SymbolicNumbers, Truth, terms
from neverfalls.spec.numbers.terms import Term
from neverfalls.spec.words.formula import Formula
from neverfalls.spec.words.notation import PlainText

from .functions import Functions, factors_of, function_of, sign_of
from .pieces import Ground, Piece

Clause = tuple[Truth, ...]
"""Signs of which at least one is so."""

Condition = tuple[Clause, ...]
"""Clauses that all hold; without any, it always does."""


def without(pieces: Iterable[Piece]) -> Condition:
    """The condition of all that lies in none of these pieces."""
    return tuple(tuple(terms.negate(each) for each in piece) for piece in pieces)


def truths_of(condition: Condition) -> Piece:
    """The condition as truths that all hold."""
    return tuple(terms.any_of(*clause) for clause in condition)


def simplified(ground: Ground, condition: Condition) -> Condition:
    """The same condition, within what is known, with no clause and no sign that adds nothing."""
    clauses = [tuple(_plain(ground, each) for each in clause) for clause in condition]
    told = _intervals(ground, clauses) or clauses
    clauses = [tuple(_plain(ground, each) for each in clause) for clause in told]
    number = 0
    while number < len(clauses):
        others = truths_of((*clauses[:number], *clauses[number + 1 :]))
        if ground.implies(others, terms.any_of(*clauses[number])):
            del clauses[number]
            continue
        clauses[number] = _shortened(ground, others, clauses[number])
        number += 1
    return tuple(clauses)


def _intervals(ground: Ground, clauses: Sequence[Clause]) -> list[Clause]:
    """Clauses about one number, told by the intervals that they leave out; none if they are not.

    Signs of linear amounts change at rational places only. So each place, and any number between
    two neighbours, tells whether the clauses hold there.
    """
    if len(ground.names) != 1 or not all(_linear(each) for clause in clauses for each in clause):
        return []
    (name,) = ground.names
    unknown = terms.name(name)
    places = sorted({_root(part) for clause in clauses for each in clause for part in _signs(each)})
    truth = terms.all_of(*truths_of(tuple(clauses)))
    if not isinstance(truth, Term):
        return []

    def holds(at: Fraction) -> bool:
        return bool(terms.evaluate(truth, {name: at}))

    found: list[Clause] = []
    below: Clause | None = () if not holds(places[0] - 1) else None
    for number, place in enumerate(places):
        after = (place + places[number + 1]) / 2 if number + 1 < len(places) else place + 1
        if below is not None and holds(place):
            found.append((*below, unknown >= place))
            below = None
        if below is None and not holds(place):
            below = (unknown < place,)
        if below is not None and holds(after):
            found.append((*below, unknown > place))
            below = None
        if below is None and not holds(after):
            below = (unknown <= place,)
    if below is not None:
        found.append(below)
    return found


def places_of(conditions: Iterable[Condition]) -> list[Fraction] | None:
    """Where a sign in conditions about one number may change; nothing if one is not linear."""
    truths = [each for condition in conditions for clause in condition for each in clause]
    signs = [each for each in truths if isinstance(each, Term)]
    if not all(map(_linear, signs)):
        return None
    return sorted({_root(part) for each in signs for part in _signs(each)})


def _signs(truth: Truth) -> Iterator[Term]:
    """The amounts whose signs a truth speaks of."""
    if isinstance(truth, Term):
        if truth.kind in SIGNS:
            yield truth.args[0]
        else:
            for part in truth.args:
                yield from _signs(part)


def _linear(truth: Truth) -> bool:
    return isinstance(truth, Term) and all(
        each.kind == "name"
        or (each.kind == "sum" and all(part.kind == "name" for part, _factor in each.args[1]))
        for each in _signs(truth)
    )


def _root(amount: Term) -> Fraction:
    """Where a linear amount in one number is 0."""
    if amount.kind == "name":
        return Fraction(0)
    constant, ((_name, factor),) = amount.args
    return Fraction(-constant) / Fraction(factor)


def _shortened(ground: Ground, others: Piece, clause: Clause) -> Clause:
    """A clause without the signs that, where the others hold, make no difference."""
    kept = list(clause)
    for each in clause:
        rest = [other for other in kept if other is not each]
        if ground.implies((*others, each), terms.any_of(*rest)):
            kept = rest
    for each in list(kept):
        rest = [other for other in kept if other is not each]
        apart = (*others, *map(terms.negate, rest))
        kept = [_of_a_factor(ground, apart, other) if other is each else other for other in kept]
    return tuple(kept)


def _of_a_factor(ground: Ground, known: Piece, truth: Truth) -> Truth:
    """The sign of one factor of a product that is the product's own, given what is known."""
    if not isinstance(truth, Term) or truth.kind not in SIGNS:
        return truth
    functions = Functions.of(ground.names)
    _sign, factors = factors_of(function_of(truth.args[0], functions))
    if len(factors) < 2:
        return truth
    for factor, _power in factors:
        for signed in (factor, -factor):
            simpler = _plain(ground, sign_of(truth.kind, signed, ground.names))
            if ground.implies((*known, truth), simpler) and ground.implies(
                (*known, simpler), truth
            ):
                return simpler
    return truth


def _plain(ground: Ground, truth: Truth) -> Truth:
    """A sign in its plainest form: that something is not 0 is mostly that it is more than 0."""
    if not isinstance(truth, Term):
        return truth
    if truth.kind == "not" and truth.args[0].kind == "zero":
        amount = truth.args[0].args[0]
        for signed in (amount, -amount):
            if ground.implies((), terms.sign("nonnegative", signed)):
                return terms.sign("positive", signed)
    if truth.kind == "nonnegative" and ground.implies(
        (), terms.sign("nonnegative", -truth.args[0])
    ):
        return terms.sign("zero", truth.args[0])
    return truth


def cases_of(condition: Condition) -> list[Condition]:
    """The condition as cases, in each of which every clause is a single sign."""
    found: list[Condition] = [()]
    for clause in condition:
        found = [(*case, (each,)) for case in found for each in clause]
    return found


def plain_piece(ground: Ground, piece: Piece) -> Piece:
    """A piece, told with as few signs as will do."""
    return truths_of(simplified(ground, tuple((each,) for each in piece)))


def written(condition: Condition) -> str:
    """A condition as a formula in plain characters: ``reward ≤ 1 and exit_fee > 0``."""
    several = len(condition) > 1
    parts = [_clause(clause, several) for clause in condition]
    return " and ".join(parts) or "always"


def written_piece(piece: Piece) -> str:
    """A piece as a formula in plain characters."""
    return written(tuple((each,) for each in piece))


def _clause(clause: Clause, several: bool) -> str:
    text = " or ".join(map(_sign, clause)) or "never"
    return f"({text})" if several and len(clause) > 1 else text


SIGNS = {"positive": (">", "<"), "nonnegative": ("≥", "≤"), "zero": ("=", "=")}
"""How a sign is written, and how if its sides are exchanged."""


def _sign(truth: Truth) -> str:
    """A sign with a number, if there is one by itself, on its right side."""
    if not isinstance(truth, Term):
        return "always" if truth else "never"
    if truth.kind == "not" and truth.args[0].kind == "zero":
        return _sides(truth.args[0].args[0], "≠", "≠")
    if truth.kind in SIGNS:
        return _sides(truth.args[0], *SIGNS[truth.kind])
    word = {"and": " and ", "or": " or "}[truth.kind]
    return f"({word.join(map(_sign, truth.args))})"


def _one(factor: Any) -> int:
    return 1 if factor > 0 else -1


def _sides(amount: Term, sign: str, turned: str) -> str:
    constant, parts = amount.args if amount.kind == "sum" else (0, ((amount, 1),))
    if len(parts) == 1:  # of one unknown it is told by what it compares with
        constant, parts = Fraction(constant) / abs(parts[0][1]), ((parts[0][0], _one(parts[0][1])),)
    left = terms.linear((each, factor) for each, factor in parts if factor > 0)
    right = terms.linear((each, -factor) for each, factor in parts if factor < 0)
    if isinstance(left, Term):
        apart = isinstance(right, Term) and constant > 0
        left, right = (left + constant, right) if apart else (left, right - constant)
    else:
        left, right, sign = right, left + constant, turned
    write = Formula(PlainText(), SymbolicNumbers(), {}).write
    return f"{write(left)} {sign} {write(right)}"
