"""Symbols with human names: what a rule or a claim is run on in order to be read.

A balance is called ``pool``, ``day sales`` or ``buyer points``, a parameter by its own name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..model.parameters import MEANINGS, is_list
from ..numbers import Amount, SymbolicNumbers, Truth, terms
from ..numbers.terms import Term
from ..schemes.scheme import Scheme
from .formula import CHOICE, Formula
from .notation import LaTeX, PlainText

COUNTED = {
    "points": "supply",
    "constants": "constants outstanding",
    "quota": "quota outstanding",
    "stock": "shares given",
    "items": "items issued",
    "tokens": "tokens outstanding",
}
"""What the issuer's account stands at, with its sign turned."""


def plain(identifier: str) -> str:
    """A name of the specification as words."""
    return identifier.replace(".", " ").replace("-", " ").replace("_", " ")


def entry_name(key: str, shared: bool) -> str:
    """A balance as words: ``pool``, ``day sales``, ``buyer points``."""
    return plain(key.removesuffix(".yuan") if shared else key.removeprefix("the "))


def on_symbols(scheme: Scheme) -> Scheme:
    """The scheme with every parameter replaced by a symbol of its name."""
    symbols: dict[str, Any] = {each: terms.name(plain(each)) for each in MEANINGS}
    for each in filter(is_list, MEANINGS):
        count, one = len(getattr(scheme.parameters, each)), plain(each).removesuffix("s")
        symbols[each] = tuple(terms.name(f"{one} {v + 1}") for v in range(count))
    return scheme.with_parameters(**symbols)


class Symbols:
    """The symbols of one description: balances, quotients, sums over members, formulas."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.numbers = SymbolicNumbers()
        self.totals: dict[str, Amount] = {}

    def balance(self, key: str, suffix: str = "") -> Amount:
        """The symbol of a balance; the issuer's is what was issued, with its sign turned."""
        holder, _, entry = key.partition(".")
        if holder == "issuer" and entry in COUNTED:
            return -terms.name(COUNTED[entry] + suffix)
        return terms.name(entry_name(key, key in self.scheme.shared_entries()) + suffix)

    def state(self, roster: Sequence[str], suffix: str = "") -> dict[str, Amount]:
        """A symbol for every balance; the circulating points are the plain ``supply``."""
        members = [f"{each}.{entry}" for each in roster for entry in self.scheme.member_entries()]
        found = {
            key: self.balance(key, suffix) for key in (*self.scheme.shared_entries(), *members)
        }
        if "aside.points" in found:
            found["issuer.points"] = found["issuer.points"] - found["aside.points"]
        return found

    def total(self, amount: Amount) -> Amount:
        """The sum of an amount over all members, by a name that formulas print as a sum."""
        if not isinstance(amount, Term) and not amount:
            return 0
        known = {each: label for label, each in self.totals.items()}
        label = known.get(amount, f"total.{len(self.totals) + 1}")
        self.totals[label] = amount
        return terms.name(label)

    def write(self, amount: Amount | Truth, within: int = CHOICE) -> tuple[str, str]:
        """The formula as text and as LaTeX, in brackets where its surroundings need them."""
        text, latex = (
            Formula(notation, self.numbers, self.totals).write(amount, within)
            for notation in (PlainText(), LaTeX())
        )
        return text, latex
