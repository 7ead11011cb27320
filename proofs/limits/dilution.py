"""How far the price falls when constant points come back as points that nobody paid for.

Every conversion promises more constant points while the pool stays as it is. When all of them are
turned back into points at once, the pool is divided among many more points. Clauses: C1, M4.1,
M4.5, A3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import sympy

from neverfalls.spec.claims.claim import Kind
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.expressions import ARGUMENTS, Equation, Expr, F, S, fraction, positive, tidy
from ..algebra.recurrence import N, solve
from ..algebra.symbolic_run import run_on_symbols
from ..solving.pool import Solvers
from ..theorems.price import PRICE
from .evidence import History, proved, statement
from .fall import CLAIM, price_keeps_this_part
from .limit import Ground, Limit, LimitFailed, Meets, Witness, require_closer, require_reached

TURNS = (2, 20, 200)
"""How often points are converted, in the histories that approach the bound."""


@dataclass(frozen=True)
class Dilution:
    """A reading, and the part of its points that the holder converts each time."""

    name: str
    choice: str
    part: Fraction


DILUTIONS = (
    Dilution("fall_by_points_kept", "member-keeps-both", Fraction(1)),
    Dilution("fall_by_points_held_aside", "held-aside", Fraction(1, 2)),
)


def law(scheme: Scheme, part: Fraction) -> Expr:
    """The fall after n conversions of this part of all points, by the rules on symbols.

    Raises:
        LimitFailed: a conversion moves the pool.
    """
    share = sympy.Rational(*part.as_integer_ratio())
    before = positive("k")
    issued = {"points": share * S, "issuer.constants": -before}
    step = run_on_symbols(scheme, scheme.rules["convert"], issued)
    if step.pools()[-1] != F:
        raise LimitFailed("the pool after a conversion", step.pools()[-1], "the pool before it")
    first, *_, then = (-each for each in step.records("issuer.constants"))
    constants = solve("constant points", then, before, then.subs(first, 0))
    back = run_on_symbols(scheme, scheme.rules["restore"], {})
    (pool, *_, pool_then), (supply, *_, supply_then) = back.pools(), back.supplies()
    fall = tidy(pool_then * supply / (supply_then * pool))
    return tidy(fall.subs(ARGUMENTS["Constants"], constants))


def dilution_of(dilution: Dilution) -> Callable[..., Limit]:
    """The function that derives the limit of one reading."""

    def derive(solvers: Solvers, scheme: Scheme | None = None) -> Limit:
        readings = {"converted_points": dilution.choice}
        setting = (scheme or load_scheme("wine-shop")).answering(**readings)
        formula = law(setting, dilution.part)
        bound = sympy.limit(formula, N, sympy.oo)
        value = fraction(bound, "least price after over before")
        witnesses = [_run(setting, dilution, turns) for turns in TURNS]
        for turns, witness in zip(TURNS, witnesses, strict=True):
            expected = fraction(formula.subs(N, turns), "price after over before")
            require_reached(dilution.name, witness.value, expected)
        require_closer(dilution.name, witnesses, value)
        claim = statement(Kind.STEP, price_keeps_this_part(bound))
        return Limit(
            name=dilution.name,
            question="How far can the quoted price fall in one step?",
            clauses=("C1", "M4.1", "M4.5", "A3"),
            claim=CLAIM,
            scheme=setting.name,
            readings=readings,
            meaning="price after the step / price before it, at least",
            formula=Equation(dilution.name, "", sympy.Symbol("p'/p"), bound, sign=">="),
            value=value,
            unit="of the price before",
            meets=Meets.APPROACHED,
            grounds=(
                *proved(setting, [claim], solvers, PRICE),
                Ground(
                    f"after n conversions of {_part(dilution)} points, all turned back at once:"
                    f" p'/p = {formula}",
                    "recurrence of the rules on symbols, met by the histories",
                ),
            ),
            letters={
                "p": "the price before the step",
                "p'": "the price after it",
                "n": "the number of conversions",
            },
            witnesses=tuple(witnesses),
            keeps=value >= 1,
        )

    derive.__name__ = dilution.name
    return derive


def _run(scheme: Scheme, dilution: Dilution, turns: int) -> Witness:
    history = restored(scheme, dilution, turns)
    after, owed = history.quote, history.done[-1][1]["constants"]
    before = Fraction(history.before["quoted.yuan-in-pool"]) / history.before["quoted.supply"]
    words = (
        f"purchase alice {history.order} · {turns} times convert alice {_part(dilution)} her"
        f" points · spend alice bob {owed} · restore bob {owed}"
    )
    return Witness(words, after / before)


def restored(scheme: Scheme, dilution: Dilution, turns: int) -> History:
    """Points converted so often, and all constant points turned back into points at once."""
    history = History(scheme)
    history.do("purchase", buyer="alice", paid=history.order)
    for _ in range(turns):
        history.do("convert", holder="alice", points=history.held("alice") * dilution.part)
    owed = history.held("alice", "constants")
    history.do("spend", buyer="alice", merchant="bob", constants=owed)
    history.do("restore", merchant="bob", constants=owed)
    return history


def _part(dilution: Dilution) -> str:
    return "all" if dilution.part == 1 else f"{dilution.part} of"
