"""What everybody is paid if all leave one after the other, against what they were shown.

A sale at the quoted price leaves the fee in the pool, for those who stay. Clauses: C2, M2.1, M2.3.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import sympy

from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.expressions import Equation, Expr, F, S, fraction, plain, positive, tidy
from ..algebra.recurrence import N, growth, induction, solve
from ..algebra.symbolic_run import run_on_symbols
from ..audit.bounds import power
from ..audit.judging import Bounds
from ..solving.pool import Solvers
from .evidence import History
from .limit import (
    Ground,
    Limit,
    LimitFailed,
    Meets,
    Witness,
    enclosed,
    ends,
    require_closer,
    require_found,
)

CLAIM, CLAUSES = "pool_covers_every_point", ("C2", "M2.1", "M2.3")
U, LEFT = positive("u"), positive("L")
CROWDS = (10, 100, 250)
"""Numbers of holders, in the histories."""
SHOWN = "what was shown is price × points at the start"


class Leaving(NamedTuple):
    """The part of the pool that a sale of the part u of all points leaves; the part that n holders
    of equal points leave, one after the other; the power of n with which that falls."""

    a_sale: Expr
    everybody: Expr
    exponent: Expr

    def grounds(self) -> tuple[Ground, ...]:
        """What all limits of this module rest on."""
        return (
            Ground(
                f"a sale of the part u of all points leaves {plain(self.a_sale)} of the pool",
                "rule on symbols",
            ),
            Ground(
                f"when n holders of equal points have left, {plain(self.everybody)} of the pool"
                " is left",
                "recurrence of the rule on symbols, checked by induction",
            ),
        )


def leaving(scheme: Scheme) -> Leaving:
    """What leaving does to the pool, by the rule on symbols.

    Raises:
        LimitFailed: what a sale leaves depends on more than the part that is sold.
    """
    step = run_on_symbols(scheme, scheme.rules["sell"], {"points": U * S})
    a_sale = tidy(step.pools()[-1] / F)
    if a_sale.free_symbols & {F, S} or sympy.diff(a_sale, U, 2) != 0:
        raise LimitFailed("pool after a sale", a_sale, "a part that is linear in u")
    one_more, last = LEFT * a_sale.subs(U, 1 / (N + 1)), a_sale.subs(U, 1)
    everybody = solve("pool left", one_more, LEFT, last)
    induction("pool left", everybody, one_more, LEFT, last)
    return Leaving(a_sale, everybody, growth(everybody)[0])


def leavers_together(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The least that all leavers are paid together."""
    scheme = scheme or load_scheme("wine-shop")
    law = leaving(scheme)
    at_once = law.a_sale.subs(U, 1)
    formula = tidy(1 - at_once)
    value = fraction(formula.subs(at_numbers(scheme)), "paid of what was shown")
    witnesses = _witnesses(scheme, law, (CROWDS[1], CROWDS[0], 1))
    require_closer("leavers_together", witnesses[:-1], value)
    require_found("leavers_together", witnesses[-1].value, value)
    return Limit(
        name="leavers_together",
        question="If everybody sells all their points, one after the other, how much of what they"
        " were shown at the start are they paid, all together?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning=f"paid to all / shown to all ({SHOWN}), at least",
        formula=Equation("leavers_together", "", sympy.Symbol("B/V"), formula, sign=">="),
        value=value,
        unit="of what was shown",
        meets=Meets.REACHED,
        grounds=(
            *law.grounds(),
            Ground(
                f"the last sale leaves {plain(at_once)} of what it finds, and no sale leaves more"
                " than it finds; so whatever the order and the portions, no more than"
                f" {plain(at_once)} of the pool stays in it",
                "the formula of a sale falls as u grows, from 1 to its value at u = 1",
            ),
        ),
        letters=_letters(),
        witnesses=witnesses,
        remark="Whoever sells first is paid this part. What stays in the pool can never be paid to"
        " anybody, unless new buyers come.",
    )


def last_leaver(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """What the last of n leavers is paid."""
    scheme = scheme or load_scheme("wine-shop")
    law = leaving(scheme)
    formula = tidy(sympy.gammasimp(_of_shown(law, N, sympy.Integer(1))))
    exponent, _constant = growth(formula)
    if not exponent.subs(at_numbers(scheme)).is_positive:
        raise LimitFailed("growth of what the last one is paid", exponent, "more than 0")
    first = tidy(sympy.gammasimp(_of_shown(law, N, N)))
    witnesses = []
    for crowd in CROWDS:
        found = _run(scheme, crowd)[-1]
        expected = fraction(formula.subs(at_numbers(scheme)).subs(N, crowd), "paid to the last")
        require_found("last_leaver", found, expected)
        witnesses.append(Witness(f"{crowd} holders of equal points leave; the last", found))
    require_closer("last_leaver", witnesses, None)
    return Limit(
        name="last_leaver",
        question="If n holders of equal points leave one after the other, how much of what they"
        " were shown at the start is the last one paid?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning=f"paid to the last / shown to each ({SHOWN}); it grows like n^({plain(exponent)})",
        formula=Equation("last_leaver", "", sympy.Symbol("b/v"), formula),
        value=None,
        unit="of what was shown",
        meets=Meets.UNBOUNDED,
        grounds=(
            *law.grounds(),
            Ground(f"the first one is paid {plain(first)}, whatever n is", "the same, for n left"),
        ),
        letters=_letters(),
        witnesses=tuple(witnesses),
    )


def leavers_paid_less(_solvers: Solvers, scheme: Scheme | None = None) -> Limit:
    """The part of the leavers who are paid less than they were shown."""
    scheme = scheme or load_scheme("wine-shop")
    law = leaving(scheme)
    paid = tidy(1 - law.a_sale.subs(U, 1))
    # with the part y still there, (1 - phi)·y^(-1 - e) is paid for a pool that falls like n^e
    power_of_paid = 1 / (1 + law.exponent)
    formula, numbers = 1 - paid**power_of_paid, at_numbers(scheme)
    base, exponent = (
        fraction(each.subs(numbers), "part of the leavers") for each in (paid, power_of_paid)
    )
    more = power(base, exponent)
    value = enclosed(Bounds(1 - more.high, 1 - more.low), "leavers_paid_less")
    witnesses = tuple(_fewer(scheme, law, crowd) for crowd in CROWDS)
    for crowd, witness in zip(CROWDS, witnesses, strict=True):
        # in whole holders, the number is no more than two away
        within = Bounds(ends(value).low - Fraction(2, crowd), ends(value).high + Fraction(2, crowd))
        if not within.low < ends(witness.value).low <= ends(witness.value).high < within.high:
            raise LimitFailed("leavers_paid_less", witness.value, f"a number within {within}")
    return Limit(
        name="leavers_paid_less",
        question="If n holders of equal points leave one after the other, how many of them are paid"
        " less than they were shown at the start?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="holders who are paid less than price × points at the start / n, for large n",
        formula=Equation("leavers_paid_less", "", sympy.Symbol("k/n"), formula, sign="->"),
        value=value,
        unit="of the holders",
        meets=Meets.APPROACHED,
        grounds=(
            *law.grounds(),
            Ground(
                "so the holder who leaves when m are left, of n, is paid"
                f" {plain(tidy(paid * (N / M) ** (1 + law.exponent)))} of what was shown, for"
                " large m and n",
                "solution of the recurrence",
            ),
            Ground("those who leave later are paid more", "each history, leaver by leaver"),
        ),
        letters=_letters(),
        witnesses=witnesses,
        keeps=False,
    )


M = sympy.Symbol("m", integer=True, positive=True)


def _letters() -> dict[str, str]:
    return {
        "B": "what all are paid",
        "V": "what all were shown: the pool at the start",
        "b": "what one is paid",
        "v": "what each was shown",
        "n": "the number of holders",
        "m": "the number of those who have not left yet",
        "k": "the number of those who are paid less",
        "u": "the part of all points that is sold",
    }


def _of_shown(law: Leaving, n: Expr, m: Expr) -> Expr:
    """What the holder who leaves when m of n are left is paid, of what was shown."""
    found = law.everybody.subs(N, n) / law.everybody.subs(N, m)
    return (1 - law.a_sale.subs(U, 1 / m)) * found * n


def _witnesses(scheme: Scheme, law: Leaving, crowds: tuple[int, ...]) -> tuple[Witness, ...]:
    """What all holders are paid, run; the formula has to give just this."""
    witnesses = []
    for crowd in crowds:
        found = sum(_run(scheme, crowd), Fraction(0)) / crowd
        left = law.everybody.subs(at_numbers(scheme)).subs(N, crowd)
        require_found("paid to all", found, 1 - fraction(left, "pool left"))
        words = f"{crowd} holders of equal points leave" if crowd > 1 else "all points at once"
        witnesses.append(Witness(words, found))
    return tuple(witnesses)


def _fewer(scheme: Scheme, law: Leaving, crowd: int) -> Witness:
    """How many of so many holders are paid less than they were shown.

    Raises:
        LimitFailed: one of them is paid no more than the one before.
    """
    paid = _run(scheme, crowd)
    if paid != sorted(set(paid)):
        raise LimitFailed("paid to each", paid, "ever more")
    fewer = sum(each < 1 for each in paid)
    for number in (fewer, fewer + 1):
        left = crowd - number + 1
        formula = _of_shown(law, sympy.Integer(crowd), sympy.Integer(left))
        derived = fraction(formula.subs(at_numbers(scheme)), "paid to one")
        require_found(f"paid to holder {number} of {crowd}", paid[number - 1], derived)
    return Witness(f"{fewer} of {crowd} holders of equal points", Fraction(fewer, crowd))


def _run(scheme: Scheme, crowd: int) -> list[Fraction]:
    """What each of so many holders of equal points is paid, of what they were shown."""
    history = holders_of_equal_points(scheme, crowd)
    roster = history.world.roster
    shown = history.held(roster[0]) * history.quote
    leave(history)
    return [history.held(name, "proceeds") / shown for name in roster]


def holders_of_equal_points(scheme: Scheme, crowd: int) -> History:
    """So many members buy, each as much as it takes to be granted the points of the first."""
    history = History(scheme, crowd)
    first, *others = history.world.roster
    history.do("purchase", buyer=first, paid=history.order)
    each = history.held(first)
    deposits = Fraction(history.world.pool) / history.order
    for name in others:
        # what it costs to be granted as many points
        worth = each * history.quote
        reward = Fraction(scheme.parameters.reward)
        history.do("purchase", buyer=name, paid=worth / (reward * deposits))
    return history


def leave(history: History) -> None:
    """All sell their points, one after the other."""
    for name in history.world.roster:
        history.do("sell", seller=name, points=history.held(name))
