"""Which hypotheses are needed: z3 says which of them contradict each other, as few as can be.

Only the search for a certificate looks at fewer hypotheses because of it, and nothing rests on it.
"""

from __future__ import annotations

from collections.abc import Sequence

import z3

from .linear import Hypothesis, compared
from .statement import AllOf, Comparison, Formula, Polynomial

BUDGET = 3_000_000
"""What z3 may spend on each question, in its own units; none takes more than a few seconds."""


def needed(known: Sequence[Hypothesis]) -> list[Hypothesis] | None:
    """Hypotheses that contradict each other, none of which can be left out; all if z3 gives up.

    None if z3 knows that all of them can hold.
    """
    status, found = _core(known)
    if status != z3.unsat:
        return None if status == z3.sat else list(known)
    place = 0
    while place < len(found):
        status, fewer = _core([*found[:place], *found[place + 1 :]])
        if status == z3.unsat:
            # those that have been tried are still needed; others may be found to be not
            found = fewer
        else:
            place += 1
    return found


def _core(known: Sequence[Hypothesis]) -> tuple[z3.CheckSatResult, list[Hypothesis]]:
    """What z3 says of hypotheses together, and which contradict each other if some do."""
    solver = z3.Solver()
    solver.set("rlimit", BUDGET)
    for number, each in enumerate(known):
        solver.assert_and_track(_formula(each.formula), z3.Bool(f"h{number}"))
    status = solver.check()
    if status != z3.unsat:
        return status, []
    return status, [
        known[number] for number in sorted(int(str(e)[1:]) for e in solver.unsat_core())
    ]


def _formula(formula: Formula) -> z3.BoolRef:
    if isinstance(formula, Comparison):
        return compared(formula.sign, _amount(formula.polynomial))
    parts = [_formula(part) for part in formula.parts]
    return z3.And(parts) if isinstance(formula, AllOf) else z3.Or(parts)


def _amount(polynomial: Polynomial) -> z3.ArithRef:
    terms = [z3.RealVal(0)]
    for monomial, number in polynomial.items():
        term = z3.RealVal(str(number))
        for name in monomial:
            term = term * z3.Real(name)
        terms.append(term)
    return z3.Sum(terms)
