"""The thin facade over the solvers. It runs in a worker process and speaks only text."""

from __future__ import annotations

import re
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from neverfalls.spec.errors import NeverfallsError


class Answer(NamedTuple):
    """What a solver said: ``sat``, ``unsat`` or ``unknown``.

    ``cost`` is the deterministic effort of the way that decided (z3's resource count), ``values``
    the model of a ``sat`` as z3 writes it. What an earlier run was told and kept is ``stored``.
    """

    status: str
    values: str = ""
    cost: int = 0
    reason: str = ""
    stored: bool = False

    @property
    def model(self) -> dict[str, Fraction | None]:
        """The exact value of each unknown, None where it is irrational."""
        # long values go on in the next line
        entry = r"\(define-fun (?:\|([^|]*)\||(\S+)) \(\) \S+\s+(.*?)\)\s*(?=\(define-fun|\Z)"
        found = re.findall(entry, self.values, re.DOTALL)
        return {quoted or plain: _value(text) for quoted, plain, text in found}


Key = tuple[str, bytes, int, int]
"""What an answer depends on: the engine, the digest of the text, the seed and the budget."""


def _value(text: str) -> Fraction | None:
    """A number as z3 writes it: ``2.0``, ``(/ 1.0 3.0)``, ``(- 2.0)``, a root of a polynomial."""
    if not re.fullmatch(r"[-/().0-9\s]+", text):
        return None
    value, *divisor = (Fraction(number) for number in re.findall(r"[.0-9]+", text))
    for each in divisor:
        value /= each
    return -value if "-" in text else value


def nonlinear(text: str) -> bool:
    """Whether a script multiplies unknowns; its products are the only ``(*`` of two terms."""
    return re.search(r"\(\* (?!\(- [0-9./ ()]+\) |[0-9]|\(/ )", text) is not None


FIRST, GENERAL, SHUFFLED = 100_000, 20_000, 25_000

WAYS = {"direct": FIRST, "smt": GENERAL, "shuffled": SHUFFLED, "as given": FIRST}
"""z3's ways with products of unknowns, and the effort after which each is left for the next.

Whether it decides a question is much a matter of the order in which it takes the unknowns: short
tries, in its own order, shuffled and as they are given, decide more than a long one. Its general
way decides some on which the others get lost, and soon if at all.
"""

DIRECT = (
    "simplify", "propagate-values", "solve-eqs", "elim-term-ite", "tseitin-cnf", "simplify", "nlsat"
)  # fmt: skip
"""The steps of z3's way for polynomials, but for those about division and factors.

Quotients have names here, so there is nothing to divide; on most questions these steps take longer
than the answer."""

ORDERS: dict[str, dict[str, bool | int]] = {
    "as given": {"reorder": False},
    "shuffled": {"shuffle_vars": True, "seed": 5},
}
"""Other orders in which products are tried, by all steps, as options of z3."""

LONG = 1_000_000
"""A budget with which the first way may go on to its end when all have been tried."""

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
    ways = list(WAYS.items())
    if budget >= LONG:
        ways.append(("direct", budget))
    answer = Answer("unknown")
    for way, most in ways:
        if answer.status == "unknown":
            answer = _z3(text, min(most, budget), seed, way)
    return answer


def _z3(text: str, budget: int, seed: int, way: str) -> Answer:
    """Ask in a context of its own: one of the ways with products, or the solver of a logic."""
    import z3

    context = z3.Context()
    if way == "direct":
        solver = z3.Then(*DIRECT, ctx=context).solver()
    elif way in ORDERS:
        solver = z3.With(z3.Tactic("qfnra-nlsat", ctx=context), **ORDERS[way]).solver()
    elif way == "smt":
        solver = z3.With(z3.Tactic("smt", ctx=context), **{"arith.solver": OLDER}).solver()
    else:
        solver = z3.SolverFor(way, ctx=context)
    solver.set("rlimit", budget)
    if seed:
        # the engine for polynomials takes no random_seed, the others no seed
        solver.set("seed" if way == "direct" or way in ORDERS else "random_seed", seed)
    solver.from_string(text)
    status = str(solver.check())
    # where the text itself says false, some ways end before they count
    cost = next((count for what, count in solver.statistics() if what == "rlimit count"), 0)
    if status == "unknown":
        reason = solver.reason_unknown()
        if "interrupt" in reason:
            raise KeyboardInterrupt
        return Answer("unknown", cost=cost, reason=reason)
    # As one text, because few models are read: it takes z3 a third of the time of handing over the
    # values one by one. Writing and reading the text takes as long as that.
    return Answer(status, solver.model().sexpr() if status == "sat" else "", cost)


COVERINGS = {"nl-ext": "none", "nl-cov": "true"}

CVC5_OPTIONS: tuple[dict[str, str], ...] = ({**COVERINGS, "nl-rlv": "always"}, {}, COVERINGS)
"""Ways to ask cvc5 about products, until it decides: coverings of those that matter, its own way,
coverings.

To look only at the products that matter for the assignment at hand takes a seventh of the time on
those questions that take longest."""


def ask_cvc5(text: str, budget: int, seed: int = 0) -> Answer:
    """Ask cvc5, with a deterministic budget; only its verdict is used, never a model.

    Raises:
        ValueError: it does not read the text.
    """
    if not nonlinear(text):
        return _cvc5(text, budget, seed, "QF_LRA", {})
    answer = Answer("unknown")
    for options in CVC5_OPTIONS:
        answer = _cvc5(text, budget, seed, "QF_NRA", options)
        if answer.status != "unknown":
            break
    return answer


def _cvc5(text: str, budget: int, seed: int, logic: str, options: dict[str, str]) -> Answer:
    import cvc5

    solver = cvc5.Solver()
    for key, value in {"rlimit": str(budget), "seed": str(seed), **options}.items():
        solver.setOption(key, value)
    solver.setLogic(logic)
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "query")
    symbols = parser.getSymbolManager()
    while not (command := parser.nextCommand()).isNull():
        reply = str(command.invoke(solver, symbols))
        if "error" in reply:
            raise ValueError(f"cvc5 does not read the query: {reply}")
    result = solver.checkSat()
    if result.isUnsat():
        return Answer("unsat")
    return Answer("sat") if result.isSat() else Answer("unknown", reason=str(result))


SOLVERS = ("z3", "cvc5")


class NoSolvers(NeverfallsError):
    """What was asked needs packages that a light installation does not have."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"this needs {missing}, which is not installed: pip install 'neverfalls[prove]'."
            " Without it, shipped schemes can be verified (neverfalls check) and traces replayed"
        )


def load() -> None:
    """Load both solvers now, so that processes forked from this one need not, each for itself.

    Raises:
        NoSolvers: one of them is not installed.
    """
    for module in SOLVERS:
        try:
            import_module(module)
        except ModuleNotFoundError:
            raise NoSolvers(module) from None


def require() -> None:
    """Make sure that both solvers are there, without loading them.

    Raises:
        NoSolvers: one of them is not installed.
    """
    for module in SOLVERS:
        if find_spec(module) is None:
            raise NoSolvers(module)


def ask(engine: str, text: str, budget: int, seed: int = 0) -> Answer:
    """Ask the named solver, ``z3`` or ``cvc5``."""
    return (ask_cvc5 if engine == "cvc5" else ask_z3)(text, budget, seed)
