"""The price after n equal purchases in closed form, derived from the purchase rule itself.

The rule's own text runs on symbols: c the contribution, r the reward, x the amount paid, p_0 the
issue price, g the points per yuan; F the pool in yuan, S > 0 the circulating points. The result is
a recurrence; its solution is verified by induction, and against an exact replay.
Clauses: M1, C1, C16, N1, N2, N3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from neverfalls.spec.numbers.decimals import decimal, with_decimal
from neverfalls.spec.schemes.scheme import Scheme

from .continuous import Flow, flows
from .expressions import (
    ARGUMENTS,
    PARAMETERS,
    DerivationFailed,
    Equation,
    Expr,
    F,
    S,
    aligned,
    fraction,
    plain,
    tidy,
)
from .growth_example import (
    FirstMember,
    Quantity,
    first_member,
    quoted_price,
    replay,
    require_numbers,
)
from .letters import legend
from .recurrence import N, growth, induction, solve
from .surplus import derive_surplus
from .symbolic_run import run_on_symbols

PRICE_LETTERS = {
    "n": "the number of purchases so far",
    "x": "what each purchase pays, in yuan",
    "F": "the pool, in yuan; F(n) after n purchases",
    "F'": "the pool after the event",
    "S": "the points in circulation; S(n) after n purchases",
    "S'": "the points after the event",
    "p": "the price, in yuan per point; p(n) after n purchases",
    "F_0": "the pool at the start, where amounts are ever smaller",
    "S_0": "the points at the start, where amounts are ever smaller",
    "V": "the worth of all goods taken so far, in yuan",
    "Derivative": "Derivative(S(F), F) says how fast S changes with F",
}
"""What the letters and signs of the formulas stand for."""

SALES = 100
"""The number of sales in the documents' growth example (N1)."""


@dataclass(frozen=True)
class Derivation:
    """The price in closed form, with every formula on the way and the numbers computed from it.

    ``next_pool`` and ``next_supply`` are F' and S' after a purchase in any state (F, S) with
    S > 0, ``first_pool`` and ``first_supply`` after the first purchase of all; ``conditions``
    must hold for a purchase to happen. ``pool``, ``supply`` and ``price`` are formulas in the
    number n of equal purchases; ``price`` grows like ``constant`` · n ** ``exponent``, and
    ``course`` says what that means at the scheme's own numbers.
    """

    scheme: str
    readings: Mapping[str, str]
    conditions: tuple[Expr, ...]
    next_pool: Expr
    next_supply: Expr
    first_pool: Expr
    first_supply: Expr
    pool_recurrence: Expr
    supply_recurrence: Expr
    pool: Expr
    supply: Expr
    price: Expr
    exponent: Expr
    constant: Expr
    course: str
    sales: int
    price_after: Fraction
    first_member: FirstMember | None
    flows: tuple[Flow, ...]

    def equations(self) -> list[Equation]:
        """All formulas, in the order of their derivation."""
        pool, supply, price = (sympy.Function(each) for each in "FSp")
        prime = [sympy.Symbol(each) for each in ("F'", "S'")]
        found = [
            Equation("next_pool", "the pool after a purchase", prime[0], self.next_pool),
            Equation("next_supply", "the points after a purchase", prime[1], self.next_supply),
            Equation("first_pool", "the pool after the first purchase", pool(1), self.first_pool),
            Equation("first_supply", "the points after it", supply(1), self.first_supply),
            Equation("pool_recurrence", "after one more", pool(N + 1), self.pool_recurrence),
            Equation("supply_recurrence", "after one more", supply(N + 1), self.supply_recurrence),
            Equation("pool", "the pool after n purchases", pool(N), self.pool),
            Equation("supply", "the points after n purchases", supply(N), self.supply),
            Equation("price", "the price after n purchases", price(N), self.price),
            Equation("growth", "for large n", price(N), self.constant * N**self.exponent, sign="~"),
        ]
        return found + [each for flow in self.flows for each in flow.equations()]

    def quantities(self) -> list[Quantity]:
        """The numbers."""
        what = f"price after {self.sales} purchases"
        found = [Quantity("price_after", what, self.price_after, "yuan per point")]
        return found + list(self.first_member.quantities() if self.first_member else ())

    def text(self, exact: bool = False) -> str:
        """The derivation in lines; long numbers are written as fractions only if ``exact``."""
        formulas = [f"{each.meaning}: {each.text()}" for each in self.equations()]
        formulas += [f"condition of a purchase: {plain(each)}" for each in self.conditions]
        equations = [each.text() for each in self.equations()]
        lines = [
            "The price after equal purchases, from nothing. The letters are:",
            *legend([*equations, *map(plain, self.conditions)], PRICE_LETTERS),
            "",
            f"at the scheme's numbers the price {self.course}",
            *formulas,
        ]
        for each in self.quantities():
            number = with_decimal(each.value, exact)
            lines.append(f"{each.meaning}: {number} {each.unit}")
        return "\n".join(lines) + "\n"

    def latex(self) -> str:
        """The formulas and the numbers, rounded, as one display."""
        lines = [formula.latex() for formula in self.equations()]
        for each in self.quantities():
            number = decimal(each.value)
            sign = "=" if Fraction(number) == each.value else r"\approx"
            lines.append(rf"\text{{{each.meaning}}} &{sign} {number}\ \text{{{each.unit}}}")
        return aligned(lines)

    def to_dict(self) -> dict[str, Any]:
        """The derivation as data; every number and every formula is a string."""
        return {
            "scheme": self.scheme,
            "readings": dict(self.readings),
            "conditions": [sympy.sstr(each) for each in self.conditions],
            "equations": [each.to_dict() for each in self.equations()],
            "course": self.course,
            "sales": str(self.sales),
            "numbers": [each.to_dict() for each in self.quantities()],
        }


def derive_price(scheme: Scheme, sales: int = SALES) -> Derivation:
    """Derive the price after n equal purchases from the scheme's own purchase rule.

    It starts from nothing, whatever the scheme's opening. F > 0 and S > 0 are assumed of a state.

    Raises:
        DerivationFailed: a step is not possible, or a check fails; the error says which.
    """
    if sales < 1:
        raise DerivationFailed("sales", sales, "at least 1")
    require_numbers(scheme)
    rule = scheme.rules["purchase"]
    step = run_on_symbols(scheme, rule, {})
    first = run_on_symbols(scheme, rule, {}, empty=True)
    next_pool, next_supply = (_formula(each) for each in (step.pools()[-1], step.supplies()[-1]))
    first_pool, first_supply = (
        _formula(each) for each in (first.pools()[-1], first.supplies()[-1])
    )
    numbers = at_numbers(scheme)
    if fraction(first_supply.subs(numbers), "points after the first purchase") <= 0:
        raise DerivationFailed("points after the first purchase", 0, "more than 0")

    if next_pool.has(S):
        raise DerivationFailed("pool after a purchase", next_pool, "a formula without S")
    pool = solve("pool", next_pool, F, first_pool)
    supply_recurrence = tidy(next_supply.subs(F, pool))
    supply = solve("supply", supply_recurrence, S, first_supply)
    induction("pool", pool, next_pool, F, first_pool)
    induction("supply", supply, supply_recurrence, S, first_supply)
    price = tidy(sympy.gammasimp(pool / supply))
    exponent, constant = growth(price)

    before = {F: sympy.Function("F")(N), S: sympy.Function("S")(N)}
    return Derivation(
        scheme=scheme.name,
        readings={name: scheme.readings.to_dict()[name] for name in scheme.relevant_questions},
        conditions=tuple(step.algebra.conditions),
        next_pool=next_pool,
        next_supply=next_supply,
        first_pool=first_pool,
        first_supply=first_supply,
        pool_recurrence=next_pool.subs(before),
        supply_recurrence=supply_recurrence.subs(before),
        pool=pool,
        supply=supply,
        price=price,
        exponent=exponent,
        constant=constant,
        course=_course(price.subs(numbers), fraction(exponent.subs(numbers), "exponent")),
        sales=sales,
        price_after=_price_after(scheme, price, sales),
        first_member=first_member(scheme, sales),
        flows=flows(scheme),
    )


def at_numbers(scheme: Scheme, more: Mapping[str, Expr] | None = None) -> dict[Expr, Expr]:
    """The symbols of the parameters, each with the scheme's own number where it has one.

    ``more`` are symbols of parameters beside the usual ones.
    """
    named = {**PARAMETERS, **(more or {})}
    values = {symbol: getattr(scheme.parameters, name) for name, symbol in named.items()}
    values[ARGUMENTS["Yuan"]] = scheme.parameters.order
    return {
        symbol: sympy.Rational(value.numerator, value.denominator)
        for symbol, value in values.items()
        if isinstance(value, (int, Fraction))
    }


def _formula(expression: Expr) -> Expr:
    """An expression in the pool, the supply, the parameters and the amount paid, and no more."""
    strange = expression.free_symbols - {F, S, ARGUMENTS["Yuan"], *PARAMETERS.values()}
    if strange or expression.has(sympy.Piecewise):
        raise DerivationFailed("purchase", expression, "one formula in F, S, x and parameters")
    return tidy(expression)


def _course(price: Expr, exponent: Fraction) -> str:
    """In words, what a price with this exponent of growth does."""
    if exponent:
        return "grows without bound" if exponent > 0 else "falls towards 0"
    same = sympy.gammasimp(price.subs(N, N + 1) / price) == 1
    return "stays the same" if same else "approaches a constant"


def _price_after(scheme: Scheme, price: Expr, sales: int) -> Fraction:
    """The exact price by the closed form, which has to equal that of an exact replay."""
    found = fraction(price.subs(at_numbers(scheme)).subs(N, sales), f"price after {sales} sales")
    replayed = quoted_price(replay(scheme, sales))
    if found != replayed:
        raise DerivationFailed(f"price after {sales} sales", found, f"{replayed}, as replayed")
    return found


DERIVATIONS: dict[str, Callable[[Scheme], Any]] = {
    "price": derive_price,
    "surplus": derive_surplus,
}
"""What can be derived from a scheme; each result has ``text``, ``latex`` and ``to_dict``."""
