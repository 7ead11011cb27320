"""Symbols with human names: what a rule or a claim is run on in order to be read.

A balance is called ``pool``, ``day sales`` or ``buyer points``, a parameter by its own name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from ..model.parameters import PARAMETERS, is_list
from ..numbers import Amount, SymbolicNumbers, Truth, terms
from ..numbers.terms import Term
from ..schemes.scheme import Scheme
from .formula import CHOICE, Formula
from .notation import LaTeX, Notation, PlainText

COUNTED = {
    "points": "supply",
    "constants": "constants outstanding",
    "quota": "quota outstanding",
    "stock": "shares given",
    "items": "items issued",
    "tokens": "tokens outstanding",
    "vouchers": "vouchers outstanding",
    "locked": "locked balances",
}
"""What the issuer's balance is called when its sign is turned, by asset."""

SUFFIXES = {
    "before": " before",
    "after": " after",
    "opening": " at the opening",
    "in round": " in round {n}",
    "after round": " after round {n}",
    "supposed": " after {rule}",
    "possible": " is possible",
    "otherwise": " otherwise",
    "issued": " issued",
}
"""What follows the name of an amount that is not the one before the event, as templates."""

CHOSEN = "chosen {name}"
"""What a number is called that the platform picks."""

GOT = "what the {who} has got of it by now"
"""What a member has got of points just issued."""


def plain(identifier: str) -> str:
    """A name of the specification as words."""
    return identifier.replace(".", " ").replace("-", " ").replace("_", " ")


def entry_name(key: str, shared: bool) -> str:
    """A balance as words: ``pool``, ``day sales``, ``buyer points``."""
    return plain(key.removesuffix(".yuan") if shared else key.removeprefix("the "))


def parameter_name(key: str) -> str:
    """A parameter as words: ``exit fee``, ``contribution rate``."""
    return PARAMETERS[key].words or plain(key)


def on_symbols(scheme: Scheme) -> Scheme:
    """The scheme with every parameter replaced by a symbol of its name."""
    symbols: dict[str, Any] = {}
    for key in PARAMETERS:
        found = tuple(terms.name(words) for words in _names(scheme, key))
        symbols[key] = found if is_list(key) else found[0]
    return scheme.with_parameters(**symbols)


def figures(scheme: Scheme) -> dict[str, str]:
    """The scheme's own number for each symbol of a parameter, as text; unknowns have none."""
    found: dict[str, str] = {}
    for key in PARAMETERS:
        value = getattr(scheme.parameters, key)
        numbers = value if is_list(key) else (value,)
        known = zip(_names(scheme, key), numbers, strict=True)
        found.update((words, str(each)) for words, each in known if not isinstance(each, Term))
    return found


def _names(scheme: Scheme, key: str) -> list[str]:
    """The symbols of a parameter; one for each number of a list."""
    words = parameter_name(key)
    if not is_list(key):
        return [words]
    count = len(getattr(scheme.parameters, key))
    return [f"{words.removesuffix('s')} {number + 1}" for number in range(count)]


class Symbols:
    """The symbols of one description: balances, quotients, sums over members, formulas."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.numbers = SymbolicNumbers()
        self.totals: dict[str, Amount] = {}

    @cached_property
    def figures(self) -> dict[str, str]:
        """The scheme's own number for each symbol of a parameter."""
        return figures(self.scheme)

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
            self._formula(notation).write(amount, within) for notation in (PlainText(), LaTeX())
        )
        return text, latex

    def cases(self, amount: Amount | Truth) -> list[tuple[str, str]]:
        """The formula as text with the scheme's own numbers, a case a row, with its condition."""
        return self._formula(PlainText(self.figures)).cases(amount)

    def shown(self, amount: Amount | Truth) -> str:
        """The formula as text in one line, with the scheme's own numbers."""
        return self._formula(PlainText(self.figures)).write(amount)

    def _formula(self, notation: Notation) -> Formula:
        return Formula(notation, self.numbers, self.totals)
