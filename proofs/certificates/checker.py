"""The checker: whether a certificate shows that hypotheses contradict each other.

This is all that a proof rests on, besides the text of the statement. It searches for nothing and
believes nothing: it multiplies and adds fractions, and looks whether the result is a contradiction.

A proof is a tree. The hypotheses are numbered from 1, and a branch adds to them at the end.

    ["sum", [term, ...]]         each term is a number or polynomial times some of the comparisons;
                                 together they are at least 0, and yet add up to a number below it
    ["cases", h, [proof, ...]]   hypothesis h says that one of several things holds; whichever it
                                 is, added to the hypotheses, there is a proof
    ["lemma", polynomial, proof, proof]   a polynomial is at least 0: there is a proof if it is
                                 below 0, and one that goes on with what has been shown

A term is ``[multiplier, [h, ...]]``, or ``[multiplier, [h, ...], polynomial]`` with the square of
a polynomial as another factor. A polynomial is a list of ``[number, [unknown, ...]]``, numbers are
strings such as ``"-3/10"``.

For example, the hypotheses 1: v1 > 0, 2: v2 ≥ 0, 3: -v1·v2 - v1 > 0 contradict each other by
``["sum", [["1", [3]], ["1", [1, 2]], ["1", [1]]]]``, for the three products add up to 0, while
each is at least 0 and one is more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from .statement import AnyOf, Comparison, Formula, Polynomial, add, constant, flat, multiply

Place = tuple[Any, ...]
"""Where a step stands: nothing for the whole proof, else where it belongs and a word more."""

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?")


class Refused(Exception):
    """A certificate that shows nothing; the message says at which step, and why."""


def check(hypotheses: Sequence[Formula], proof: Any) -> None:
    """Whether the proof shows that these hypotheses cannot all hold.

    Raises:
        Refused: it does not.
    """
    known: list[Formula] = []
    waiting: list[tuple[int, Sequence[Formula], Any, Place]] = [(0, hypotheses, proof, ())]
    while waiting:  # not by recursion: how deep a proof may be is not for the machine to say
        shared, added, step, place = waiting.pop()
        # Branches are gone through one after the other: what they share stands at the beginning.
        known[shared:] = added
        count = len(known)
        match step:
            case ["sum", list(terms)]:
                _check_sum(known, terms, place)
            case ["cases", int(number), list(proofs)]:
                choice = _hypothesis(known, number, place)
                if not isinstance(choice, AnyOf):
                    raise _refused(place, f"hypothesis {number} is not a choice")
                if len(choice.parts) != len(proofs):
                    raise _refused(place, f"{len(proofs)} proofs for {len(choice.parts)} cases")
                cases = enumerate(zip(choice.parts, proofs, strict=True), 1)
                for case, (part, each) in reversed(list(cases)):
                    waiting.append((count, list(flat(part)), each, (place, f"case {case}")))
            case ["lemma", list(written), shown, rest]:
                claimed = polynomial(written, place)
                opposite = Comparison(">", add({}, claimed, -1))
                waiting.append((count, [Comparison(">=", claimed)], rest, (place, "the rest")))
                waiting.append((count, [opposite], shown, (place, "the lemma")))
            case _:
                raise _refused(place, "no such step")


def _refused(place: Place, why: str) -> Refused:
    """A refusal that names the way to the step: of a long one, where it ends."""
    words: list[str] = []
    while place and len(words) < 20:
        place, word = place
        words.append(word)
    words.append("…" if place else "the proof")
    return Refused(f"{', '.join(reversed(words))}: {why}")


def _check_sum(known: Sequence[Formula], terms: Sequence[Any], place: Place) -> None:
    """Whether terms that are at least 0 add up to less, or to 0 where one of them is more."""
    total: Polynomial = {}
    strict = False
    for count, term in enumerate(terms, 1):
        product, positive = _term(known, term, (place, f"term {count}"))
        total = add(total, product)
        strict = strict or positive
    if set(total) - {()}:
        raise _refused(place, "the terms do not add up to a number")
    number = total.get((), 0)
    if number > 0 or (number == 0 and not strict):
        raise _refused(place, f"the terms add up to {number}, which is no contradiction")


def _term(known: Sequence[Formula], term: Any, place: Place) -> tuple[Polynomial, bool]:
    """A term, which is at least 0 by the hypotheses, and whether it is more than that."""
    match term:
        case [multiplier, list(numbers)]:
            square = None
        case [multiplier, list(numbers), square]:
            pass
        case _:
            raise _refused(place, "no such term")
    factors = [_hypothesis(known, number, place) for number in numbers]
    product = polynomial(multiplier, place)
    comparisons = [each for each in factors if isinstance(each, Comparison)]
    if len(comparisons) < len(factors):
        raise _refused(place, "a choice cannot be multiplied")
    signs = {each.sign for each in comparisons}
    if "=" not in signs and (set(product) - {()} or product.get((), 0) < 0):
        raise _refused(place, "only what is 0 may be multiplied by that")
    positive = bool(product) and signs <= {">"} and square is None
    for each in comparisons:
        product = multiply(product, each.polynomial)
    if square is not None:
        root = polynomial(square, place)
        product = multiply(product, multiply(root, root))
    return product, positive


def _hypothesis(known: Sequence[Formula], number: Any, place: Place) -> Formula:
    """The hypothesis of this number."""
    if type(number) is not int or not 1 <= number <= len(known):
        raise _refused(place, f"no hypothesis {number}")
    return known[number - 1]


def polynomial(written: Any, place: Place = ()) -> Polynomial:
    """A polynomial as a certificate writes it: a number, or a list of numbers times unknowns.

    Raises:
        Refused: it is written otherwise.
    """
    if isinstance(written, str):
        if not NUMBER.fullmatch(written):
            raise _refused(place, f"no number: {written[:40]}")
        return constant(Fraction(written) if "/" in written else int(written))
    found: Polynomial = {}
    if not isinstance(written, list):
        raise _refused(place, "no polynomial")
    for each in written:
        match each:
            case [str(number), list(names)] if all(isinstance(name, str) for name in names):
                own = {tuple(sorted(names)): value for value in polynomial(number, place).values()}
                found = add(found, own)
            case _:
                raise _refused(place, "no polynomial")
    return found
