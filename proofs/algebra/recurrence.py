"""Recurrences of the first order: solved, verified by induction, and followed to infinity."""

from __future__ import annotations

import sympy

from .expressions import DerivationFailed, Expr, asking_sympy, tidy

N = sympy.Symbol("n", integer=True, positive=True)
"""The number of purchases so far."""


def solve(what: str, step: Expr, of: Expr, first: Expr) -> Expr:
    """The sequence with this first value, each next one being ``step`` in the one before.

    Raises:
        DerivationFailed: the step is not linear in the value before, or no solution is found.
    """
    polynomial = step.as_poly(of)
    if polynomial is None or polynomial.degree() > 1:
        raise DerivationFailed(f"recurrence of the {what}", step, f"one linear in {of}")
    value = sympy.Function("value")
    with asking_sympy(f"recurrence of the {what}", step, "one solved"):
        found = sympy.rsolve(value(N + 1) - step.subs(of, value(N)), value(N), {value(1): first})
    if found is None or found.has(sympy.Sum, sympy.Product):
        raise DerivationFailed(f"recurrence of the {what}", step, "one with a closed solution")
    return tidy(sympy.gammasimp(found))


def induction(what: str, solution: Expr, step: Expr, of: Expr, first: Expr) -> None:
    """Verify a solution by induction: right at the start, and from any n to n + 1.

    Raises:
        DerivationFailed: the base or the step does not come out as exactly 0.
    """
    base = _difference(solution.subs(N, 1), first)
    if base != 0:
        raise DerivationFailed(f"base of the induction on the {what}", base, "0")
    rest = _difference(solution.subs(N, N + 1), step.subs(of, solution))
    if rest != 0:
        raise DerivationFailed(f"step of the induction on the {what}", rest, "0")


def _difference(left: Expr, right: Expr) -> Expr:
    """The difference of two expressions, simplified; 0 where their quotient is 1."""
    if right != 0 and sympy.gammasimp(left / right) == 1:
        return sympy.Integer(0)
    return sympy.simplify(sympy.gammasimp(left - right))


def growth(sequence: Expr) -> tuple[Expr, Expr]:
    """The exponent e and the constant K for which sequence / (K·n^e) tends to 1.

    The exponent is the limit of n·(next/this - 1). It is right if the logarithm of the quotient
    has a finite limit, which is checked.

    Raises:
        DerivationFailed: the sequence does not grow like a power of n.
    """
    ratio = sympy.gammasimp(sequence.subs(N, N + 1) / sequence)
    exponent = tidy(_limit(N * (ratio - 1)))
    fixed, varying = sequence.as_independent(N, as_Add=False)
    logarithm = sympy.expand_log(sympy.log(varying) - exponent * sympy.log(N), force=True)
    logarithm = logarithm.replace(
        lambda part: part.func is sympy.log and part.args[0].func is sympy.gamma,
        lambda part: sympy.loggamma(part.args[0].args[0]),
    )
    constant = fixed * sympy.exp(_limit(logarithm))
    return exponent, tidy(sympy.gammasimp(constant))


def _limit(expression: Expr) -> Expr:
    with asking_sympy("growth", expression, "one with a limit"):
        found = sympy.limit(expression, N, sympy.oo)
    if found.has(sympy.oo, -sympy.oo, sympy.zoo, sympy.nan, N) or isinstance(found, sympy.Limit):
        raise DerivationFailed("growth", f"the limit {found} of {expression}", "a finite limit")
    return found
