"""Terms as SMT-LIB text: the only thing a solver is ever shown.

The text depends on nothing but the formula, so equal questions are equal texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import permutations
from typing import Any

from neverfalls.spec.terms import Term, any_of, equal, name, names_in, names_of, negate

Definitions = Mapping[str, tuple[Any, Any]]
"""Quotients by name, each as numerator and denominator."""


def script(assertions: Sequence[Any], whole: bool = False) -> str:
    """A script that declares every unknown, asserts every truth, and asks nothing.

    A whole part is a named number no more than 1 below its amount. That it is whole is said if
    ``whole``, else only that two of them are equal or at least 1 apart: what follows from less
    is proved too, but what is possible then may not be so.
    """
    roots = [truth for truth in assertions if isinstance(truth, Term)]
    lines = [f"(declare-const {symbol(each)} Real)" for each in names_in(*roots)]
    if any(truth is False for truth in assertions):
        lines.append("(assert false)")
    uses = _walked(roots)
    parts = [term for term in uses if term.kind == "floor"]
    floors = {term: symbol(f"floor.{number + 1}") for number, term in enumerate(parts)}
    lines.extend(f"(declare-const {each} Real)" for each in floors.values())
    names = dict(floors)
    shared = [each for each in uses if uses[each] > 1 and each.kind not in ("name", "floor")]
    for count, term in enumerate(shared):
        sort = "Bool" if _is_truth(term) else "Real"
        lines.append(f"(define-fun s{count} () {sort} {_write(term, names)})")
        names[term] = f"s{count}"
    lines.extend(f"(assert {_write(root, names)})" for root in roots)
    for term, given in floors.items():
        amount = _write(term.args[0], names)
        lines.append(f"(assert (and (<= {given} {amount}) (< {amount} (+ {given} 1.0))))")
    if whole:
        lines.extend(f"(assert (is_int {each}))" for each in floors.values())
    else:
        apart = permutations([*floors.values(), "0.0"], 2)
        lines.extend(f"(assert (or (<= {a} {b}) (>= {a} (+ {b} 1.0))))" for a, b in apart)
    return _numbered("\n".join(lines) + "\n")


def anonymous(text: str) -> str:
    """A script whose unknowns are numbered in order of appearance: equal up to names, equal."""
    numbers: dict[str, str] = {}
    return re.sub(r"\|[^|]*\|", lambda m: numbers.setdefault(m[0], f"|v{len(numbers) + 1}|"), text)


def _numbered(text: str) -> str:
    """The text with its quotients numbered as they appear, whatever else has been defined."""
    numbers: dict[str, str] = {}
    return re.sub(
        r"\|quotient\.[0-9]+\|",
        lambda m: numbers.setdefault(m[0], f"|quotient.{len(numbers) + 1}|"),
        text,
    )


def symbol(label: str) -> str:
    """An unknown's name as SMT-LIB writes it."""
    return f"|{label}|"


def relevant(
    facts: Iterable[Any], definitions: Definitions, goal: Any, reach: tuple[int, int] | None = None
) -> list[Any]:
    """The facts that share an unknown with the goal, directly or through others.

    ``reach`` (n, rounds) takes only facts that add at most n unknowns to those known so far, in
    so many rounds. A quotient's definition comes along with the quotient. What is left out can
    only make a proof harder, never wrong, and a short question is a fast one.
    """
    known: dict[str, None] = {}
    _learn(known, names_in(goal), definitions)
    order = dict.fromkeys(facts)
    waiting = [(truth, _unknowns(truth)) for truth in order]
    limit, rounds = reach or (len(waiting) + 10**6, len(waiting))
    kept: set[Any] = set()
    for _round in range(rounds):
        seen, later = known.copy(), []
        for truth, names in waiting:
            new = len(names.difference(seen))
            if new <= limit and (new < len(names) or not names):
                kept.add(truth)
                if new:
                    _learn(known, names_of(truth), definitions)
            else:
                later.append((truth, names))
        if len(later) == len(waiting):
            break
        waiting = later
    return [*(truth for truth in order if truth in kept), *meanings(definitions, known)]


@lru_cache(maxsize=1 << 16)
def _unknowns(truth: Any) -> frozenset[str]:
    return frozenset(names_of(truth))


def complete(facts: Sequence[Any], definitions: Definitions) -> list[Any]:
    """All facts, with the definition of every quotient that they mention."""
    known: dict[str, None] = {}
    _learn(known, names_in(*facts), definitions)
    return [*facts, *meanings(definitions, known)]


def meanings(definitions: Definitions, names: Iterable[str]) -> Iterator[Any]:
    """What the definitions of these quotients say, without division."""
    for label in names:
        if label in definitions:
            top, bottom = definitions[label]
            quotient, none = name(label), equal(bottom, 0)
            yield any_of(none, equal(quotient * bottom, top))
            yield any_of(negate(none), equal(quotient, 0))


def _learn(known: dict[str, None], names: Iterable[str], definitions: Definitions) -> None:
    """Add names, and the names that the quotients among them are made of."""
    pending = [each for each in names if each not in known]
    while pending:
        label = pending.pop(0)
        if label not in known:
            known[label] = None
            pending.extend(names_in(*definitions.get(label, ())))


def _walked(roots: Sequence[Term]) -> dict[Term, int]:
    """Every node with the number of its uses, those that others build on first."""
    uses: dict[Term, int] = {}
    order: list[Term] = []
    pending: list[Term | tuple[Term]] = [*reversed(roots)]
    while pending:
        term = pending.pop()
        if isinstance(term, tuple):  # all that it is made of has been seen
            order.extend(term)
        elif term in uses:
            uses[term] += 1
        else:
            uses[term] = 1
            if term.parts:
                pending.append((term,))
                pending.extend(term.parts[::-1])
            else:
                order.append(term)
    return {term: uses[term] for term in order}


def _is_truth(term: Term) -> bool:
    return term.kind in ("positive", "nonnegative", "zero", "and", "or", "not")


def _write(root: Any, names: dict[Term, str]) -> str:
    """The text of a term; ``names`` holds what has been given a name already."""
    if not isinstance(root, Term):
        return number(Fraction(root))
    if root in names:
        return names[root]
    kind, args = root.kind, root.args
    if kind == "name":
        return symbol(args[0])
    if kind == "sum":
        return _write_sum(args[0], args[1], names)
    if kind in ("positive", "nonnegative", "zero"):
        return _write_sign(kind, args[0], names)
    word = {"product": "*", "choice": "ite"}.get(kind, kind)
    return f"({word} {' '.join(_write(part, names) for part in args)})"


def _write_sum(constant: Fraction, parts: Any, names: dict[Term, str]) -> str:
    texts = [
        _write(term, names) if factor == 1 else f"(* {number(factor)} {_write(term, names)})"
        for term, factor in parts
    ]
    if constant:
        texts.append(number(constant))
    return texts[0] if len(texts) == 1 else f"(+ {' '.join(texts)})"


def _write_sign(kind: str, amount: Any, names: dict[Term, str]) -> str:
    word = {"positive": ">", "nonnegative": ">=", "zero": "="}[kind]
    return f"({word} {_write(amount, names)} 0.0)"


@lru_cache(maxsize=1 << 12)
def number(value: Fraction) -> str:
    """A rational constant, written so that every SMT-LIB solver reads it exactly."""
    top = f"{abs(value.numerator)}.0"
    text = top if value.denominator == 1 else f"(/ {top} {value.denominator}.0)"
    return f"(- {text})" if value < 0 else text
