"""The thin facade over the solvers. It runs in a worker process and speaks only text."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver said: ``sat``, ``unsat`` or ``unknown``.

    ``model`` gives, for ``sat``, each unknown its exact value, or None where the value is
    irrational. ``cost`` is the deterministic effort of the way that decided (z3's resource count).
    """

    status: str
    model: tuple[tuple[str, Fraction | None], ...] = ()
    cost: int = 0
    reason: str = ""


def nonlinear(text: str) -> bool:
    """Whether a script multiplies unknowns; its products are the only ``(*`` of two terms."""
    return re.search(r"\(\* (?!\(- [0-9./ ()]+\) |[0-9]|\(/ )", text) is not None


NONLINEAR = (
    "simplify",
    "propagate-values",
    "solve-eqs",
    "elim-uncnstr",
    "simplify",
    "qfnra-nlsat",
)
"""What z3 does with products of unknowns. Its own order for that logic first tries what rarely
helps here, and takes half as long again."""


FIRST, GENERAL = 100_000, 50_000
"""Effort after which z3's way with products of unknowns is left for its general one, and back.

The latter decides some questions within little effort on which the former gets lost, where it
does not even count its effort any more.
"""

OLDER = 2
"""The older of z3's engines for arithmetic, which keeps to its budget; the newer does not."""


def ask_z3(text: str, budget: int, seed: int = 0) -> Answer:
    """Ask z3 once, or for products of unknowns in several ways, with a deterministic budget.

    Raises:
        KeyboardInterrupt: the user interrupted; z3 itself would only say "unknown".
    """
    if "(is_int " in text:
        return _z3(text, budget, seed, "ALL")
    if not nonlinear(text):
        return _z3(text, budget, seed, "QF_LRA")
    ways = [("products", FIRST), ("smt", GENERAL), ("products", budget)]
    answer = Answer("unknown")
    for way, most in ways if budget > FIRST else ways[:2]:
        if answer.status == "unknown":
            answer = _z3(text, min(most, budget), seed, way)
    return answer


def _z3(text: str, budget: int, seed: int, way: str) -> Answer:
    """Ask in a context of its own: ``products``, ``smt``, or the solver of a logic."""
    import z3

    context = z3.Context()
    tactic = way in ("products", "smt")
    if way == "products":
        solver = z3.Then(*NONLINEAR, ctx=context).solver()
    elif way == "smt":
        solver = z3.With(z3.Tactic("smt", ctx=context), **{"arith.solver": OLDER}).solver()
    else:
        solver = z3.SolverFor(way, ctx=context)
    solver.set("rlimit", budget)
    if seed:
        # a tactic's solver takes no random_seed, the others no seed
        solver.set("seed" if tactic else "random_seed", seed)
    solver.from_string(text)
    status = str(solver.check())
    cost = next((value for key, value in solver.statistics() if key == "rlimit count"), 0)
    if status == "unknown":
        reason = solver.reason_unknown()
        if "interrupt" in reason:
            raise KeyboardInterrupt
        return Answer("unknown", cost=cost, reason=reason)
    if status == "unsat":
        return Answer("unsat", cost=cost)
    model = solver.model()
    values = []
    for declared in sorted(model.decls(), key=str):
        value = model[declared]
        rational = z3.is_rational_value(value)
        exact = (
            Fraction(value.numerator_as_long(), value.denominator_as_long()) if rational else None
        )
        values.append((declared.name(), exact))
    return Answer("sat", tuple(values), cost)


CVC5_OPTIONS: tuple[dict[str, str], ...] = ({"nl-ext": "none", "nl-cov": "true"}, {})
"""Ways to ask cvc5, in this order, until it decides."""


def ask_cvc5(text: str, budget: int, seed: int = 0) -> Answer:
    """Ask cvc5, with a deterministic budget; only its verdict is used, never a model.

    Raises:
        ValueError: it does not read the text.
    """
    answer = Answer("unknown")
    for options in CVC5_OPTIONS:
        answer = _cvc5(text, budget, seed, options)
        if answer.status != "unknown":
            break
    return answer


def _cvc5(text: str, budget: int, seed: int, options: dict[str, str]) -> Answer:
    import cvc5

    solver = cvc5.Solver()
    for key, value in {"rlimit": str(budget), "seed": str(seed), **options}.items():
        solver.setOption(key, value)
    solver.setLogic("QF_NRA")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "query")
    symbols = parser.getSymbolManager()
    while not (command := parser.nextCommand()).isNull():
        said = str(command.invoke(solver, symbols))
        if "error" in said:
            raise ValueError(f"cvc5 does not read the query: {said}")
    result = solver.checkSat()
    if result.isUnsat():
        return Answer("unsat")
    return Answer("sat") if result.isSat() else Answer("unknown", reason=str(result))


def keep_memory() -> None:
    """Let this process keep the memory that it frees, where the C library can be told so.

    Every question gets a context of its own; asking the system for its memory anew each time
    takes as long as the question.
    """
    tune = getattr(ctypes.CDLL(None), "mallopt", None)
    if tune is not None:
        for setting, amount in KEPT.items():
            tune(setting, amount)


KEPT = {-1: 512 << 20, -3: 32 << 20}
"""Bytes: M_TRIM_THRESHOLD, what may stay with a process, and M_MMAP_THRESHOLD, the largest piece
that is not asked from the system on its own (32 MiB is the most that the GNU C library takes)."""


def ask(engine: str, text: str, budget: int, seed: int = 0) -> Answer:
    """Ask the named solver, ``z3`` or ``cvc5``."""
    return (ask_cvc5 if engine == "cvc5" else ask_z3)(text, budget, seed)
