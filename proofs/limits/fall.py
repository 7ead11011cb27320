"""How far the quoted price can fall in one step, under each reading that lets it fall.

The fall is the price after a step divided by the price before it; the least possible value is the
bound. Clauses: C1 and the readings named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from neverfalls.spec.claims.claim import Check, Kind
from neverfalls.spec.model.mechanism import sentence
from neverfalls.spec.model.world import Price, View
from neverfalls.spec.numbers import Amount, SymbolicNumbers, terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.expressions import (
    ARGUMENTS,
    PARAMETERS,
    SYMBOLS,
    Algebra,
    Equation,
    Expr,
    fraction,
    plain,
    positive,
    tidy,
)
from ..algebra.symbolic_run import open_scheme
from ..solving.pool import Solvers
from ..theorems.price import PRICE
from .evidence import History, opened, proved, statement
from .limit import Ground, Limit, LimitFailed, Meets, Witness, require_closer, require_reached

CLAIM = "price_never_falls"
E = positive("epsilon")
PARTS = (Fraction(1, 10), Fraction(1, 100), Fraction(1, 1000))
"""Parts of the points that are left over, in the histories that approach a bound."""


@dataclass(frozen=True)
class Fall:
    """A history whose last step lowers the price; it may depend on the part ε of points left over.

    ``on_symbols`` says whether the formula of the fall is derived; if not, the history has to reach
    0, below which no price can fall.
    """

    name: str
    scheme: str
    readings: dict[str, str]
    clauses: tuple[str, ...]
    events: Callable[[History, Amount], list[Any]]
    on_symbols: bool = True


def _pool_pays_for_goods(h: History, part: Amount) -> list[Any]:
    """Selling nearly all points lifts the price; taking goods for the rest empties the pool."""
    _leave(h, part)
    h.do("redeem", holder="alice", points=h.held("alice"))
    return h.do("purchase", buyer="bob", paid=h.order)


def _starts_again(h: History, part: Amount) -> list[Any]:
    """Selling all points in two sales leaves money behind; points restart at the issue price."""
    _leave(h, part)
    h.do("sell", seller="alice", points=h.held("alice"))
    return h.do("purchase", buyer="bob", paid=h.order)


def _granted_by_number(h: History, part: Amount) -> list[Any]:
    """Selling nearly all points lifts the price; the next buyer gets the usual number of points."""
    _leave(h, part)
    return h.do("purchase", buyer="bob", paid=h.order)


def _paid_then_burned(h: History, _part: Amount) -> list[Any]:
    """All points are sold at once, and the price is seen before they are destroyed."""
    h.do("purchase", buyer="alice", paid=h.order)
    return h.do("sell", seller="alice", points=h.held("alice"))


def _pool_paid_out(h: History, _part: Amount) -> list[Any]:
    """After a large sale of points the day's dividend takes all that is left in the pool."""
    for buyer in ("alice", "bob"):
        h.do("purchase", buyer=buyer, paid=h.order)
    h.do("sell", seller="alice", points=h.held("alice"))
    return h.do("close_day")


def _leave(h: History, part: Amount) -> None:
    """One purchase, of whose points all but this part are sold."""
    h.do("purchase", buyer="alice", paid=h.order)
    h.do("sell", seller="alice", points=h.held("alice") * (1 - part))


FALLS = (
    Fall("fall_by_goods", "wine-shop", {"goods_payer": "pool"}, ("A2",), _pool_pays_for_goods),
    Fall("fall_by_restart", "wine-shop", {"empty_price": "issue-price"}, ("A5",), _starts_again),
    Fall("fall_by_number", "wine-shop", {"grant": "fixed-number"}, ("A22",), _granted_by_number),
    Fall("fall_in_sale", "wine-shop", {"step_view": "pay-then-burn"}, ("A19",), _paid_then_burned),
    Fall("fall_in_the_mall", "mall", {}, ("A22",), _granted_by_number),
    Fall("fall_by_dividends", "mall", {"pool_use": "paid-out"}, ("A1",), _pool_paid_out, False),
)


class SymbolicHistory(History):
    """The same history on symbols."""

    def __init__(self, scheme: Scheme) -> None:
        super().__init__(open_scheme(scheme).with_parameters(order=terms.name("x")))
        self.numbers = SymbolicNumbers()
        self.world.numbers = self.numbers

    def held(self, name: str, entry: str = "points") -> Amount:
        """What a member holds, as a term."""
        return self.world.state[f"{name}.{entry}"]


def law(scheme: Scheme, fall: Fall) -> Expr:
    """The fall as a formula in ε and the parameters, by the rules on symbols."""
    history = SymbolicHistory(scheme)
    seen = fall.events(history, terms.name("epsilon"))
    before = history.before
    algebra = Algebra(history.numbers, {**SYMBOLS, "x": ARGUMENTS["Yuan"], "epsilon": E})
    yuan, points, yuan_before, points_before = (
        algebra.amount(each[key])
        for each in (seen[0], before)
        for key in ("quoted.yuan-in-pool", "quoted.supply")
    )
    return tidy(sympy.cancel(sympy.together(yuan * points_before / (points * yuan_before))))


def price_keeps_this_part(part: Expr) -> Callable[[View, View], Iterator[Check]]:
    """The claim that no step leaves the price at less than ``part`` of itself, 0 or φ."""

    def price_never_falls_further(before: View, after: View) -> Iterator[Check]:
        rate = 0 if part == 0 else after.parameters.exit_fee
        kept = Price(before.quote.yuan * rate, before.quote.points)
        yield Check("price", after.quote, kept, "yuan per point")

    price_never_falls_further.__doc__ = f"After a step p' >= {'0' if part == 0 else 'phi·p'}."
    return price_never_falls_further


def fall_of(fall: Fall) -> Callable[..., Limit]:
    """The function that derives the limit of one fall."""

    def derive(solvers: Solvers, scheme: Scheme | None = None) -> Limit:
        setting = (scheme or load_scheme(fall.scheme)).answering(**fall.readings)
        formula = law(setting, fall) if fall.on_symbols else sympy.Integer(0)
        moves = formula.has(E)
        bound = sympy.limit(formula, E, 0, "+") if moves else formula
        if bound not in (0, PARAMETERS["exit_fee"]):
            raise LimitFailed(fall.name, bound, "0, or the exit fee")
        numbers = at_numbers(setting)
        value = fraction(sympy.sympify(bound).subs(numbers), "least price after over before")
        witnesses = [_run(setting, fall, part) for part in (PARTS if moves else PARTS[:1])]
        for part, witness in zip(PARTS, witnesses, strict=False):
            expected = formula.subs(numbers).subs(E, sympy.Rational(*part.as_integer_ratio()))
            require_reached(fall.name, witness.value, fraction(expected, "price after over before"))
        if moves:
            require_closer(fall.name, witnesses, value)
        fees = opened(setting, {"exit_fee": lambda fee: terms.all_of(fee >= 0, fee <= 1)})
        grounds = proved(fees, [statement(Kind.STEP, price_keeps_this_part(bound))], solvers, PRICE)
        if fall.on_symbols:
            how = "the rules on symbols, met by the histories"
            grounds.append(Ground(f"p'/p = {plain(formula)}", how))
        if not fall.readings:
            grounds.append(_elsewhere(setting, fall))
        return Limit(
            name=fall.name,
            question="How far can the quoted price fall in one step?",
            clauses=("C1", *fall.clauses),
            claim=CLAIM,
            scheme=setting.name,
            readings=fall.readings,
            meaning="price after the step / price before it, at least",
            formula=Equation(fall.name, "", sympy.Symbol("p'/p"), bound, sign=">="),
            value=value,
            unit="of the price before",
            meets=Meets.APPROACHED if moves else Meets.REACHED,
            grounds=tuple(grounds),
            letters={
                "p": "the price before the step",
                "p'": "the price after it",
                "epsilon": "the part of the points that is left before it",
            },
            witnesses=tuple(witnesses),
            keeps=value >= 1,
            remark=sentence(fall.events),
        )

    derive.__name__ = fall.name
    return derive


def _run(scheme: Scheme, fall: Fall, part: Fraction) -> Witness:
    history = History(scheme)
    seen = fall.events(history, part)
    after, before = (
        Fraction(each["quoted.yuan-in-pool"]) / Fraction(each["quoted.supply"])
        for each in (seen[0], history.before)
    )
    return Witness(history.text(), after / before)


def _elsewhere(scheme: Scheme, fall: Fall) -> Ground:
    """That the price falls as far in this history under every other answer to another question."""
    count, first = 0, _run(scheme, fall, PARTS[0])
    for name in scheme.relevant_questions:
        for choice in scheme.answers(name):
            if name != "grant" and choice is not getattr(scheme.readings, name):
                found = _run(scheme.answering(**{name: choice.value}), fall, PARTS[-1])
                require_closer(f"{name}={choice.value}", [first, found], Fraction(0))
                count += 1
    return Ground(f"the price falls as far under {count} other readings", "the last witness, run")
