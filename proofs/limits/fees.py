"""How much of what is promised the fees can pay, and how long they last when sales stop.

A fee is paid once, and a multiple of it is promised and released over time. Clauses: P5.1, P5.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

import sympy

from neverfalls.spec.claims.claim import Check, Kind, Relation
from neverfalls.spec.model.world import View
from neverfalls.spec.numbers import Yuan, terms
from neverfalls.spec.schemes.loader import load_scheme
from neverfalls.spec.schemes.scheme import Scheme

from ..algebra.closed_form import at_numbers
from ..algebra.expressions import Equation, Expr, fraction, plain, positive, tidy
from ..algebra.letters import of_parameters
from ..algebra.symbolic_run import run_on_symbols
from ..solving.pool import Solvers
from .evidence import BASE, History, proved, statement
from .limit import Ground, Limit, Meets, Witness, require_reached

N = positive("n")
NAMES = {"lock_multiple": positive("f"), "release_share": positive("s")}
CLAIM, CLAUSES = "locked_balances_are_covered", ("P5", "P5.1", "P5.2")

DAILY = Fraction(1, 2000)
"""The share that is reported to be released each day; the scheme's file has that of a month."""

COVERED = {"fees_of_full_return": "full-return", "fees_of_frozen_points": "frozen-points"}
"""The scheme of each bound on what fees can pay."""

LASTS = {"fees_last": "of-rest", "fees_last_in_equal_parts": "of-start"}
"""What the share that is released is a share of, for each bound on how long fees last."""


def covered_of(name: str) -> Callable[..., Limit]:
    """The bound of this name on what fees can pay."""

    def limit(solvers: Solvers, scheme: Scheme | None = None) -> Limit:
        return _covered(name, solvers, scheme or load_scheme(COVERED[name]))

    limit.__name__ = name
    return limit


def lasts_of(name: str) -> Callable[..., Limit]:
    """The bound of this name on how long fees last."""

    def limit(solvers: Solvers, scheme: Scheme | None = None) -> Limit:
        return _lasts(name, solvers, scheme or load_scheme("full-return"))

    limit.__name__ = name
    return limit


class Share(NamedTuple):
    """What the fees are of all that is promised: as a formula, and at the scheme's numbers."""

    formula: Expr
    value: Fraction


def share(scheme: Scheme) -> Share:
    """What a fee leaves the platform, of the balance that it locks, by the rules on symbols."""
    opened = scheme.with_parameters(lock_multiple=terms.name("lock_multiple"))
    known = {"lock_multiple": NAMES["lock_multiple"]}
    paid = run_on_symbols(opened, scheme.rules["purchase"], known, empty=True)
    formula = tidy(-paid.records("treasury.yuan")[-1] / paid.records("issuer.locked")[-1])
    value = fraction(formula.subs(at_numbers(scheme, NAMES)), "of what is promised")
    return Share(formula, value)


def promised(w: View) -> Yuan:
    """All balances that were ever locked."""
    return w.total(lambda member: getattr(member, "ever-locked"))


def paid_out(w: View) -> Yuan:
    """All that members were paid, less what they paid other than as fees."""
    return w.total(lambda member: member.yuan) + w.state["sales.total"]


def promises_are_a_multiple_of_fees(w: View) -> Iterator[Check]:
    """All that was ever promised is the multiple of all fees."""
    most = w.parameters.lock_multiple * w.state["sales.total"]
    yield Check("promised", promised(w), most, relation=Relation.EQUAL)


def fees_stay_with_the_platform(w: View) -> Iterator[Check]:
    """No fee stays in the pool, and suppliers get what the goods cost."""
    cost = (1 - w.parameters.margin) * w.state["sales.total"]
    yield Check("pool", w.pool, 0, relation=Relation.EQUAL)
    yield Check("suppliers", w.state["supplier.yuan"], cost, relation=Relation.EQUAL)


def _grounds(scheme: Scheme, bound: Fraction, solvers: Solvers) -> list[Ground]:
    def fees_are_this_share_of_what_is_promised(w: View) -> Iterator[Check]:
        """The platform's own cash and all that was paid out together are exactly this share of all
        that was ever promised; so more can be paid only with money from elsewhere."""
        yield Check("fees", w.treasury + paid_out(w), bound * promised(w), relation=Relation.EQUAL)

    claim = statement(Kind.STATE, fees_are_this_share_of_what_is_promised)
    lemmas = (promises_are_a_multiple_of_fees, fees_stay_with_the_platform)
    known = (*BASE, "money_is_conserved")
    return proved(scheme, [claim], solvers, known, [statement(Kind.STATE, x) for x in lemmas])


def _covered(name: str, solvers: Solvers, scheme: Scheme) -> Limit:
    bound = share(scheme)
    history = History(scheme, 1)
    history.do("purchase", buyer=history.world.roster[0], paid=scheme.parameters.order)
    found = Fraction(history.world.treasury) / Fraction(promised(history.world))
    require_reached(name, found, bound.value)
    return Limit(
        name=name,
        question="How much of all that is promised can fees alone pay?",
        clauses=CLAUSES,
        claim=CLAIM,
        scheme=scheme.name,
        readings={},
        meaning="all that fees can pay out / all that was ever promised, at most",
        formula=Equation(name, "", sympy.Symbol("K/L"), bound.formula, sign="<="),
        value=bound.value,
        unit="of what was promised",
        meets=Meets.REACHED,
        grounds=tuple(_grounds(scheme, bound.value, solvers)),
        letters={
            "K": "what fees leave the platform",
            "L": "all that was promised for them",
            **of_parameters({"lock_multiple": NAMES["lock_multiple"]}),
        },
        witnesses=(Witness(history.text(), found),),
        remark="Whatever else a platform earns is not in the rules, and comes on top.",
        keeps=bound.value >= 1,
    )


def _lasts(name: str, solvers: Solvers, scheme: Scheme) -> Limit:
    base = LASTS[name]
    setting = scheme.with_parameters(release_share=DAILY).answering(release_base=base)
    bound = share(setting)
    rest = NAMES["release_share"]
    released = 1 - (1 - rest) ** N if base == "of-rest" else rest * N
    days = first_day(bound.value, base)
    history = History(setting, 1)
    history.do("purchase", buyer=history.world.roster[0], paid=setting.parameters.order)
    found = 0
    while history.world.treasury >= 0:
        history.do("close_day")
        found += 1
    require_reached(name, Fraction(found), days)
    return Limit(
        name=name,
        question="If sales stop, on which day have the fees been used up?",
        clauses=CLAUSES,
        claim="platform_stays_profitable",
        scheme=scheme.name,
        readings={"release_base": base},
        meaning="the first day n on which more is released than the fees are",
        formula=Equation(name, "", released, bound.formula, sign=">"),
        value=days,
        unit="days",
        meets=Meets.REACHED,
        grounds=(
            *_grounds(setting, bound.value, solvers),
            Ground(
                f"released after n days, of what was promised: {plain(released)}",
                "the rules, run day by day on fractions",
            ),
        ),
        letters={"n": "the number of days", **of_parameters(NAMES)},
        witnesses=(Witness(f"{history.events[0]} · {found} times close_day", Fraction(found)),),
        remark=f"The share is the reported one of {DAILY} a day.",
        solved_for="n",
        keeps=False,
    )


def first_day(bound: Fraction, base: str) -> Fraction:
    """The first day on which more is released than this share of what was promised."""
    day, rest = 0, Fraction(1)
    while 1 - rest <= bound:
        day += 1
        rest = rest * (1 - DAILY) if base == "of-rest" else rest - DAILY
    return Fraction(day)
