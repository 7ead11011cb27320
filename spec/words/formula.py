"""Formulas in print: a term as plain text or as LaTeX, with no more brackets than it needs.

A quotient that has a name is printed as the fraction that defines it, a sum over members as
such. Like everywhere in the specification, a quotient whose denominator is 0 is 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from ..numbers import Amount, SymbolicNumbers, terms
from ..numbers.nodes import given
from ..numbers.terms import Term
from .notation import Notation

CHOICE, OR, AND, NOT, COMPARE, SUM, PRODUCT, ATOM = range(8)
"""How tightly a part of a formula binds; inside one that binds more tightly it gets brackets."""


class _Monomial(NamedTuple):
    """A number times factors over factors."""

    number: Fraction
    above: tuple[Any, ...] = ()
    below: tuple[Any, ...] = ()

    def times(self, number: Any) -> _Monomial:
        return self._replace(number=self.number * number)


class Formula:
    """Prints amounts and truths of one symbolic run.

    ``numbers`` defines the quotients, ``totals`` maps the name of each sum over members to
    the amount that is summed.
    """

    def __init__(
        self, notation: Notation, numbers: SymbolicNumbers, totals: Mapping[str, Amount]
    ) -> None:
        self.notation = notation
        self.numbers = numbers.copy()
        self.totals = totals

    def write(self, amount: Amount, within: int = CHOICE) -> str:
        """The formula of an amount or a truth, in brackets where its surroundings need them."""
        return self._bracketed(self._render(amount), within)

    def cases(self, amount: Amount) -> list[tuple[str, str]]:
        """The formula as a list of cases: each a formula with its condition, the last without one.

        A formula that makes no distinction at its top is one case.
        """
        found: list[tuple[str, str]] = []
        while True:
            choice = self._as_choice(amount)
            if choice is None:
                return [*found, (self.write(amount), "")]
            condition, yes, amount = choice
            found.append((self.write(yes), self.write(condition)))

    def _as_choice(self, amount: Amount) -> tuple[Any, ...] | None:
        """Condition, yes and no, of an amount that is a choice or a quotient of choices."""
        if isinstance(amount, Term) and amount.kind == "name":
            top, bottom = self.numbers.definitions.get(amount.args[0], (0, 0))
            if isinstance(bottom, Term) and bottom.kind == "choice":
                amount = self._split(top, bottom)
        if isinstance(amount, Term) and amount.kind in ("name", "product", "sum"):
            amount = self._pulled_out(amount)
        if not isinstance(amount, Term) or amount.kind != "choice" or _extreme(*amount.args):
            return None
        return amount.args

    def _pulled_out(self, amount: Amount) -> Amount:
        """A product with a single choice among its factors, as a choice of two products."""
        parts = self._monomials(amount)
        choices = [each for part in parts for each in part.above if _is_choice(each)]
        if len(parts) != 1 or len(choices) != 1:
            return amount
        number, above, below = parts[0]
        left: Amount = number
        for each in above:
            left = terms.multiply(left, each) if each is not choices[0] else left
        condition, yes, no = choices[0].args
        split = [terms.multiply(left, each) for each in (yes, no)]
        for each in below:
            split = [self._ratio(top, each) for top in split]
        return self.numbers.choose(condition, *split)

    def _bracketed(self, shown: tuple[str, int], within: int) -> str:
        text, level = shown
        return text if level >= within else self.notation.group(text)

    def _render(self, amount: Amount) -> tuple[str, int]:
        if isinstance(amount, bool):
            return self.notation.name("always" if amount else "never"), ATOM
        if not isinstance(amount, Term) or amount.kind in ("sum", "product"):
            return self._sum(self._monomials(amount))
        kind, signs = amount.kind, self.notation.signs
        if kind == "name":
            if amount.args[0] in self.totals:
                return self._total(self.totals[amount.args[0]])
            if amount.args[0] in self.numbers.definitions:
                return self._sum(self._monomials(amount))
            return self.notation.name(amount.args[0]), ATOM
        if kind == "floor":
            return self.notation.floor(self.write(amount.args[0])), ATOM
        if kind == "choice":
            return self._choice(*amount.args)
        if kind in ("and", "or"):
            level = AND if kind == "and" else OR
            return signs[kind].join(self.write(part, level + 1) for part in amount.args), level
        if kind == "not":
            return signs[kind] + self.write(amount.args[0], ATOM), NOT
        return self._comparison(kind, amount.args[0])

    def _total(self, amount: Amount) -> tuple[str, int]:
        """A sum over members; what is nothing for some of them is summed over the others."""
        where = ""
        if _is_choice(amount) and not isinstance(amount.args[2], Term) and not amount.args[2]:
            where, amount = self.write(amount.args[0]), amount.args[1]
        if where and not isinstance(amount, Term) and amount == 1:
            return self.notation.count(where), SUM
        return self.notation.total(self.write(amount), where), ATOM

    def _choice(self, condition: Term, yes: Amount, no: Amount) -> tuple[str, int]:
        which = _extreme(condition, yes, no)
        if which:
            return self.notation.extreme(which, self.write(yes), self.write(no)), ATOM
        shown = self.write(condition, OR), self.write(yes, SUM), self.write(no)
        return self.notation.choice(*shown), CHOICE

    def _comparison(self, kind: str, amount: Amount) -> tuple[str, int]:
        parts = self._monomials(amount)
        left = [each for each in parts if each.number > 0]
        right = [each.times(-1) for each in parts if each.number < 0]
        if not left:
            left, right = right, left
            kind = {"positive": "negative", "nonnegative": "nonpositive"}.get(kind, kind)
        over, under = (self._bracketed(self._sum(side), SUM) for side in (left, right))
        return f"{over} {self.notation.signs[kind]} {under}", COMPARE

    def _sum(self, parts: list[_Monomial]) -> tuple[str, int]:
        if not parts:
            return "0", ATOM
        first = next((k for k, each in enumerate(parts) if each.number > 0), 0)
        if parts[0].number < 0:
            parts = [parts[first], *parts[:first], *parts[first + 1 :]]
        if len(parts) == 1 and parts[0].number >= 0:
            return self._product(parts[0])
        minus = self.notation.signs["minus"]
        text = minus if parts[0].number < 0 else ""
        for position, each in enumerate(parts):
            if position:
                text += f" {minus} " if each.number < 0 else " + "
            shown = self._product(each.times(-1) if each.number < 0 else each)
            text += self._bracketed(shown, PRODUCT)
        return text, SUM

    def _product(self, part: _Monomial) -> tuple[str, int]:
        """A fraction; in a line of text its number comes first, as in ``3/10 × paid``."""
        number, stacked = part.number, self.notation.stacked
        if len(part.above) == 1 and not part.below and number == 1:
            return self._render(part.above[0])
        if not part.above and not part.below and number.denominator == 1:
            return str(number), ATOM
        above: list[Any] = list(part.above)
        below: list[Any] = list(part.below)
        if stacked:
            below += [number.denominator] * (number.denominator != 1)
            number = Fraction(number.numerator)
        if number != 1 or not above:
            above.insert(0, number)
        if not below:
            return self._factors(above, ATOM), PRODUCT
        over = self._factors(above, CHOICE if stacked and len(above) == 1 else ATOM)
        under = self._factors(below, CHOICE if stacked and len(below) == 1 else ATOM)
        if len(below) > 1 and not stacked:
            under = self.notation.group(under)
        return self.notation.fraction(over, under), PRODUCT

    def _factors(self, factors: list[Any], level: int) -> str:
        shown = (
            str(each) if isinstance(each, (int, Fraction)) else self.write(each, level)
            for each in factors
        )
        return self.notation.signs["times"].join(shown)

    def _monomials(self, amount: Amount) -> list[_Monomial]:
        """An amount as a sum of products; its own brackets are kept."""
        if isinstance(amount, Term) and amount.kind == "sum":
            constant, parts = amount.args
            found = [self._monomial(part).times(factor) for part, factor in parts]
            found.append(_Monomial(Fraction(constant)))
        else:
            found = [self._monomial(amount)]
        return [each for each in found if each.number]

    def _monomial(self, amount: Amount) -> _Monomial:
        if not isinstance(amount, Term):
            return _Monomial(Fraction(amount))
        if amount.kind == "product":
            left, right = map(self._monomial, amount.args)
            number = left.number * right.number
            return _Monomial(number, left.above + right.above, left.below + right.below)
        if amount.kind == "sum" and not amount.args[0] and len(amount.args[1]) == 1:
            part, factor = amount.args[1][0]
            return self._monomial(part).times(factor)
        if amount.kind == "name" and amount.args[0] in self.numbers.definitions:
            return self._quotient(*self.numbers.definitions[amount.args[0]])
        return _Monomial(Fraction(1), (amount,))

    def _quotient(self, top: Amount, bottom: Amount) -> _Monomial:
        """A fraction; where the denominator is a choice, a choice of two fractions."""
        if isinstance(bottom, Term) and bottom.kind == "choice" and not _extreme(*bottom.args):
            return self._monomial(self._split(top, bottom))
        over, under = self._monomial(top), self._monomial(bottom)
        if under.below:
            return over._replace(below=(*over.below, bottom))
        return _Monomial(over.number * (1 / under.number), over.above, over.below + under.above)

    def _split(self, top: Amount, bottom: Term) -> Amount:
        """A fraction whose denominator is a choice, as a choice of two fractions."""
        condition, yes, no = bottom.args
        return self.numbers.choose(
            condition,
            self._ratio(given(condition, True, top, inside_products=True), yes),
            self._ratio(given(condition, False, top, inside_products=True), no),
        )

    def _ratio(self, top: Amount, bottom: Amount) -> Amount:
        """A quotient as it stands, even of an amount by itself."""
        if top is not bottom or not isinstance(bottom, Term):
            return self.numbers.ratio(top, bottom)
        label = f"quotient.{len(self.numbers.definitions) + 1}"
        self.numbers.definitions[label] = (top, bottom)
        return terms.name(label)


def _is_choice(amount: Any) -> bool:
    return isinstance(amount, Term) and amount.kind == "choice" and not _extreme(*amount.args)


def _extreme(condition: Term, yes: Amount, no: Amount) -> str:
    """Whether a choice is the ``min`` or the ``max`` of its two amounts; else nothing."""
    if condition.kind not in ("positive", "nonnegative"):
        return ""
    for which, sign in (("min", 1), ("max", -1)):
        rest = terms.linear(((condition.args[0], 1), (no, -sign), (yes, sign)))
        if not isinstance(rest, Term) and not rest:
            return which
    return ""
