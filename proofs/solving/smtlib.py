"""Terms as SMT-LIB text: the only thing a solver is ever shown.

The text depends on nothing but the formula, so equal questions are equal texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement, permutations
from typing import Any

from neverfalls.spec.numbers.terms import Term, any_of, equal, name, names_in, names_of, negate

Definitions = Mapping[str, tuple[Any, Any]]
"""Quotients by name, each as numerator and denominator."""


WHOLE = "|floor."
"""How the names of whole parts begin, in a script that has any."""


def script(assertions: Sequence[Any], whole: bool = False, products: bool = False) -> str:
    """A script that declares every unknown, asserts every truth, and asks nothing.

    A whole part is a named number less than 1 below its amount; that of a sum is the sum of
    whole parts, or 1 more. That it is whole is said if ``whole``, else only that two of them are
    equal or at least 1 apart: what follows from less is proved too, but what is possible then may
    not be so. That ``products`` of whole parts are whole is said where it is asked for.
    """
    return _numbered(_lines(assertions, whole, products))


def unknowns(assertions: Sequence[Any], products: bool = False) -> list[str]:
    """The unknowns of a script in order of appearance, with the quotients as they are defined."""
    text = _lines(assertions, False, products)
    return list(dict.fromkeys(re.findall(r"\|([^|]*)\|", text)))


def whole_parts(assertions: Sequence[Any]) -> dict[str, Term]:
    """The whole parts in a script, by the names that it gives them."""
    uses = _walked([truth for truth in assertions if isinstance(truth, Term)])
    parts = [term for term in uses if term.kind == "floor"]
    return {f"{WHOLE}{number}|".strip("|"): term for number, term in enumerate(parts, 1)}


def _lines(assertions: Sequence[Any], whole: bool, products: bool) -> str:
    roots = [truth for truth in assertions if isinstance(truth, Term)]
    texts = {name(each): symbol(each) for each in names_in(*roots)}
    lines = [f"(declare-const {text} Real)" for text in texts.values()]
    if any(truth is False for truth in assertions):
        lines.append("(assert false)")
    uses = _walked(roots)
    parts = [term for term in uses if term.kind == "floor"]
    floors = {term: f"{WHOLE}{number + 1}|" for number, term in enumerate(parts)}
    lines.extend(f"(declare-const {each} Real)" for each in floors.values())
    count = 0
    for term, times in uses.items():  # what it is made of has been written
        text = floors.get(term) or _pattern(term) % tuple([texts[part] for part in term.parts])
        if times > 1 and term not in floors:
            lines.append(f"(define-fun s{count} () {_sort(term)} {text})")
            text, count = f"s{count}", count + 1
        texts[term] = text
    lines.extend(f"(assert {texts[root]})" for root in roots)
    for term, given in floors.items():
        amount = _slot(term.args[0]) % tuple([texts[part] for part in term.parts])
        lines.append(f"(assert (and (<= {given} {amount}) (< {amount} (+ {given} 1.0))))")
    lines.extend(f"(assert {each})" for each in _sums(floors))
    if products:
        lines.extend(f"(assert {each})" for each in _products(floors, texts))
    if whole:
        lines.extend(f"(assert (is_int {each}))" for each in floors.values())
    else:
        apart = permutations([*floors.values(), "0.0"], 2)
        lines.extend(f"(assert (or (<= {a} {b}) (>= {a} (+ {b} 1.0))))" for a, b in apart)
    return "\n".join(lines) + "\n"


def _sums(floors: Mapping[Term, str]) -> Iterator[str]:
    """That the whole part of a sum of two of these amounts, and of a number that is whole, is the
    sum of their whole parts or 1 more; and that of an amount's negative its negative or 1 less."""
    amounts = {term: term.args[0] for term in floors}
    for one, two in combinations_with_replacement(floors, 2):
        both = amounts[one] + amounts[two]
        if _is_whole(both):
            text = f"(+ {floors[one]} {floors[two]} {number(-Fraction(both))})"
            yield f"(or (= {text} 0.0) (= {text} (- 1.0)))"
            continue
        for three, amount in amounts.items():
            rest = amount - both
            if _is_whole(rest):
                parts = f"{floors[one]} {floors[two]} {number(Fraction(rest))}"
                text = f"(- {floors[three]} (+ {parts}))"
                yield f"(or (= {text} 0.0) (= {text} 1.0))"


def _products(floors: Mapping[Term, str], texts: Mapping[Term, str]) -> Iterator[str]:
    """That a product of two whole parts, where it is within a third amount, is within its whole
    part: it is whole too."""
    for one, two in combinations_with_replacement(floors, 2):
        for three in floors:
            if three not in (one, two):
                amount = _slot(three.args[0]) % tuple([texts[part] for part in three.parts])
                product = f"(* {floors[one]} {floors[two]})"
                yield f"(=> (<= {product} {amount}) (<= {product} {floors[three]}))"


def _is_whole(amount: Any) -> bool:
    return not isinstance(amount, Term) and Fraction(amount).denominator == 1


def formula(root: Any) -> str:
    """An amount or a truth as one text, in which what occurs more than once has a name."""
    if not isinstance(root, Term):
        return str(root).lower() if isinstance(root, bool) else number(Fraction(root))
    texts = {name(each): symbol(each) for each in names_in(root)}
    if root in texts:
        return texts[root]
    opened = ""
    uses = _walked([root])
    for term, times in uses.items():
        pattern = _pattern(term)
        if term.kind == "floor":
            pattern = f"(to_real (to_int {_slot(term.args[0])}))"
        text = pattern % tuple([texts[part] for part in term.parts])
        if times > 1:
            label = f"s{opened.count('(let ')}"
            opened += f"(let (({label} {text})) "
            text = label
        texts[term] = text
    return opened + texts[root] + ")" * opened.count("(let ")


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
    limit, rounds = reach or (None, len(waiting))
    kept: set[Any] = set()
    for _round in range(rounds):
        seen, later = set(known), []
        for truth, names in waiting:
            if names <= seen:
                kept.add(truth)
            elif limit == 0 or names.isdisjoint(seen) or len(names - seen) > (limit or len(names)):
                later.append((truth, names))
            else:
                kept.add(truth)
                _learn(known, names_of(truth), definitions)
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
    """Every node but the names, with the number of its uses, those that others build on first."""
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
            pending.append((term,))
            pending.extend([part for part in term.parts[::-1] if part.parts])
    return {term: uses[term] for term in order}


def _sort(term: Term) -> str:
    kinds = ("positive", "nonnegative", "zero", "and", "or", "not")
    return "Bool" if term.kind in kinds else "Real"


@lru_cache(maxsize=1 << 16)
def _pattern(term: Term) -> str:
    """The text of a term, with a place for that of each term that it is made of."""
    kind, args = term.kind, term.args
    if kind in SIGNS:
        return f"({SIGNS[kind]} {_slot(args[0])} 0.0)"
    if kind == "sum":
        written = ["%s" if factor == 1 else f"(* {number(factor)} %s)" for _part, factor in args[1]]
        if args[0]:
            written.append(number(args[0]))
        return written[0] if len(written) == 1 else f"(+ {' '.join(written)})"
    word = {"product": "*", "choice": "ite"}.get(kind, kind)
    return f"({word} {' '.join([_slot(part) for part in args])})"


def _slot(part: Any) -> str:
    return "%s" if isinstance(part, Term) else number(Fraction(part))


SIGNS = {"positive": ">", "nonnegative": ">=", "zero": "="}


@lru_cache(maxsize=1 << 12)
def number(value: Fraction) -> str:
    """A rational constant, written so that every SMT-LIB solver reads it exactly."""
    top = f"{abs(value.numerator)}.0"
    text = top if value.denominator == 1 else f"(/ {top} {value.denominator}.0)"
    return f"(- {text})" if value < 0 else text
