"""What the letters of a formula stand for; every printed formula comes with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from neverfalls.spec.model.parameters import PARAMETERS as DECLARED
from neverfalls.spec.words.symbols import plain as as_words

from .expressions import PARAMETERS, Expr

LETTER = re.compile(r"[A-Za-zσ∝][A-Za-z_0-9]*'?|[∝~]")


def of_parameters(symbols: Mapping[str, Expr]) -> dict[str, str]:
    """The symbols of parameters, each with the parameter's name and what it means."""
    return {
        str(symbol): f"{as_words(name)} ({DECLARED[name].sense})"
        for name, symbol in symbols.items()
    }


LETTERS: Mapping[str, str] = {
    "F": "the pool, in yuan",
    "S": "the points in circulation",
    "p": "the price, in yuan per point",
    **of_parameters(PARAMETERS),
    "gamma": "the gamma function, which continues the factorial: gamma(n + 1) = n!",
    "log": "the natural logarithm",
    "oo": "infinity",
    "~": "grows in the end in proportion to",
    "∝": "is always in proportion to",
}
"""Letters that mean the same wherever a formula does not give them a meaning of its own."""


def letters_in(formulas: Iterable[str], own: Mapping[str, str]) -> dict[str, str]:
    """The letters that formulas in plain characters contain, with their meanings.

    ``own`` are letters to which these formulas give a meaning of their own.
    """
    found = {letter for formula in formulas for letter in LETTER.findall(formula)}
    known = {**own, **LETTERS, **own}
    return {letter: meaning for letter, meaning in known.items() if letter in found}


def legend(formulas: Iterable[str], own: Mapping[str, str]) -> Iterator[str]:
    """A line for each letter that the formulas contain."""
    used = letters_in(formulas, own)
    longest = max(map(len, used), default=0)
    for letter, meaning in used.items():
        yield f"  {letter:<{longest}}  {meaning}"
