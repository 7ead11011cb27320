"""What buying, selling and taking goods in ever smaller amounts leads to.

Each is the solution of a differential equation, whose slope comes from the derivatives, at amount
0, of the pool and the points after the rule's own text has run. Clauses: M1, M2, M3, C1, C6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy

from neverfalls.spec.schemes.scheme import Scheme

from .expressions import (
    PARAMETERS,
    DerivationFailed,
    Equation,
    Expr,
    F,
    S,
    asking_sympy,
    positive,
    tidy,
)
from .symbolic_run import SymbolicStep, run_on_symbols

POOL_THEN, SUPPLY_THEN = positive("F_0"), positive("S_0")
STARTS = {F: POOL_THEN, S: SUPPLY_THEN}
GOODS = "goods.cost"
PHRASES = {"buying": "buying", "selling": "selling", "goods": "taking goods"}


@dataclass(frozen=True)
class Flow:
    """What a rule leads to when it runs in ever smaller amounts.

    ``law`` is the differential equation, ``solution`` its solution from (F_0, S_0), ``shape`` the
    expression to which the solution stays proportional (None if there is none). For goods,
    ``taken`` is the worth in yuan of the goods taken while the supply falls from S_0 to S,
    ``taken_law`` its differential equation, and ``bound`` its limit as the supply goes to 0
    (``oo``: there is no bound).
    """

    name: str
    rule: str
    law: Equation
    solution: Equation
    shape: Expr | None
    taken_law: Equation | None = None
    taken: Equation | None = None
    bound: Expr | None = None

    def equations(self) -> list[Equation]:
        """The formulas, in the order of their derivation."""
        found = [self.law, self.solution]
        if self.shape is not None and self.shape != 1:
            kept = f"{PHRASES[self.name]} keeps this proportion"
            left = self.solution.left
            found.append(Equation(f"{self.name}_shape", kept, left, self.shape, sign="∝"))
        if self.taken_law is not None and self.taken is not None:
            found += [self.taken_law, self.taken]
            limit = sympy.Function("V")(sympy.Symbol("0+"))
            bound = "the worth of all goods that can be taken in the end"
            found.append(Equation(f"{self.name}_bound", bound, limit, self.bound))
        return found


def flows(scheme: Scheme) -> tuple[Flow, ...]:
    """What the scheme's purchase, sale and redemption lead to, as far as it has these rules.

    Raises:
        DerivationFailed: a rule moves neither F nor S smoothly, or an equation is not solved.
    """
    found = [_flow(scheme, "buying", "purchase", of=S, along=F)]
    if "sell" in scheme.rules:
        found.append(_flow(scheme, "selling", "sell", of=F, along=S))
    if "redeem" in scheme.rules:
        found.append(_flow(scheme, "goods", "redeem", of=F, along=S))
    return tuple(found)


def rates(scheme: Scheme, rule_name: str) -> Mapping[Expr | str, Expr]:
    """The change of F, of S and of the cost of goods per unit of a rule's amount, at amount 0.

    Raises:
        DerivationFailed: the rule has not exactly one amount, or jumps.
    """
    rule = scheme.rules[rule_name]
    amounts = [name for name, sort in rule.sorts.items() if sort != "Member"]
    if len(amounts) != 1:
        raise DerivationFailed(rule_name, amounts, "exactly one amount")
    tiny = positive("epsilon")
    step = run_on_symbols(scheme, rule, {amounts[0]: tiny})
    return {name: _rate(rule_name, values, tiny) for name, values in _followed(step).items()}


def _followed(step: SymbolicStep) -> dict[Expr | str, list[Expr]]:
    found: dict[Expr | str, list[Expr]] = {F: step.pools(), S: step.supplies()}
    if GOODS in step.before.state:
        found[GOODS] = step.records(GOODS)
    return found


def _rate(rule: str, values: list[Expr], tiny: Expr) -> Expr:
    before, after = values[0], values[-1]
    if after.has(sympy.Piecewise) or sympy.simplify(after.subs(tiny, 0) - before) != 0:
        raise DerivationFailed(rule, after, "a smooth change that vanishes with the amount")
    return tidy(after.diff(tiny).subs(tiny, 0))


def _flow(scheme: Scheme, name: str, rule: str, of: Expr, along: Expr) -> Flow:
    speed = rates(scheme, rule)
    if speed[along] == 0:
        raise DerivationFailed(rule, f"{along} at rest", f"a rule that moves {along}")
    slope = tidy(speed[of] / speed[along])
    solved = _solve(slope, of, along, STARTS[of])
    curve = sympy.Function(of.name)(along)
    law = Equation(
        f"{name}_law",
        f"{PHRASES[name]} in ever smaller amounts",
        curve.diff(along),
        slope.subs(of, curve),
    )
    solution = Equation(f"{name}_path", f"{PHRASES[name]} from (F_0, S_0) on", curve, solved)
    free, shape = solved.as_independent(along, as_Add=False)
    proportional = None if free.has(along) or shape.is_Add else shape
    if rule != "redeem":
        return Flow(name, rule, law, solution, proportional)
    margin = PARAMETERS["margin"]
    price = tidy(speed[GOODS] / speed[along] / (1 - margin))
    worth = _solve(tidy(price.subs(of, solved)), positive("V"), along, sympy.Integer(0))
    fixed, varying = worth.as_independent(along, as_Add=False)
    value = sympy.Function("V")(along)
    taken_law = Equation(
        "goods_taken_law",
        "worth of the goods (their cost / (1 - mu)) for ever fewer points",
        value.diff(along),
        price.subs(of, curve),
    )
    taken = Equation(
        "goods_taken",
        "worth of the goods taken while the supply falls from S_0 to S",
        value,
        fixed * sympy.logcombine(varying),
    )
    bound = _at_the_end(worth, margin)
    return Flow(name, rule, law, solution, proportional, taken_law, taken, bound)


def _solve(slope: Expr, of: Expr, along: Expr, start: Expr) -> Expr:
    """The curve with this slope through the start, verified by substitution."""
    curve = sympy.Function("curve")(along)
    problem = sympy.Eq(curve.diff(along), slope.subs(of, curve))
    with asking_sympy("differential equation", slope, "one solved"):
        found = sympy.dsolve(problem, curve, ics={curve.subs(along, STARTS[along]): start})
    if not isinstance(found, sympy.Equality) or found.lhs != curve:
        raise DerivationFailed("differential equation", found, "one explicit solution")
    solved = sympy.simplify(found.rhs)
    rest = sympy.simplify(solved.diff(along) - slope.subs(of, solved))
    base = sympy.simplify(solved.subs(along, STARTS[along]) - start)
    if rest != 0 or base != 0:
        raise DerivationFailed("check of the solution", (rest, base), "0 and 0")
    return tidy(solved)


def _at_the_end(worth: Expr, margin: Expr) -> Expr:
    """The limit of the worth as the supply goes to 0, for any margin strictly between 0 and 1."""
    other = positive("m")
    with asking_sympy("limit of the goods taken", worth, "one with a limit"):
        found = sympy.limit(worth.subs(margin, 1 / (1 + other)), S, 0, "+")
    return tidy(sympy.simplify(found.subs(other, 1 / margin - 1)))
